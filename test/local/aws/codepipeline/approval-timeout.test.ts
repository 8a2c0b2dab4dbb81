import { GetPipelineStateCommand, PutApprovalResultCommand } from '@aws-sdk/client-codepipeline';
import { type CodePipelineBench, startBench } from './codepipeline-bench';
import { ASKING, approvalAction } from './pipelines';

const MINUTE = 60_000;
const WEEK = 7 * 24 * 60 * MINUTE;

describe('an approval that nobody answers', () => {
  let bench: CodePipelineBench;
  afterEach(() => bench.close());

  async function startAsking(timeoutInMinutes?: number): Promise<{ executionId: string; token: string }> {
    const decide = approvalAction('Decide', timeoutInMinutes === undefined ? {} : { timeoutInMinutes });
    const stages = ASKING.stages.map((stage) => (stage.name === 'Approve' ? { ...stage, actions: [decide] } : stage));
    bench = await startBench({ ...ASKING, stages });
    return { executionId: await bench.startFetched('tip'), token: await bench.openToken('Approve') };
  }

  it.each([
    ['seven days', undefined, WEEK],
    ['the minutes its action declares', 5, 5 * MINUTE],
  ])('fails after %s, and its stage and execution with it', async (_what, timeoutInMinutes, timeout) => {
    const { executionId } = await startAsking(timeoutInMinutes);

    bench.clock.advance(timeout - MINUTE);
    const before = await bench.statuses();
    bench.clock.advance(MINUTE);

    expect(before).toEqual({ [executionId]: 'InProgress' });
    expect(bench.events.story(executionId).slice(-3)).toEqual([
      'Approve/Decide FAILED',
      'Approve FAILED',
      'pipeline FAILED',
    ]);
    const { stageStates = [] } = await bench.client.send(new GetPipelineStateCommand({ name: 'penguins' }));
    expect(stageStates[1]?.actionStates?.[0]?.latestExecution).toMatchObject({
      status: 'Failed',
      errorDetails: { code: 'JobFailed' },
    });
  });

  it('takes no answer any more', async () => {
    const { token } = await startAsking(5);
    bench.clock.advance(5 * MINUTE);

    const where = { pipelineName: 'penguins', stageName: 'Approve', actionName: 'Decide' };
    await expect(
      bench.client.send(new PutApprovalResultCommand({ ...where, token, result: { status: 'Approved', summary: '' } })),
    ).rejects.toMatchObject({ name: 'InvalidApprovalTokenException' });
  });

  it('fails after a restart as well, at the time it would have', async () => {
    const { executionId } = await startAsking(5);
    bench.clock.advance(3 * MINUTE);

    await bench.restart();
    bench.clock.advance(2 * MINUTE);

    await expect(bench.statuses()).resolves.toEqual({ [executionId]: 'Failed' });
  });

  it('is left alone where it was answered in time', async () => {
    const { executionId } = await startAsking(5);
    await bench.answer('Approved');

    bench.clock.advance(5 * MINUTE);

    expect(bench.events.story(executionId)).not.toContain('Approve/Decide FAILED');
  });
});
