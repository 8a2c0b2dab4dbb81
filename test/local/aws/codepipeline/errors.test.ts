import {
  type CodePipelineClient,
  CreatePipelineCommand,
  DeletePipelineCommand,
  DisableStageTransitionCommand,
  EnableStageTransitionCommand,
  GetPipelineCommand,
  GetPipelineExecutionCommand,
  GetPipelineStateCommand,
  ListActionExecutionsCommand,
  ListPipelineExecutionsCommand,
  ListPipelinesCommand,
  OverrideStageConditionCommand,
  PutApprovalResultCommand,
  RetryStageExecutionCommand,
  RollbackStageCommand,
  StartPipelineExecutionCommand,
  StopPipelineExecutionCommand,
  UpdatePipelineCommand,
} from '@aws-sdk/client-codepipeline';
import { documentedErrors } from '../../../support/aws-schemas';
import { type CodePipelineBench, startBench } from './codepipeline-bench';
import { approvalAction, PIPELINE, SOURCE_ACTION } from './pipelines';

const ID = '00000000-0000-4000-8000-000000000000';
const pipelineName = 'penguins';

type Send = (client: CodePipelineClient, known: Known) => Promise<unknown>;

interface Known {
  /** An execution that was rejected at its approval. */
  rejectedId: string;
  rejectedToken: string;
}

function answer(token: string, where: { pipelineName?: string; stageName?: string; actionName?: string } = {}) {
  const input = { pipelineName, stageName: 'Approve', actionName: 'Decide', ...where };
  return new PutApprovalResultCommand({ ...input, token, result: { status: 'Approved', summary: '' } });
}

function rollback(targetPipelineExecutionId: string, where: { pipelineName?: string; stageName?: string } = {}) {
  return new RollbackStageCommand({ pipelineName, stageName: 'Deploy', ...where, targetPipelineExecutionId });
}

function stop(pipelineExecutionId: string, where: { pipelineName?: string } = {}) {
  return new StopPipelineExecutionCommand({ pipelineName, ...where, pipelineExecutionId });
}

function retry(pipelineExecutionId: string, where: { pipelineName?: string; stageName?: string } = {}) {
  const input = { pipelineName, stageName: 'Approve', retryMode: 'FAILED_ACTIONS', ...where } as const;
  return new RetryStageExecutionCommand({ ...input, pipelineExecutionId });
}

function override(pipelineExecutionId: string, where: { pipelineName?: string; stageName?: string } = {}) {
  const input = { pipelineName, stageName: 'Approve', conditionType: 'ON_SUCCESS', ...where } as const;
  return new OverrideStageConditionCommand({ ...input, pipelineExecutionId });
}

const transition = (where: { pipelineName?: string; stageName?: string } = {}) =>
  ({ pipelineName, stageName: 'Approve', transitionType: 'Inbound', ...where }) as const;

/** Structures that break one rule each, by the error they are refused with. */
const BROKEN = {
  ValidationException: { ...PIPELINE, name: 'two words' },
  InvalidStructureException: { ...PIPELINE, name: 'other', stages: PIPELINE.stages.slice(0, 1) },
  InvalidStageDeclarationException: { ...PIPELINE, name: 'other', stages: [...PIPELINE.stages, ...PIPELINE.stages] },
  InvalidActionDeclarationException: {
    ...PIPELINE,
    name: 'other',
    stages: [
      { name: 'Source', actions: [SOURCE_ACTION] },
      { name: 'Twice', actions: [approvalAction('Decide'), approvalAction('Decide')] },
    ],
  },
};

const creations = Object.entries(BROKEN).map(([error, pipeline]): [string, Send] => [
  error,
  (client) => client.send(new CreatePipelineCommand({ pipeline })),
]);

const updates = Object.entries(BROKEN).map(([error, pipeline]): [string, Send] => [
  error,
  (client) =>
    client.send(
      new UpdatePipelineCommand({
        pipeline: error === 'ValidationException' ? pipeline : { ...pipeline, name: pipelineName },
      }),
    ),
]);

