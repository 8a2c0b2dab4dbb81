import type { ActionEvent, DomainEvent, StageEvent } from '../../src/domain/events';
import { type ExecutionStatus, isEnded } from '../../src/domain/executions/execution';
import type { FakePipelines } from '../support/fakes/fake-pipelines';
import type { Chance } from './chance';

export interface SimulatedApproval {
  approvalId: string;
  executionId: string;
  isOver: boolean;
}

/** What becomes of executions: the truth, and the events by which AWS tells of it. */
export class AwsWorld {
  readonly executionIds: string[] = [];
  readonly approvals: SimulatedApproval[] = [];
  /** Retries of the whole execution, as CodePipeline counts them. */
  private readonly attempts = new Map<string, number>();
  private readonly running = new Set<string>();

  constructor(
    private readonly pipelines: FakePipelines,
    private readonly pipeline: string,
    private readonly emit: (event: DomainEvent) => void,
    private readonly chance: Chance,
    /** Nobody answers at the console: approvals wait until somebody does through us. */
    private readonly waitsForUs = false,
  ) {}

  get isAtRest(): boolean {
    return this.running.size === 0;
  }

  /** Whatever we have begun goes on as well: deploys, rollbacks in the deploy stage, and what was tried again. */
  async adoptBegun(): Promise<void> {
    for (const { executionId, status } of await this.pipelines.recentExecutions(this.pipeline, 100)) {
      const isKnown = this.executionIds.includes(executionId);
      if (this.running.has(executionId) || (isKnown && isEnded(status))) continue;
      if (isKnown) this.attempts.set(executionId, this.attemptOf(executionId) + 1);
      else this.executionIds.push(executionId);
      void this.goesOn(executionId);
    }
  }

  /** An execution from its start to whatever end it has; one third of the approvals is answered at the console. */
  async execute(message: string): Promise<void> {
    const { executionId } = this.pipelines.training(message);
    this.executionIds.push(executionId);
    await this.goesOn(executionId);
  }

  private async goesOn(executionId: string): Promise<void> {
    this.running.add(executionId);
    this.tells(executionId, 'InProgress');
    const [first] = this.pipelines.underWay(executionId);
    if (first?.stage === 'Deploy') await this.deploys(executionId);
    else if (first?.stage === 'Approve') await this.asks(executionId, first.actionExecutionId);
    else await this.trains(executionId);
    this.running.delete(executionId);
  }

  private async trains(executionId: string): Promise<void> {
    if (this.pipelines.underWay(executionId).length === 0) this.pipelines.begins(executionId);
    this.stage(executionId, 'Source', 'Succeeded');
    this.stage(executionId, 'Build', 'InProgress');
    await this.some(10, 90);
    if (await this.isStopped(executionId, 'Build', 'train')) return;
    if (this.chance.is(0.15)) {
      this.pipelines.fails(executionId);
      this.fails(executionId, 'Build', 'train');
      return;
    }
    this.stage(executionId, 'Build', 'Succeeded');
    if (this.chance.is(0.1)) {
      this.pipelines.over(executionId, 'Superseded');
      this.tells(executionId, 'Superseded');
      return;
    }
    const accuracy = (0.9 + this.chance.next() / 10).toFixed(3);
    const { approvalId } = this.pipelines.reachesApproval(executionId, { METRIC_ACCURACY: accuracy });
    await this.asks(executionId, approvalId);
  }

  private async asks(executionId: string, approvalId: string): Promise<void> {
    const approval = { approvalId, executionId, isOver: false };
    this.approvals.push(approval);
    this.stage(executionId, 'Approve', 'InProgress');
    this.action(executionId, 'Approve', 'Decide', 'InProgress', approvalId);
    await this.answered(approval);
    approval.isOver = true;
  }

