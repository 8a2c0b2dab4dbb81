import { randomUUID } from 'node:crypto';
import { ApprovalNoLongerOpen } from '../../../src/domain/approvals/approval-errors';
import {
  AwsRefused,
  RetryNotPossible,
  RollbackNotPossible,
  RollbackTargetOutdated,
  StopNotPossible,
} from '../../../src/domain/errors';
import { isEnded, type Revision } from '../../../src/domain/executions/execution';
import type {
  ActionExecution,
  AnsweredApproval,
  ApprovalAnswer,
  ApprovalEnding,
  ExecutionSummary,
  PipelineStructure,
  Pipelines,
  RetryRequest,
  RollbackRequest,
  StartRequest,
  StopRequest,
  WaitingApproval,
} from '../../../src/domain/ports/pipelines';
import { STRUCTURE } from './penguins-structure';

interface FakeExecution extends ExecutionSummary {
  pipelineVersion: number;
  actions: ActionExecution[];
}

type Effect =
  | 'start'
  | 'answerApproval'
  | 'approvalEnding'
  | 'rollbackStage'
  | 'retryStage'
  | 'stopExecution'
  | 'disableTransition'
  | 'enableTransition';

/** Who answers where nobody says so: what CodePipeline writes for an answer without words. */
const CONSOLE_ARN = 'arn:aws:iam::123456789012:user/console';

/**
 * CodePipeline with one pipeline, in memory: Source → Build → Approve → Deploy. An execution is staged by the test and
 * moves when it says so. Every change is made without an await in it, and everything that was sent is kept.
 */
export class FakePipelines implements Pipelines {
  readonly starts: StartRequest[] = [];
  readonly answers: ApprovalAnswer[] = [];
  readonly rollbacks: RollbackRequest[] = [];
  readonly retries: RetryRequest[] = [];
  readonly stops: StopRequest[] = [];
  /** Retries that had an effect. */
  readonly retried: RetryRequest[] = [];
  /** Stops that had an effect. */
  readonly stopped: StopRequest[] = [];
  /** `disable Deploy`, `enable Deploy`, as they were sent. */
  readonly transitions: string[] = [];
  private executions: FakeExecution[] = [];
  private version = STRUCTURE.version;
  private executionMode = STRUCTURE.executionMode;
  private declared = STRUCTURE.variables;
  private stagesDeclared = STRUCTURE.stages;
  /** Stages that nothing may enter, with the reason. */
  private disabled = new Map<string, string>();
  private readonly byToken = new Map<string, string>();
  private readonly faults: { effect: Effect; when: 'before' | 'after'; error: Error }[] = [];

  constructor(
    private readonly name: string,
    private readonly now: () => Date,
  ) {}

  /** Itself as it is now, which stays so. */
  copy(): this {
    const executions = this.executions.map((one) => ({
      ...one,
      actions: one.actions.map((action) => ({ ...action })),
    }));
    const own = { executions, disabled: new Map(this.disabled) };
    return Object.assign(Object.create(FakePipelines.prototype), this, own);
  }

  /** The next call of this kind fails, before or after its effect. */
  failNext(effect: Effect, when: 'before' | 'after', error: Error = new Error(`${effect} is out of order`)): void {
    this.faults.push({ effect, when, error });
  }

  /** A new execution that has been trained and waits for its approval. */
  trained(message: string, variables: Record<string, string> = {}): WaitingApproval {
    return this.reachesApproval(this.begun({ commitId: randomUUID(), message }).executionId, variables);
  }

  /** A new execution that is being trained. */
  training(message: string): { executionId: string } {
    const execution = this.begun({ commitId: randomUUID(), message });
    execution.actions.push(this.action('Source', 'Checkout', 'Succeeded'), this.action('Build', 'train', 'InProgress'));
    return { executionId: execution.executionId };
  }

