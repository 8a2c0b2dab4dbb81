import { type Clock, MovableClock } from '../../clock';
import { ACCOUNT, REGION } from '../../identity';
import { JsonFile } from '../../json-file';
import { AwsError } from '../aws-error';
import type { EventSink, PipelineBuilds, PipelineFacts, Sources } from '../ports';
import type { AwsService } from '../wire/aws-service';
import type { ConsoleLinks } from './console-links';
import { ArtifactFolders } from './engine/artifact-folders';
import { Engine } from './engine/engine';
import { startExecution } from './engine/progress';
import { addPipeline, createPipeline, deletePipeline, updatePipeline } from './operations/declare-pipeline';
import { getPipeline } from './operations/get-pipeline';
import { getPipelineExecution } from './operations/get-pipeline-execution';
import { getPipelineState } from './operations/get-pipeline-state';
import { listActionExecutions } from './operations/list-action-executions';
import { listPipelineExecutions } from './operations/list-pipeline-executions';
import { listPipelines } from './operations/list-pipelines';
import { overrideStageCondition } from './operations/override-stage-condition';
import { putApprovalResult } from './operations/put-approval-result';
import { retryStageExecution } from './operations/retry-stage-execution';
import { rollbackStage } from './operations/rollback-stage';
import { disableStageTransition, enableStageTransition } from './operations/stage-transitions';
import { resolveVariables, startPipelineExecution } from './operations/start-pipeline-execution';
import { stopPipelineExecution } from './operations/stop-pipeline-execution';
import { pipelineFacts } from './pipeline-facts';
import type { CodePipelineState, PipelineDeclaration, PipelineStructure } from './state';
import { sourceStage } from './structure';

export interface CodePipelineOptions {
  builds: PipelineBuilds;
  sources: Sources;
  /** Told of every state change, after it has been written. */
  emit: EventSink;
  /** JSON file with the state of all pipelines. */
  stateFile: string;
  /** Folder of the artifact store. */
  artifactDirectory: string;
  links?: ConsoleLinks;
  /** What approvals fall due by; the machine's clock where absent. */
  clock?: Clock;
}

export interface CodePipeline {
  service: AwsService;
  facts: PipelineFacts;
  /**
   * Adds a pipeline. It does not start: the next push to its source branch does that.
   * @throws AwsError PipelineNameInUseException, or what `checkedStructure` throws
   */
  createPipeline(declaration: PipelineDeclaration): void;
  /** Stops the engine; builds it waits for are the business of CodeBuild. */
  close(): Promise<void>;
}

/** The CodePipeline stand-in, with its state taken up where the last process left it. */
export function createCodePipeline(options: CodePipelineOptions): CodePipeline {
  const { stateFile, artifactDirectory, links = {}, clock = new MovableClock() } = options;
  const engine = new Engine({
    ...options,
    links,
    clock,
    file: new JsonFile<CodePipelineState>(stateFile, () => ({ pipelines: [] })),
    artifacts: new ArtifactFolders(artifactDirectory),
  });
  startOnPush(engine, options.sources);
  engine.resume();

  return {
    service: {
      name: 'codepipeline',
      operations: {
        CreatePipeline: createPipeline(engine),
        DeletePipeline: deletePipeline(engine),
        DisableStageTransition: disableStageTransition(engine),
        EnableStageTransition: enableStageTransition(engine),
        GetPipeline: getPipeline(engine),
        GetPipelineExecution: getPipelineExecution(engine),
        GetPipelineState: getPipelineState(engine),
        ListActionExecutions: listActionExecutions(engine),
        ListPipelineExecutions: listPipelineExecutions(engine),
        ListPipelines: listPipelines(engine),
        OverrideStageCondition: overrideStageCondition(engine),
        PutApprovalResult: putApprovalResult(engine),
        RetryStageExecution: retryStageExecution(engine),
        RollbackStage: rollbackStage(engine),
        StartPipelineExecution: startPipelineExecution(engine),
        StopPipelineExecution: stopPipelineExecution(engine),
        UpdatePipeline: updatePipeline(engine),
      },
    },
    facts: pipelineFacts(engine),
    createPipeline: (declaration) => void addPipeline(engine, declaration),
    close: () => engine.close(),
  };
}

/** Stands for the EventBridge rule that the console creates beside a pipeline with a CodeCommit source. */
function startOnPush(engine: Engine, sources: Sources): void {
  sources.onPush(({ repositoryName, branchName }) => {
    for (const { structure } of engine.pipelines) {
      if (takesSourceFrom(structure, repositoryName, branchName)) startByRule(engine, structure, branchName);
    }
  });
}

function startByRule(engine: Engine, structure: PipelineStructure, branchName: string): void {
  const rule = `arn:aws:events:${REGION}:${ACCOUNT}:rule/codepipeline-${structure.name}-${branchName}-rule`;
  const pipeline = engine.pipeline(structure.name);
  try {
    const execution = {
      trigger: { type: 'CloudWatchEvent', detail: rule } as const,
      variables: resolveVariables(structure, []),
    };
    engine.turn(pipeline, (turn) => startExecution(pipeline, sourceStage(structure).name, execution, turn));
  } catch (error) {
    // The push has succeeded whatever becomes of the rule's target: a variable without a default, say.
    if (!(error instanceof AwsError)) throw error;
    console.error({ pipeline: structure.name, error: error.message }, 'a push has not started the pipeline');
  }
}

function takesSourceFrom(structure: PipelineStructure, repositoryName: string, branchName: string): boolean {
  return sourceStage(structure).actions.some(
    ({ configuration = {} }) =>
      configuration.RepositoryName === repositoryName && configuration.BranchName === branchName,
  );
}