/** How each error that an operation documents is provoked here. */
const PROVOKED: Record<string, Record<string, Send>> = {
  CreatePipeline: {
    ...Object.fromEntries(creations),
    PipelineNameInUseException: (client) => client.send(new CreatePipelineCommand({ pipeline: PIPELINE })),
  },
  UpdatePipeline: Object.fromEntries(updates),
  DeletePipeline: {
    ValidationException: (client) => client.send(new DeletePipelineCommand({ name: 'no spaces' })),
  },
  ListPipelines: {
    ValidationException: (client) => client.send(new ListPipelinesCommand({ maxResults: 1001 })),
    InvalidNextTokenException: (client) => client.send(new ListPipelinesCommand({ nextToken: 'garbage' })),
  },
  GetPipeline: {
    ValidationException: (client) => client.send(new GetPipelineCommand({ name: 'no spaces' })),
    PipelineNotFoundException: (client) => client.send(new GetPipelineCommand({ name: 'nope' })),
    PipelineVersionNotFoundException: (client) =>
      client.send(new GetPipelineCommand({ name: pipelineName, version: 7 })),
  },
  GetPipelineState: {
    ValidationException: (client) => client.send(new GetPipelineStateCommand({ name: undefined })),
    PipelineNotFoundException: (client) => client.send(new GetPipelineStateCommand({ name: 'nope' })),
  },
  GetPipelineExecution: {
    ValidationException: (client) =>
      client.send(new GetPipelineExecutionCommand({ pipelineName, pipelineExecutionId: 'no id' })),
    PipelineNotFoundException: (client) =>
      client.send(new GetPipelineExecutionCommand({ pipelineName: 'nope', pipelineExecutionId: ID })),
    PipelineExecutionNotFoundException: (client) =>
      client.send(new GetPipelineExecutionCommand({ pipelineName, pipelineExecutionId: ID })),
  },
  ListPipelineExecutions: {
    ValidationException: (client) => client.send(new ListPipelineExecutionsCommand({ pipelineName, maxResults: 0 })),
    PipelineNotFoundException: (client) => client.send(new ListPipelineExecutionsCommand({ pipelineName: 'nope' })),
    InvalidNextTokenException: async (client) => {
      const { nextToken } = await client.send(new ListActionExecutionsCommand({ pipelineName, maxResults: 1 }));
      return client.send(new ListPipelineExecutionsCommand({ pipelineName, nextToken }));
    },
  },
  ListActionExecutions: {
    ValidationException: (client) => client.send(new ListActionExecutionsCommand({ pipelineName, maxResults: 101 })),
    PipelineNotFoundException: (client) => client.send(new ListActionExecutionsCommand({ pipelineName: 'nope' })),
    PipelineExecutionNotFoundException: (client) =>
      client.send(new ListActionExecutionsCommand({ pipelineName, filter: { pipelineExecutionId: ID } })),
    InvalidNextTokenException: (client) =>
      client.send(new ListActionExecutionsCommand({ pipelineName, nextToken: 'garbage' })),
  },
  StartPipelineExecution: {
    ValidationException: (client) =>
      client.send(new StartPipelineExecutionCommand({ name: pipelineName, clientRequestToken: 'under_score' })),
    PipelineNotFoundException: (client) => client.send(new StartPipelineExecutionCommand({ name: 'nope' })),
  },
  PutApprovalResult: {
    ValidationException: (client) => client.send(answer('no token')),
    PipelineNotFoundException: (client) => client.send(answer(ID, { pipelineName: 'nope' })),
    StageNotFoundException: (client) => client.send(answer(ID, { stageName: 'Nope' })),
    ActionNotFoundException: (client) => client.send(answer(ID, { actionName: 'Nope' })),
    InvalidApprovalTokenException: (client) => client.send(answer(ID)),
    ApprovalAlreadyCompletedException: (client, { rejectedToken }) => client.send(answer(rejectedToken)),
  },
  StopPipelineExecution: {
    ValidationException: (client) => client.send(stop('no id')),
    PipelineNotFoundException: (client) => client.send(stop(ID, { pipelineName: 'nope' })),
    PipelineExecutionNotStoppableException: (client) => client.send(stop(ID)),
  },
  RetryStageExecution: {
    ValidationException: (client) => client.send(retry('no id')),
    PipelineNotFoundException: (client) => client.send(retry(ID, { pipelineName: 'nope' })),
    StageNotFoundException: (client) => client.send(retry(ID, { stageName: 'Nope' })),
    StageNotRetryableException: (client, { rejectedId }) => client.send(retry(rejectedId, { stageName: 'Build' })),
    NotLatestPipelineExecutionException: (client) => client.send(retry(ID)),
  },
  EnableStageTransition: {
    ValidationException: (client) => client.send(new EnableStageTransitionCommand(transition({ stageName: '' }))),
    PipelineNotFoundException: (client) =>
      client.send(new EnableStageTransitionCommand(transition({ pipelineName: 'nope' }))),
    StageNotFoundException: (client) =>
      client.send(new EnableStageTransitionCommand(transition({ stageName: 'Nope' }))),
  },
  DisableStageTransition: {
    ValidationException: (client) =>
      client.send(new DisableStageTransitionCommand({ ...transition(), reason: undefined })),
    PipelineNotFoundException: (client) =>
      client.send(new DisableStageTransitionCommand({ ...transition({ pipelineName: 'nope' }), reason: 'x' })),
    StageNotFoundException: (client) =>
      client.send(new DisableStageTransitionCommand({ ...transition({ stageName: 'Nope' }), reason: 'x' })),
  },
  OverrideStageCondition: {
    ValidationException: (client) => client.send(override('no id')),
    PipelineNotFoundException: (client) => client.send(override(ID, { pipelineName: 'nope' })),
    StageNotFoundException: (client) => client.send(override(ID, { stageName: 'Nope' })),
    ConditionNotOverridableException: (client, { rejectedId }) => client.send(override(rejectedId)),
    NotLatestPipelineExecutionException: (client) => client.send(override(ID)),
  },
  RollbackStage: {
    ValidationException: (client) => client.send(rollback('no id')),
    PipelineNotFoundException: (client) => client.send(rollback(ID, { pipelineName: 'nope' })),
    StageNotFoundException: (client) => client.send(rollback(ID, { stageName: 'Nope' })),
    PipelineExecutionNotFoundException: (client) => client.send(rollback(ID)),
    UnableToRollbackStageException: (client, { rejectedId }) => client.send(rollback(rejectedId)),
  },
};