  /** An execution that was only just started reads its source, and is trained from now on. */
  begins(executionId: string): void {
    const { actions } = this.known(executionId);
    actions.push(this.action('Source', 'Checkout', 'Succeeded'), this.action('Build', 'train', 'InProgress'));
  }

  /** A new execution that has been trained and waits for an earlier one to leave the next stage. */
  waitsBehind(message: string): { executionId: string } {
    const execution = this.begun({ commitId: randomUUID(), message });
    execution.actions.push(this.action('Source', 'Checkout', 'Succeeded'), this.action('Build', 'train', 'Succeeded'));
    return { executionId: execution.executionId };
  }

  /** A new execution whose training has failed. */
  failed(message: string): { executionId: string } {
    const { executionId } = this.training(message);
    this.fails(executionId);
    return { executionId };
  }

  /** Whatever of the execution is in progress fails. */
  fails(executionId: string): void {
    const execution = this.known(executionId);
    for (const action of openActions(execution)) this.settle(action, 'Failed');
    this.end(execution, 'Failed');
  }

  /** What the provider says of an action that is under way. */
  says(executionId: string, stage: string, summary: string): void {
    openAction(this.known(executionId), stage).summary = summary;
  }

  /** An execution has read its source. */
  checkedOut(executionId: string, revision: Revision): void {
    this.known(executionId).revision = revision;
  }

  /** An execution gets as far as its approval. */
  reachesApproval(executionId: string, variables: Record<string, string> = {}): WaitingApproval {
    const execution = this.known(executionId);
    const isCheckedOut = execution.actions.some(({ stage }) => stage === 'Source');
    if (!isCheckedOut) execution.actions.push(this.action('Source', 'Checkout', 'Succeeded'));
    const training = openActions(execution).find(({ stage }) => stage === 'Build');
    if (training) this.settle(Object.assign(training, { outputVariables: variables }), 'Succeeded');
    else execution.actions.push(this.action('Build', 'train', 'Succeeded', variables));
    execution.actions.push(this.action('Approve', 'Decide', 'InProgress'));
    const [waiting] = waitingIn(execution);
    if (!waiting) throw new Error('an execution that has just been trained waits');
    return waiting;
  }

  /** A CodeBuild action of an execution has ended, and its build is known; or one of another provider, and its own id. */
  built(
    executionId: string,
    action: string,
    externalId: string,
    status: 'Succeeded' | 'Failed',
    provider = 'CodeBuild',
  ): void {
    const row = { ...this.action('Build', action, status), provider, externalId };
    this.known(executionId).actions.push(row);
  }

  /** An execution is over, whatever its history tells: a newer one takes its place, an edit of the pipeline cancels it. */
  over(executionId: string, status: 'Stopped' | 'Superseded' | 'Cancelled' | 'Failed'): void {
    this.end(this.known(executionId), status);
  }

  /** The stage of an open approval is tried again, as nobody of ours asked for: the same execution asks anew. */
  asksAgain(approvalId: string): WaitingApproval {
    const { execution, action } = this.approval(approvalId);
    this.settle(action, 'Failed');
    execution.actions.push(this.action('Approve', 'Decide', 'InProgress'));
    const [waiting] = waitingIn(execution);
    if (!waiting) throw new Error('what asks again waits');
    return waiting;
  }

  /** What was under way in an execution that is being stopped comes to its end. */
  comesToRest(executionId: string): void {
    const execution = this.known(executionId);
    for (const action of openActions(execution)) this.settle(action, 'Succeeded');
    this.end(execution, 'Stopped');
  }

  /** Stages in which something of an execution is under way. */
  underWay(executionId: string): { stage: string; actionExecutionId: string }[] {
    return openActions(this.known(executionId)).map(({ stage, actionExecutionId }) => ({ stage, actionExecutionId }));
  }

  /** Lets the deployment that is under way succeed. */
  deployed(executionId: string): void {
    const execution = this.known(executionId);
    this.settle(openAction(execution, 'Deploy'), 'Succeeded');
    this.end(execution, 'Succeeded');
  }

