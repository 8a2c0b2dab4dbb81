import {
  type CodePipelineClient,
  GetPipelineCommand,
  GetPipelineExecutionCommand,
  GetPipelineStateCommand,
  ListActionExecutionsCommand,
  ListPipelineExecutionsCommand,
  ListPipelinesCommand,
  PutApprovalResultCommand,
  RollbackStageCommand,
  StartPipelineExecutionCommand,
} from '@aws-sdk/client-codepipeline';
import { documentedErrors } from '../../../support/aws-schemas';
import { type CodePipelineBench, startBench } from './codepipeline-bench';

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

/** How each error that an operation documents is provoked here. */
const PROVOKED: Record<string, Record<string, Send>> = {
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
  // The stand-in is never too busy, and in SUPERSEDED mode at most two executions per stage are in progress.
  StartPipelineExecution: ['ConflictException', 'ConcurrentPipelineExecutionsLimitExceededException'],
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
