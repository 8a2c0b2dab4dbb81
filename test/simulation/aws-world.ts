import type { ActionEvent, DomainEvent, StageEvent } from '../../src/domain/events';
import type { ExecutionStatus } from '../../src/domain/executions/execution';
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
  private running = 0;

  constructor(
    private readonly pipelines: FakePipelines,
    private readonly pipeline: string,
    private readonly emit: (event: DomainEvent) => void,
    private readonly chance: Chance,
    /** Nobody answers at the console: approvals wait until somebody does through us. */
    private readonly waitsForUs = false,
  ) {}

  get isAtRest(): boolean {
    return this.running === 0;
  }

  /** Whatever we have begun goes on as well: rollbacks in the deploy stage, pinned executions from their source. */
  async adoptBegun(): Promise<void> {
    for (const { executionId, isRollback } of await this.pipelines.recentExecutions(this.pipeline, 20)) {
      if (this.executionIds.includes(executionId)) continue;
      this.executionIds.push(executionId);
      void (isRollback ? this.rollsBack(executionId) : this.goesOn(executionId));
    }
  }

  private async rollsBack(executionId: string): Promise<void> {
    this.running += 1;
    this.tells(executionId, 'InProgress');
    this.stage(executionId, 'Deploy', 'InProgress');
    await this.deploys(executionId);
    this.running -= 1;
  }

  private async goesOn(executionId: string): Promise<void> {
    this.running += 1;
    this.tells(executionId, 'InProgress');
    this.stage(executionId, 'Build', 'InProgress');
    await this.some(10, 90);
    await this.trained(executionId);
    this.running -= 1;
  }

  /** An execution from its start to whatever end it has; one third of the approvals is answered at the console. */
  async execute(message: string): Promise<void> {
    this.running += 1;
    const { executionId } = this.pipelines.training(message);
    this.executionIds.push(executionId);
    this.tells(executionId, 'InProgress');
    this.stage(executionId, 'Source', 'InProgress');
    this.stage(executionId, 'Source', 'Succeeded');
    this.stage(executionId, 'Build', 'InProgress');
    await this.some(10, 90);
    await this.trained(executionId);
    this.running -= 1;
  }

  private async trained(executionId: string): Promise<void> {
    if (this.chance.is(0.15)) {
      this.pipelines.fails(executionId);
      this.fails(executionId, 'Build', 'train');
      return;
    }
    this.stage(executionId, 'Build', 'Succeeded');
    if (this.chance.is(0.1)) {
      this.pipelines.superseded(executionId);
      this.tells(executionId, 'Superseded');
      return;
    }
    const accuracy = (0.9 + this.chance.next() / 10).toFixed(3);
    const { approvalId } = this.pipelines.reachesApproval(executionId, { METRIC_ACCURACY: accuracy });
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
    if (ending?.status !== 'Succeeded') {
      this.action(executionId, 'Approve', 'Decide', 'Failed', approvalId);
      this.stage(executionId, 'Approve', 'Failed');
      this.tells(executionId, 'Failed');
      return;
    }
    this.action(executionId, 'Approve', 'Decide', 'Succeeded', approvalId);
    this.stage(executionId, 'Approve', 'Succeeded');
    this.stage(executionId, 'Deploy', 'InProgress');
    await this.deploys(executionId);
  }

  private async deploys(executionId: string): Promise<void> {
    await this.some(5, 60);
    if (this.chance.is(0.1)) {
      this.pipelines.fails(executionId);
      this.fails(executionId, 'Deploy', 'deploy');
      return;
    }
    this.pipelines.deployed(executionId);
    this.stage(executionId, 'Deploy', 'Succeeded');
    this.tells(executionId, 'Succeeded');
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
    return { pipeline: this.pipeline, executionId, attempt: 1, at: new Date() };
  }

  private some(least: number, most: number): Promise<void> {
    return this.seconds(this.chance.between(least, most));
  }

  private seconds(count: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, count * 1_000));
  }
}