  /** Somebody answers in the AWS console. */
  answeredElsewhere(approvalId: string, decision: 'approved' | 'rejected', summary = ''): void {
    const words = summary || `${decision === 'approved' ? 'Approved' : 'Rejected'} by ${CONSOLE_ARN}`;
    const { action } = this.approval(approvalId);
    this.answer(approvalId, decision, words);
    action.updatedBy = CONSOLE_ARN;
  }

  /** The answer that stands, whoever gave it. */
  accepted(approvalId: string): { approvalId: string; decision: 'approved' | 'rejected'; summary: string } | undefined {
    const ending = this.ending(approvalId);
    if (ending?.summary === undefined) return undefined;
    return { approvalId, decision: ending.status === 'Succeeded' ? 'approved' : 'rejected', summary: ending.summary };
  }

  /** An approval ends without an answer: its time is over, or its execution was stopped. */
  endedUnanswered(approvalId: string, status: 'Failed' | 'Abandoned'): void {
    const { execution, action } = this.approval(approvalId);
    this.settle(action, status);
    this.end(execution, status === 'Failed' ? 'Failed' : 'Stopped');
  }

  /** CodePipeline goes back by itself, as a failure condition of the deploy stage says. */
  rollsBackByItself(targetId: string): { executionId: string } {
    const execution = this.begun(this.known(targetId).revision, targetId);
    execution.trigger = { type: 'AutomatedRollback' };
    execution.actions.push(this.action('Deploy', 'deploy', 'InProgress'));
    return { executionId: execution.executionId };
  }

  /** The pipeline is edited: CodePipeline restores nothing from before any more. */
  edited({ executionMode = this.executionMode }: Partial<Pick<PipelineStructure, 'executionMode'>> = {}): void {
    this.version += 1;
    this.executionMode = executionMode;
  }

  /** The execution that a start has begun; undefined where it had no effect. */
  startedBy({ requestToken }: StartRequest): string | undefined {
    return this.byToken.get(requestToken);
  }

  /** An execution was started with these. */
  startedWith(executionId: string, variables: { name: string; value: string }[]): void {
    this.known(executionId).variables = variables;
  }

  /** The pipeline takes these variables from now on. */
  declares(variables: PipelineStructure['variables']): void {
    this.declared = variables;
  }

  /** The pipeline takes one more source. */
  takesAlso(name: string, provider: string): void {
    const source = { name, category: 'Source', provider };
    this.stagesDeclared = this.stagesDeclared.map((stage) =>
      stage.name === 'Source' ? { ...stage, actions: [...stage.actions, source] } : stage,
    );
  }

  async structure(pipeline: string) {
    this.ours(pipeline);
    return structuredClone({
      ...STRUCTURE,
      ...{ version: this.version, executionMode: this.executionMode },
      ...{ stages: this.stagesDeclared, variables: this.declared },
    });
  }

  async execution(pipeline: string, executionId: string) {
    this.ours(pipeline);
    const found = this.executions.find((execution) => execution.executionId === executionId);
    return found && structuredClone(withoutActions(found));
  }

  async recentExecutions(pipeline: string, limit: number) {
    this.ours(pipeline);
    return structuredClone(this.executions.toReversed().slice(0, limit).map(withoutActions));
  }

  async succeededIn(pipeline: string, stage: string, limit: number) {
    this.ours(pipeline);
    const succeeded = this.executions.filter(
      ({ actions, pipelineVersion }) =>
        pipelineVersion === this.version &&
        actions.some((action) => action.stage === stage && action.status === 'Succeeded'),
    );
    const lastFirst = succeeded.toReversed().sort((one, next) => next.updatedAt.getTime() - one.updatedAt.getTime());
    return structuredClone(lastFirst.slice(0, limit).map(withoutActions));
  }

