import type { Clock } from '../../../clock';
import type { JsonFile } from '../../../json-file';
import { AwsError } from '../../aws-error';
import type { EventSink, PipelineBuilds, Sources } from '../../ports';
import type { ConsoleLinks } from '../console-links';
import { pipelineNotFound } from '../refusals';
import type { ActionExecutionRecord, CodePipelineState, PipelineRecord } from '../state';
import { ActionFailure, type ActionOutcome, failed } from './action-outcome';
import { ApprovalDeadlines } from './approval-deadlines';
import type { ArtifactFolders } from './artifact-folders';
import { performBuild } from './build-action';
import { finishAction } from './progress';
import { performSource } from './source-action';
import { Turn } from './turn';
import { executionOf } from './whereabouts';

export interface EngineDeps {
  file: JsonFile<CodePipelineState>;
  artifacts: ArtifactFolders;
  builds: PipelineBuilds;
  sources: Sources;
  emit: EventSink;
  links: ConsoleLinks;
  clock: Clock;
}

/** Holds the state of all pipelines, changes it turn by turn, and has the actions' work done in between. */
export class Engine {
  private readonly state: CodePipelineState;
  private readonly deadlines: ApprovalDeadlines;
  private closed = false;

  constructor(private readonly deps: EngineDeps) {
    this.state = deps.file.read();
    this.deadlines = new ApprovalDeadlines(deps.clock);
  }

  get pipelines(): readonly PipelineRecord[] {
    return this.state.pipelines;
  }

  get links(): ConsoleLinks {
    return this.deps.links;
  }

  /** @throws AwsError PipelineNotFoundException */
  pipeline(name: string): PipelineRecord {
    const pipeline = this.pipelines.find(({ structure }) => structure.name === name);
    if (!pipeline) throw pipelineNotFound(name);
    return pipeline;
  }

  addPipeline(structure: PipelineRecord['structure']): PipelineRecord {
    const at = this.deps.clock.now().toISOString();
    const history = { executions: [], stageExecutions: [], actionExecutions: [] };
    const pipeline: PipelineRecord = { structure, createdAt: at, updatedAt: at, ...history };
    this.state.pipelines.push(pipeline);
    this.deps.file.write(this.state);
    return pipeline;
  }

  /** Forgets a pipeline with its history. What its actions have begun goes on, and nobody waits for it. */
  removePipeline(name: string): void {
    const removed = this.pipelines.filter(({ structure }) => structure.name === name);
    this.deadlines.callOff((approval) => removed.some(({ actionExecutions }) => actionExecutions.includes(approval)));
    this.state.pipelines = this.state.pipelines.filter(({ structure }) => structure.name !== name);
    this.deps.file.write(this.state);
  }

  /** Changes one pipeline: writes the new state, then emits the events, then begins the actions that are due. */
  turn<T>(pipeline: PipelineRecord, change: (turn: Turn) => T): T {
    if (this.closed) throw new AwsError('ServiceUnavailable', 'The local stack is shutting down.', 503);
    const turn = new Turn(this.deps.clock.now());
    const result = change(turn);
    this.deadlines.tidy();
    this.deps.file.write(this.state);
    for (const event of turn.events) this.deps.emit(event);
    for (const action of turn.actions) void this.perform(pipeline, action);
    return result;
  }

  /** Takes up the actions that were in progress when the process ended. Approvals stay open until their old deadline. */
  resume(): void {
    for (const pipeline of this.pipelines) {
      for (const action of pipeline.actionExecutions) {
        if (action.status === 'InProgress') void this.perform(pipeline, action);
      }
    }
  }

  /** Stops: what ends from now on is taken up by the next start. Resolves when no artifact is being written any more. */
  async close(): Promise<void> {
    this.closed = true;
    this.deadlines.callOff(() => true);
    await this.deps.artifacts.idle();
  }

  private async perform(pipeline: PipelineRecord, action: ActionExecutionRecord): Promise<void> {
    if (action.declaration.actionTypeId.category === 'Approval') {
      this.deadlines.watch(action, (outcome) => this.finish(pipeline, action, outcome));
      return;
    }
    const outcome = await this.work(pipeline, action).catch(outcomeOfError);
    this.finish(pipeline, action, outcome);
  }

  /** Takes the result of an action, unless nobody waits for it any more. */
  private finish(pipeline: PipelineRecord, action: ActionExecutionRecord, outcome: ActionOutcome): void {
    if (this.closed || action.status !== 'InProgress' || !this.pipelines.includes(pipeline)) return;
    this.turn(pipeline, (turn) => finishAction(pipeline, action, outcome, turn));
  }

  private async work(pipeline: PipelineRecord, action: ActionExecutionRecord): Promise<ActionOutcome> {
    const execution = executionOf(pipeline, action.executionId);
    if (action.declaration.actionTypeId.category === 'Source') {
      return performSource(this.deps, pipeline, execution, action);
    }
    const noteStarted = (started: ActionExecutionRecord, buildId: string) =>
      this.turn(pipeline, () => {
        started.externalId = buildId;
      });
    return performBuild({ ...this.deps, noteStarted }, pipeline, execution, action);
  }
}

function outcomeOfError(error: unknown): ActionOutcome {
  if (error instanceof ActionFailure) return failed(error);
  if (error instanceof AwsError) {
    return failed(new ActionFailure('ConfigurationError', `${error.message} (${error.code})`, { cause: error }));
  }
  console.error({ error }, 'a pipeline action could not be performed');
  return failed(new ActionFailure('SystemUnavailable', 'The local stack could not perform the action; see its log.'));
}
