import {
  GetPipelineStateCommand,
  ListActionExecutionsCommand,
  PutApprovalResultCommand,
} from '@aws-sdk/client-codepipeline';
import { CALLER_ARN, type CodePipelineBench, startBench } from './codepipeline-bench';

describe('a manual approval', () => {
  let bench: CodePipelineBench;
  beforeEach(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.close());

  it('is in progress until it is answered, and shows its token in the pipeline state alone', async () => {
    const { executionId } = await bench.startTrained('first');

    const { stageStates = [] } = await bench.client.send(new GetPipelineStateCommand({ name: 'penguins' }));
    const { actionExecutionDetails = [] } = await bench.client.send(
      new ListActionExecutionsCommand({ pipelineName: 'penguins' }),
    );

    expect(stageStates[2]?.latestExecution?.pipelineExecutionId).toBe(executionId);
    const approval = stageStates[2]?.actionStates?.[0]?.latestExecution;
    expect(approval).toMatchObject({ status: 'InProgress', token: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    const { token = '' } = approval ?? {};
    expect(JSON.stringify(actionExecutionDetails)).not.toContain(token);
    expect(JSON.stringify(bench.events.all)).not.toContain(token);
  });

  it('carries the given summary as its result', async () => {
    await bench.startTrained('first');

    await bench.answer('Approved', 'Ada: better on every species');

    const { detail } = await bench.events.until({ action: 'Decide', state: 'SUCCEEDED' });
    expect(detail['execution-result']).toEqual({
      'external-execution-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
      'external-execution-summary': 'Ada: better on every species',
    });
    const { stageStates = [] } = await bench.client.send(new GetPipelineStateCommand({ name: 'penguins' }));
    const approval = stageStates[2]?.actionStates?.[0]?.latestExecution;
    expect(approval).toMatchObject({ summary: 'Ada: better on every species', lastUpdatedBy: CALLER_ARN });
    expect(approval?.token).toBeUndefined();
  });

  it('fails its stage and its execution when it is rejected', async () => {
    const { executionId } = await bench.startTrained('first');

    await bench.answer('Rejected', 'recall fell');

    const { detail } = await bench.events.until({ action: 'Decide', state: 'FAILED' });
    expect(detail['execution-result']).toMatchObject({
      'external-execution-summary': 'recall fell',
      'error-code': 'JobFailed',
    });
    expect(bench.events.story(executionId).slice(-3)).toEqual([
      'Approve/Decide FAILED',
      'Approve FAILED',
      'pipeline FAILED',
    ]);
  });

  it('takes exactly one of several answers given at once', async () => {
    await bench.startTrained('first');
    const token = await bench.openToken('Approve');
    const answer = (status: 'Approved' | 'Rejected') =>
      bench.client.send(
        new PutApprovalResultCommand({
          pipelineName: 'penguins',
          stageName: 'Approve',
          actionName: 'Decide',
          token,
          result: { status, summary: status },
        }),
      );

    const answers = await Promise.allSettled([answer('Approved'), answer('Rejected'), answer('Approved')]);

    const refused = answers.filter((settled) => settled.status === 'rejected').map(({ reason }) => reason.name);
    expect(refused).toEqual(['ApprovalAlreadyCompletedException', 'ApprovalAlreadyCompletedException']);
  });
});