  async actions(pipeline: string, executionId: string) {
    this.ours(pipeline);
    const rows = this.executions.find((known) => known.executionId === executionId)?.actions ?? [];
    // A retry leaves a row per attempt; the newest counts.
    return structuredClone([...new Map(rows.map((row) => [`${row.stage}/${row.action}`, row])).values()]);
  }

  async actionHistory(pipeline: string, limit: number) {
    this.ours(pipeline);
    const newest = this.executions.toReversed();
    const found = new Map<string, ActionExecution[]>();
    let rows = 0;
    for (const { executionId } of newest) {
      if (rows >= limit) break;
      const own = await this.actions(pipeline, executionId);
      if (own.length > 0) found.set(executionId, own);
      rows += own.length;
    }
    return found;
  }

  async waitingApprovals(pipeline: string, only?: string) {
    this.ours(pipeline);
    const looked = this.executions.filter(({ executionId }) => only === undefined || executionId === only);
    return structuredClone(looked.flatMap(waitingIn));
  }

  async stages(pipeline: string) {
    this.ours(pipeline);
    return STRUCTURE.stages.map(({ name }) => {
      const holder = this.executions.findLast(({ actions }) => actions.some(({ stage }) => stage === name));
      const own = holder?.actions.filter(({ stage }) => stage === name) ?? [];
      const isRunning = own.some(({ status }) => status === 'InProgress');
      return { stage: name, executionId: holder?.executionId, status: isRunning ? 'InProgress' : own.at(-1)?.status };
    });
  }

  async start(request: StartRequest) {
    this.ours(request.pipeline);
    this.starts.push(request);
    return this.effectOf('start', () => {
      const known = this.byToken.get(request.requestToken);
      const executionId = known ?? this.begun(request.revision && { commitId: request.revision.commitId }).executionId;
      this.byToken.set(request.requestToken, executionId);
      return { executionId, requestId: randomUUID() };
    });
  }

  async openToken({ approvalId, executionId }: Pick<ApprovalAnswer, 'approvalId' | 'executionId'>) {
    const isOpen = this.executions
      .flatMap(waitingIn)
      .some((waiting) => waiting.approvalId === approvalId && waiting.executionId === executionId);
    return isOpen ? `token of ${approvalId}` : undefined;
  }

  async answerApproval(answer: ApprovalAnswer): Promise<AnsweredApproval> {
    this.ours(answer.pipeline);
    const ending = this.ending(answer.approvalId);
    if (ending?.summary !== undefined) return { acceptedSummary: ending.summary };
    const isOpen = this.executions
      .flatMap(waitingIn)
      .some(({ approvalId, executionId }) => approvalId === answer.approvalId && executionId === answer.executionId);
    if (!isOpen) throw new ApprovalNoLongerOpen('nothing waits under this id');
    this.answers.push(answer);
    return this.effectOf('answerApproval', () => {
      this.answer(answer.approvalId, answer.decision, answer.summary);
      return { acceptedSummary: answer.summary, requestId: randomUUID() };
    });
  }

  async approvalEnding({ approvalId }: Pick<ApprovalAnswer, 'approvalId'>) {
    return this.effectOf('approvalEnding', () => this.ending(approvalId));
  }

  async rollbackStage(request: RollbackRequest) {
    this.ours(request.pipeline);
    this.rollbacks.push(request);
    const target = this.executions.find(({ executionId }) => executionId === request.targetExecutionId);
    if (!target) throw new RollbackNotPossible('it no longer knows that release.');
    if (target.pipelineVersion !== this.version) throw new RollbackTargetOutdated('the pipeline was edited since');
    if (this.executionMode === 'PARALLEL') throw new RollbackNotPossible('PARALLEL pipelines have no stage rollback.');
    const stageIsRunning = this.executions.some(({ actions }) =>
      actions.some((action) => action.stage === request.stage && action.status === 'InProgress'),
    );
    if (stageIsRunning) throw new RollbackNotPossible('the stage is running, or the pipeline was edited.');
    return this.effectOf('rollbackStage', () => {
      const execution = this.begun(target.revision, target.executionId);
      execution.actions.push(this.action('Deploy', 'deploy', 'InProgress'));
      return { executionId: execution.executionId, requestId: randomUUID() };
    });
  }