/** Documented, but not provoked in this table. */
const ELSEWHERE: Record<string, string[]> = {
  // Blockers are refused as a member that is not offered; limits and tags are not counted; nothing is ever busy.
  CreatePipeline: [
    ...['InvalidBlockerDeclarationException', 'LimitExceededException', 'ConcurrentModificationException'],
    ...['TooManyTagsException', 'InvalidTagsException'],
  ],
  UpdatePipeline: ['InvalidBlockerDeclarationException', 'LimitExceededException'],
  DeletePipeline: ['ConcurrentModificationException'],
  // Too many at once: see parallel.test.ts.
  StartPipelineExecution: ['ConflictException', 'ConcurrentPipelineExecutionsLimitExceededException'],
  RetryStageExecution: ['ConflictException', 'ConcurrentPipelineExecutionsLimitExceededException'],
  // Stopped twice: see stopping.test.ts.
  StopPipelineExecution: ['ConflictException', 'DuplicatedStopRequestException'],
  OverrideStageCondition: ['ConflictException', 'ConcurrentPipelineExecutionsLimitExceededException'],
  // Outdated: see rolling-back.test.ts.
  RollbackStage: ['ConflictException', 'PipelineExecutionOutdatedException'],
};

describe('the documented errors', () => {
  let bench: CodePipelineBench;
  let known: Known;
  beforeAll(async () => {
    bench = await startBench();
    const { executionId } = await bench.startTrained('first');
    known = { rejectedId: executionId, rejectedToken: await bench.openToken('Approve') };
    await bench.answer('Rejected');
  });
  afterAll(() => bench.close());

  const provoked = Object.entries(PROVOKED).flatMap(([operation, errors]) =>
    Object.entries(errors).map(([error, send]) => ({ operation, error, send })),
  );

  it.each(provoked)('$operation answers $error', async ({ error, send }) => {
    await expect(send(bench.client, known)).rejects.toMatchObject({
      name: error,
      $metadata: { httpStatusCode: 400, requestId: expect.any(String) },
    });
  });

  it.each(Object.keys(PROVOKED))('%s has none that is left out', (operation) => {
    const covered = [...Object.keys(PROVOKED[operation] ?? {}), ...(ELSEWHERE[operation] ?? [])];

    expect(covered.sort()).toEqual(documentedErrors('codepipeline', operation).sort());
  });
});
