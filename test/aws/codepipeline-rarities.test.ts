import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type ActionExecutionDetail,
  CodePipelineClient,
  type PipelineExecutionSummary,
  type PutApprovalResultInput,
} from '@aws-sdk/client-codepipeline';
import { createAwsServer } from '../../infra/local/aws/wire/aws-server';
import { codepipelineGateway } from '../../src/aws/codepipeline-gateway';
import { ApprovalNoLongerOpen } from '../../src/domain/approvals/approval-errors';
import type { ApprovalAnswer, Pipelines } from '../../src/domain/ports/pipelines';
import { conforming } from '../support/aws-schemas';

const EXECUTION = '11111111-1111-4111-8111-111111111111';
const APPROVAL = '22222222-2222-4222-8222-222222222222';
const TOKEN = '33333333-3333-4333-8333-333333333333';
const TARGET = '44444444-4444-4444-8444-444444444444';

const NOON = new Date('2026-03-02T12:00:00.000Z');
const APPROVAL_TYPE = { category: 'Approval', owner: 'AWS', provider: 'Manual', version: '1' } as const;

/** What AWS answers and the local stack never does: told by the documentation, in the shape of the service model. */
describe('the CodePipeline gateway, where AWS answers as the local stack does not', () => {
  let server: Server;
  let client: CodePipelineClient;
  let pipelines: Pipelines;
  let executionMode: 'PARALLEL' | 'SUPERSEDED';
  let actions: ActionExecutionDetail[];
  let executions: PipelineExecutionSummary[];
  let answers: PutApprovalResultInput[];

  beforeEach(async () => {
    executionMode = 'PARALLEL';
    actions = [approvalRow({ status: 'InProgress', output: { executionResult: { externalExecutionId: TOKEN } } })];
    executions = [];
    answers = [];
    const aws = createAwsServer({
      services: [
        {
          name: 'codepipeline',
          operations: {
            GetPipelineState: () => ({ pipelineName: 'penguins', stageStates: [{ stageName: 'Approve' }] }),
            GetPipelineExecution: () => ({ pipelineExecution: { pipelineExecutionId: EXECUTION, executionMode } }),
            ListActionExecutions: onePerPage(
              (page) => ({ actionExecutionDetails: page }),
              () => actions,
            ),
            ListPipelineExecutions: onePerPage(
              (page) => ({ pipelineExecutionSummaries: page }),
              () => executions,
            ),
            PutApprovalResult: (input: PutApprovalResultInput) => {
              answers.push(input);
              return { approvedAt: NOON };
            },
          },
        },
      ],
    });
    server = createServer((request, response) => void aws.handle(request, response));
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const credentials = { accessKeyId: 'bot', secretAccessKey: 'test' };
    client = conforming(new CodePipelineClient({ endpoint, region: 'us-east-1', credentials }), 'codepipeline');
    pipelines = codepipelineGateway({ client, once: client });
  });

  afterEach(async () => {
    client.destroy();
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });

  it('answers an approval of a PARALLEL execution by the external id of its action', async () => {
    actions.unshift(approvalRow({ actionExecutionId: TARGET, status: 'Succeeded' }));

    const answered = await pipelines.answerApproval(answer());

    expect(answered.acceptedSummary).toBe('Ada (U0ADA)');
    expect(answers).toEqual([expect.objectContaining({ token: TOKEN, stageName: 'Approve', actionName: 'Decide' })]);
  });

  it('invents no token where the mode is another and the stage does not hold the execution', async () => {
    executionMode = 'SUPERSEDED';

    await expect(pipelines.answerApproval(answer())).rejects.toThrow(ApprovalNoLongerOpen);
    expect(answers).toEqual([]);
  });

  it('reads no more pages of a long history than hold what was asked for', async () => {
    const ids = Array.from({ length: 50 }, (_, index) => `${index}`.padStart(8, '0') + EXECUTION.slice(8));
    actions = ids.map((pipelineExecutionId) => approvalRow({ pipelineExecutionId }));

    const history = await pipelines.actionHistory('penguins', 5);

    expect([...history.keys()]).toEqual(ids.slice(0, 5));
  });

  it('takes the error of an approval whose time was over for nobody’s words', async () => {
    const executionResult = { errorDetails: { code: 'JobFailed', message: 'Approval timed out' } };
    actions = [approvalRow({ status: 'Failed', output: { executionResult } })];

    const ending = await pipelines.approvalEnding(answer());

    expect(ending).toEqual({ status: 'Failed', summary: undefined, updatedBy: undefined, at: NOON });
    await expect(pipelines.answerApproval(answer())).rejects.toThrow(ApprovalNoLongerOpen);
  });

  it('takes a rollback that CodePipeline began by itself for nobody’s', async () => {
    executions = [rollback(EXECUTION, 'AutomatedRollback')];
    const asked = { pipeline: 'penguins', stage: 'Deploy', targetExecutionId: TARGET, since: NOON };
    const automatic = await pipelines.findRollback(asked);

    executions.push(rollback(APPROVAL, 'ManualRollback'));

    expect(automatic).toBeUndefined();
    expect(await pipelines.findRollback(asked)).toBe(APPROVAL);
  });

  it('reads all pages, up to the limit', async () => {
    const ids = Array.from({ length: 4 }, (_, index) => `${index}${EXECUTION.slice(1)}`);
    executions = ids.map((id, index) => rollback(id, 'ManualRollback', new Date(NOON.getTime() - index * 1000)));

    expect((await pipelines.recentExecutions('penguins', 9)).map(({ executionId }) => executionId)).toEqual(ids);
    expect(await pipelines.recentExecutions('penguins', 3)).toHaveLength(3);
  });

  it('reads the commit message out of the JSON that a connection to GitHub leaves', async () => {
    const summaries = ['{"ProviderType":"GitHub","CommitMessage":"Use flipper length"}', '{broken', 'Plain'];
    executions = summaries.map((revisionSummary) => ({
      ...rollback(EXECUTION, 'ManualRollback'),
      sourceRevisions: [{ actionName: 'Checkout', revisionId: 'abc', revisionSummary }],
    }));

    const messages = (await pipelines.recentExecutions('penguins', 9)).map(({ revision }) => revision?.message);

    expect(messages).toEqual(['Use flipper length', '{broken', 'Plain']);
  });

  it('takes the newest attempt of an action that was retried', async () => {
    const later = new Date(NOON.getTime() + 60_000);
    actions = [
      approvalRow({ actionExecutionId: APPROVAL, status: 'Failed' }),
      approvalRow({ actionExecutionId: TARGET, status: 'InProgress', startTime: later, lastUpdateTime: later }),
    ];

    const newest = await pipelines.actions('penguins', EXECUTION);

    expect(newest.map(({ actionExecutionId }) => actionExecutionId)).toEqual([TARGET]);
  });
});

