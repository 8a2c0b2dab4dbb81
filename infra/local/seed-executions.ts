import {
  CodePipelineClient,
  ListPipelineExecutionsCommand,
  type PipelineExecutionSummary,
  StartPipelineExecutionCommand,
} from '@aws-sdk/client-codepipeline';
import { CREDENTIALS, REGION } from './identity';
import { PENGUINS } from './pipelines';
import type { RunningStack } from './stack';

/** The pipeline's executions as the seeding follows them: asked of CodePipeline, whenever an event says that it moved. */
export class SeedExecutions {
  private readonly codepipeline: CodePipelineClient;

  constructor(
    private readonly stack: Pick<RunningStack, 'url' | 'events'>,
    private readonly signal: AbortSignal,
  ) {
    this.codepipeline = new CodePipelineClient({
      endpoint: `${stack.url}/aws`,
      region: REGION,
      credentials: CREDENTIALS,
    });
  }

  async isReleased(commitId: string): Promise<boolean> {
    const executions = await this.list();
    return executions.some((execution) => isOf(execution, commitId) && execution.status === 'Succeeded');
  }

  /** Whether an execution is on its way, of whichever commit: a new one does not know its commit yet. */
  async isAnyInProgress(): Promise<boolean> {
    return (await this.list()).some(({ status }) => status === 'InProgress');
  }

  async start(): Promise<void> {
    await this.codepipeline.send(new StartPipelineExecutionCommand({ name: PENGUINS.pipeline }));
  }

  /** Waits until nothing is in progress any more and tells how the newest execution of the commit ended. */
  endOf(commitId: string): Promise<string> {
    return this.stack.events.until(async () => {
      const executions = await this.list();
      if (executions.some(({ status }) => status === 'InProgress')) return undefined;
      return executions.find((execution) => isOf(execution, commitId))?.status;
    }, this.signal);
  }

  close(): void {
    this.codepipeline.destroy();
  }

  /** Newest first. The seeding comes at the beginning of everything: one page holds all there is. */
  private async list(): Promise<PipelineExecutionSummary[]> {
    const command = new ListPipelineExecutionsCommand({ pipelineName: PENGUINS.pipeline, maxResults: 100 });
    return (await this.codepipeline.send(command)).pipelineExecutionSummaries ?? [];
  }
}

function isOf({ sourceRevisions = [] }: PipelineExecutionSummary, commitId: string): boolean {
  return sourceRevisions.some(({ revisionId }) => revisionId === commitId);
}