  private async answered({ approvalId, executionId }: SimulatedApproval): Promise<void> {
    const patience = this.waitsForUs ? Number.POSITIVE_INFINITY : this.chance.between(60, 600);
    for (let second = 0; second < patience && !(await this.endingOf(approvalId)); second += 5) await this.seconds(5);
    if (!(await this.endingOf(approvalId))) {
      if (this.chance.is(0.1)) this.pipelines.endedUnanswered(approvalId, 'Failed');
      else this.pipelines.answeredElsewhere(approvalId, this.chance.is(0.7) ? 'approved' : 'rejected');
    }
    const ending = await this.endingOf(approvalId);
    if (ending?.status === 'Abandoned') {
      await this.isStopped(executionId, 'Approve', 'Decide', approvalId);
      return; // it may have been tried again already
    }
    if (ending?.status !== 'Succeeded') {
      this.action(executionId, 'Approve', 'Decide', 'Failed', approvalId);
      this.stage(executionId, 'Approve', 'Failed');
      this.tells(executionId, 'Failed');
      return;
    }
    this.action(executionId, 'Approve', 'Decide', 'Succeeded', approvalId);
    this.stage(executionId, 'Approve', 'Succeeded');
    // A transition that is disabled keeps it out for as long as it is.
    while (this.pipelines.underWay(executionId).length === 0) {
      if (await this.isStopped(executionId)) return;
      await this.seconds(5);
    }
    await this.deploys(executionId);
  }

  private async deploys(executionId: string): Promise<void> {
    this.stage(executionId, 'Deploy', 'InProgress');
    await this.some(5, 60);
    if (await this.isStopped(executionId, 'Deploy', 'deploy')) return;
    if (this.chance.is(0.1)) {
      this.pipelines.fails(executionId);
      this.fails(executionId, 'Deploy', 'deploy');
      return;
    }
    this.pipelines.deployed(executionId);
    this.stage(executionId, 'Deploy', 'Succeeded');
    this.tells(executionId, 'Succeeded');
  }

  /** Somebody has stopped it: what was under way is abandoned, or has just come to its end. */
  private async isStopped(executionId: string, stage?: string, action?: string, approvalId?: string): Promise<boolean> {
    const status = (await this.pipelines.execution(this.pipeline, executionId))?.status;
    if (status !== 'Stopping' && status !== 'Stopped') return false;
    this.tells(executionId, 'Stopping');
    if (status === 'Stopping') this.pipelines.comesToRest(executionId);
    else if (stage && action) this.action(executionId, stage, action, 'Abandoned', approvalId);
    if (stage) this.stage(executionId, stage, 'Stopped');
    this.tells(executionId, 'Stopped');
    return true;
  }

  private endingOf(approvalId: string) {
    return this.pipelines.approvalEnding({ approvalId });
  }

  private fails(executionId: string, stage: string, action: string): void {
    this.action(executionId, stage, action, 'Failed');
    this.stage(executionId, stage, 'Failed');
    this.tells(executionId, 'Failed');
  }

  private tells(executionId: string, status: ExecutionStatus): void {
    this.emit({ kind: 'execution', ...this.ofExecution(executionId), status });
  }

  private stage(executionId: string, stage: string, status: StageEvent['status']): void {
    this.emit({ kind: 'stage', ...this.ofExecution(executionId), stage, status });
  }

  private action(
    executionId: string,
    stage: string,
    action: string,
    status: ActionEvent['status'],
    actionExecutionId?: string,
  ): void {
    const isApproval = actionExecutionId !== undefined;
    const [category, provider] = isApproval ? ['Approval', 'Manual'] : ['Build', 'CodeBuild'];
    const of = { ...this.ofExecution(executionId), stage, action, actionExecutionId, category, provider };
    this.emit({ kind: 'action', ...of, status });
  }

  private ofExecution(executionId: string) {
    return { pipeline: this.pipeline, executionId, attempt: this.attemptOf(executionId), at: new Date() };
  }

  private attemptOf(executionId: string): number {
    return this.attempts.get(executionId) ?? 1;
  }

  private some(least: number, most: number): Promise<void> {
    return this.seconds(this.chance.between(least, most));
  }

  private seconds(count: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, count * 1_000));
  }
}