  async retryStage(request: RetryRequest) {
    this.ours(request.pipeline);
    this.retries.push(request);
    const { executionId, stage, mode } = request;
    const execution = this.executions.find((known) => known.executionId === executionId);
    const holder = this.executions.findLast(({ actions }) => actions.some((action) => action.stage === stage));
    if (holder !== execution || !execution)
      throw new RetryNotPossible('another execution has entered the stage since.');
    const rows = (await this.actions(request.pipeline, executionId)).filter((action) => action.stage === stage);
    const failed = rows.filter(({ status }) => status === 'Failed' || status === 'Abandoned');
    if (failed.length === 0) throw new RetryNotPossible('it has been retried already.');
    return this.effectOf('retryStage', () => {
      this.retried.push(request);
      const again = (mode === 'all' ? rows : failed).map(({ action }) => this.action(stage, action, 'InProgress'));
      execution.actions.push(...again);
      this.end(execution, 'InProgress');
      return { requestId: randomUUID() };
    });
  }

  async stopExecution(request: StopRequest) {
    this.ours(request.pipeline);
    this.stops.push(request);
    const execution = this.executions.find(({ executionId }) => executionId === request.executionId);
    if (!execution || isEnded(execution.status)) throw new StopNotPossible('This execution is no longer in progress.');
    if (execution.status === 'Stopping' && !request.abandon) throw new StopNotPossible('It is stopping already.');
    return this.effectOf('stopExecution', () => {
      this.stopped.push(request);
      const open = openActions(execution);
      if (request.abandon) for (const action of open) this.settle(action, 'Abandoned');
      this.end(execution, request.abandon || open.length === 0 ? 'Stopped' : 'Stopping');
      execution.stopReason = request.reason;
      return { requestId: randomUUID() };
    });
  }

  async inboundTransition(pipeline: string, stage: string) {
    this.ours(pipeline);
    if (stage === STRUCTURE.stages[0]?.name) return undefined;
    const disabledReason = this.disabled.get(stage);
    return disabledReason === undefined ? { enabled: true } : { enabled: false, disabledReason };
  }

  async disableTransition({ pipeline, stage, reason }: { pipeline: string; stage: string; reason: string }) {
    this.ours(pipeline);
    this.transitions.push(`disable ${stage}`);
    return this.effectOf('disableTransition', () => {
      this.disabled.set(stage, reason);
      return { requestId: randomUUID() };
    });
  }

  async enableTransition({ pipeline, stage }: { pipeline: string; stage: string }) {
    this.ours(pipeline);
    this.transitions.push(`enable ${stage}`);
    return this.effectOf('enableTransition', () => {
      this.disabled.delete(stage);
      for (const execution of this.executions) this.enters(execution);
      return { requestId: randomUUID() };
    });
  }

  async findRollback({ targetExecutionId, since }: RollbackRequest) {
    return this.executions.findLast((known) => known.rollbackOf === targetExecutionId && known.startedAt >= since)
      ?.executionId;
  }

  private begun(revision?: Revision, rollbackOf?: string): FakeExecution {
    const at = this.now();
    const execution: FakeExecution = {
      executionId: randomUUID(),
      status: 'InProgress',
      isRollback: rollbackOf !== undefined,
      rollbackOf,
      trigger: { type: rollbackOf === undefined ? 'StartPipelineExecution' : 'ManualRollback' },
      revision,
      pipelineVersion: this.version,
      startedAt: at,
      updatedAt: at,
      actions: [],
    };
    this.executions.push(execution);
    return execution;
  }