const answer = (): ApprovalAnswer => ({
  pipeline: 'penguins',
  stage: 'Approve',
  action: 'Decide',
  executionId: EXECUTION,
  approvalId: APPROVAL,
  decision: 'approved',
  summary: 'Ada (U0ADA)',
});

const approvalRow = (rest: Partial<ActionExecutionDetail>): ActionExecutionDetail => ({
  pipelineExecutionId: EXECUTION,
  actionExecutionId: APPROVAL,
  stageName: 'Approve',
  actionName: 'Decide',
  startTime: NOON,
  lastUpdateTime: NOON,
  input: { actionTypeId: APPROVAL_TYPE },
  ...rest,
});

const rollback = (
  pipelineExecutionId: string,
  triggerType: 'AutomatedRollback' | 'ManualRollback',
  startTime = NOON,
): PipelineExecutionSummary => ({
  pipelineExecutionId,
  status: 'InProgress',
  startTime,
  lastUpdateTime: startTime,
  executionType: 'ROLLBACK',
  rollbackMetadata: { rollbackTargetPipelineExecutionId: TARGET },
  trigger: { triggerType, triggerDetail: 'arn:aws:iam::123456789012:user/bot' },
});

/** A list operation whose pages hold one item each, to show that all are asked for. */
function onePerPage<T>(output: (page: T[]) => object, all: () => T[]) {
  return ({ nextToken }: { nextToken?: string }) => {
    const at = Number(nextToken ?? 0);
    const isLast = at + 1 >= all().length;
    return { ...output(all().slice(at, at + 1)), ...(!isLast && { nextToken: String(at + 1) }) };
  };
}
