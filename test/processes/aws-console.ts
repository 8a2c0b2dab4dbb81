import { CodeBuildClient, CreateProjectCommand, ListBuildsForProjectCommand } from '@aws-sdk/client-codebuild';
import {
  CodePipelineClient,
  CreatePipelineCommand,
  GetPipelineStateCommand,
  ListPipelineExecutionsCommand,
  type PipelineExecutionSummary,
  PutApprovalResultCommand,
} from '@aws-sdk/client-codepipeline';
import { GetQueueAttributesCommand, GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import { SERVICE_ROLE } from '../../infra/local/aws/codebuild/project';
import { penguinsPipeline } from '../../infra/local/pipelines';

/** The source of the sample, and an approval right after it: nothing here is about what is built in between. */
export const GATE = 'turnstile';
/** Of the sample's repository. */
export const BRANCH = 'turnstile';
/** A project whose build is over at once. */
export const QUICK = 'quick';

/** Somebody at the AWS console, who has made the pipeline and the project, and reads there what is true. */
export async function awsConsole(environment: Record<string, string>) {
  const settings = {
    region: environment.AWS_REGION ?? '',
    credentials: { accessKeyId: 'console', secretAccessKey: 'test' },
  };
  const codepipeline = new CodePipelineClient({
    ...settings,
    endpoint: environment.AWS_ENDPOINT_URL_CODEPIPELINE ?? '',
  });
  const codebuild = new CodeBuildClient({ ...settings, endpoint: environment.AWS_ENDPOINT_URL_CODEBUILD ?? '' });
  const sqs = new SQSClient({
    ...{ ...settings, endpoint: environment.AWS_ENDPOINT_URL_SQS ?? '' },
    useQueueUrlAsEndpoint: false,
  });
  await codepipeline.send(new CreatePipelineCommand({ pipeline: gate() }));
  await codebuild.send(new CreateProjectCommand(quickProject()));
  const QueueUrl = environment.MLPIPELINE_QUEUE_URL ?? '';
  const { QueueUrl: deadLetters } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'mlpipeline-events-dlq' }));

  return {
    executions,
    /** Ids of the rollbacks of the pipeline, newest first. */
    rollbackIds: async (): Promise<string[]> =>
      (await executions()).flatMap(({ executionType, pipelineExecutionId: id = '' }) =>
        executionType === 'ROLLBACK' ? [id] : [],
      ),
    /** Ids of the executions of the pipeline, newest first. */
    executionIds: async (): Promise<string[]> => (await executions()).map(({ pipelineExecutionId: id = '' }) => id),
    /** How many releases there are to go back to. */
    releases: async (): Promise<number> =>
      (await executions()).filter(({ status, executionType }) => status === 'Succeeded' && executionType !== 'ROLLBACK')
        .length,
    /** Status of the execution whose id begins so. */
    statusOf: async (beginning: string): Promise<string | undefined> =>
      (await executions()).find(({ pipelineExecutionId: id }) => id?.startsWith(beginning))?.status,
    builds: async (): Promise<string[]> =>
      (await codebuild.send(new ListBuildsForProjectCommand({ projectName: QUICK }))).ids ?? [],

    /** Whether executions may come to the approval: a lock keeps them out. */
    async isApprovalOpen(): Promise<boolean> {
      return (await approvalStage())?.inboundTransitionState?.enabled ?? true;
    },

    /** Somebody approves here: the same call, by somebody else and without a word. */
    async approve(): Promise<void> {
      const action = (await approvalStage())?.actionStates?.[0];
      await codepipeline.send(
        new PutApprovalResultCommand({
          ...{ pipelineName: GATE, stageName: 'Approve', actionName: action?.actionName ?? '' },
          token: action?.latestExecution?.token ?? '',
          result: { status: 'Approved', summary: '' },
        }),
      );
    },

    /** Messages that nobody has taken yet. */
    eventsWaiting: async (): Promise<number> => (await messagesIn(QueueUrl)).waiting,
    /** Messages that somebody has taken and not deleted: in hand, or to come again. */
    eventsInHand: async (): Promise<number> => (await messagesIn(QueueUrl)).taken,
    deadLetters: async (): Promise<number> => (await messagesIn(deadLetters ?? '')).waiting,

    close(): void {
      for (const client of [codepipeline, codebuild, sqs]) client.destroy();
    },
  };

  async function executions(): Promise<PipelineExecutionSummary[]> {
    const listed = await codepipeline.send(new ListPipelineExecutionsCommand({ pipelineName: GATE }));
    return listed.pipelineExecutionSummaries ?? [];
  }

  async function approvalStage() {
    const { stageStates } = await codepipeline.send(new GetPipelineStateCommand({ name: GATE }));
    return stageStates?.find(({ stageName }) => stageName === 'Approve');
  }

  async function messagesIn(QueueUrl: string): Promise<{ waiting: number; taken: number }> {
    const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
    return {
      waiting: Number(Attributes.ApproximateNumberOfMessages),
      taken: Number(Attributes.ApproximateNumberOfMessagesNotVisible),
    };
  }
}

function gate() {
  const { stages, ...pipeline } = penguinsPipeline();
  return {
    ...pipeline,
    name: GATE,
    variables: [{ name: 'ROUND', defaultValue: '0' }],
    stages: stages
      .filter(({ name }) => name === 'Source' || name === 'Approve')
      .map(({ name, actions }) => ({ name, actions: actions.map(onBranch) })),
  };
}

const onBranch = <Action extends { configuration?: Record<string, string> }>(action: Action): Action =>
  action.configuration?.BranchName === undefined
    ? action
    : { ...action, configuration: { ...action.configuration, BranchName: BRANCH } };

function quickProject() {
  return {
    name: QUICK,
    source: { type: 'NO_SOURCE' as const, buildspec: 'version: 0.2\nphases: { build: { commands: ["true"] } }\n' },
    artifacts: { type: 'NO_ARTIFACTS' as const },
    environment: {
      ...{ type: 'LINUX_CONTAINER' as const, image: 'local/host', computeType: 'BUILD_GENERAL1_SMALL' as const },
    },
    serviceRole: SERVICE_ROLE,
  };
}