  private answer(approvalId: string, decision: 'approved' | 'rejected', summary: string): void {
    const { execution, action } = this.approval(approvalId);
    this.settle(action, decision === 'approved' ? 'Succeeded' : 'Failed', summary);
    if (decision === 'rejected') this.end(execution, 'Failed');
    else this.enters(execution);
  }

  /** What has been approved goes on to the deploy stage, unless something keeps it out. */
  private enters(execution: FakeExecution): void {
    const { actions, status } = execution;
    const isApproved = actions.findLast(({ stage }) => stage === 'Approve')?.status === 'Succeeded';
    const isThere = actions.some(({ stage }) => stage === 'Deploy');
    if (!isApproved || isThere || status !== 'InProgress' || this.disabled.has('Deploy')) return;
    actions.push(this.action('Deploy', 'deploy', 'InProgress'));
  }

  private ending(approvalId: string): ApprovalEnding | undefined {
    let own: ActionExecution | undefined;
    for (const { actions } of this.executions) {
      own ??= actions.find(({ actionExecutionId }) => actionExecutionId === approvalId);
    }
    if (!own || own.status === 'InProgress') return undefined;
    return { status: own.status, summary: own.summary, updatedBy: own.updatedBy, at: own.updatedAt };
  }

  private effectOf<T>(effect: Effect, act: () => T): T {
    const index = this.faults.findIndex((fault) => fault.effect === effect);
    const [fault] = index < 0 ? [] : this.faults.splice(index, 1);
    if (fault?.when === 'before') throw fault.error;
    const result = act();
    if (fault) throw fault.error;
    return result;
  }

  private action(
    stage: string,
    action: string,
    status: ActionExecution['status'],
    outputVariables: Record<string, string> = {},
  ): ActionExecution {
    const declared = STRUCTURE.stages.flatMap(({ actions }) => actions).find(({ name }) => name === action);
    const at = this.now();
    return {
      stage,
      action,
      actionExecutionId: randomUUID(),
      category: declared?.category ?? '',
      provider: declared?.provider ?? '',
      status,
      startedAt: at,
      updatedAt: at,
      pipelineVersion: this.version,
      outputVariables,
    };
  }

  private settle(action: ActionExecution, status: ActionExecution['status'], summary?: string): void {
    Object.assign(action, { status, updatedAt: this.now(), ...(summary !== undefined && { summary }) });
  }

  private end(execution: FakeExecution, status: FakeExecution['status']): void {
    Object.assign(execution, { status, updatedAt: this.now() });
  }

  private approval(approvalId: string): { execution: FakeExecution; action: ActionExecution } {
    for (const execution of this.executions) {
      const action = execution.actions.find(({ actionExecutionId }) => actionExecutionId === approvalId);
      if (action?.status === 'InProgress') return { execution, action };
    }
    throw new Error(`no open approval ${approvalId}`);
  }

  private known(executionId: string): FakeExecution {
    const found = this.executions.find((execution) => execution.executionId === executionId);
    if (!found) throw new Error(`no execution ${executionId}`);
    return found;
  }

  private ours(pipeline: string): void {
    if (pipeline !== this.name) throw new AwsRefused(`there is no pipeline with name '${pipeline}'`);
  }
}

function waitingIn({ executionId, actions }: FakeExecution): WaitingApproval[] {
  return actions
    .filter(({ category, status }) => category === 'Approval' && status === 'InProgress')
    .map(({ stage, action, actionExecutionId, startedAt }) => ({
      stage,
      action,
      executionId,
      approvalId: actionExecutionId,
      startedAt,
    }));
}

function openAction(execution: FakeExecution, stage: string): ActionExecution {
  const open = openActions(execution).find((action) => action.stage === stage);
  if (!open) throw new Error(`nothing of ${execution.executionId} is under way in ${stage}`);
  return open;
}

const openActions = ({ actions }: FakeExecution): ActionExecution[] =>
  actions.filter(({ status }) => status === 'InProgress');

const withoutActions = ({ actions: _actions, ...summary }: FakeExecution): ExecutionSummary => summary;
