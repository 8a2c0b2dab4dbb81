import { type CodePipelineBench, startBench } from './codepipeline-bench';
import { ASKING } from './pipelines';

describe('execution mode QUEUED', () => {
  let bench: CodePipelineBench;
  beforeEach(async () => {
    bench = await startBench({ ...ASKING, executionMode: 'QUEUED' });
  });
  afterEach(() => bench.close());

  it('lets executions wait in the order of their start, and supersedes none', async () => {
    const [inside, second, third] = [
      await bench.startFetched('inside'),
      await bench.startFetched('second'),
      await bench.startFetched('third'),
    ];

    const stage = await bench.stage('Approve');

    expect(stage?.latestExecution).toEqual({ pipelineExecutionId: inside, status: 'InProgress' });
    expect(stage?.inboundExecution?.pipelineExecutionId).toBe(second);
    expect(stage?.inboundExecutions).toEqual([
      { pipelineExecutionId: second, status: 'InProgress' },
      { pipelineExecutionId: third, status: 'InProgress' },
    ]);
    await expect(bench.statuses()).resolves.toEqual({
      [inside]: 'InProgress',
      [second]: 'InProgress',
      [third]: 'InProgress',
    });
  });

  it('lets them in one by one, first come first served', async () => {
    await bench.startFetched('inside');
    const second = await bench.startFetched('second');
    const third = await bench.startFetched('third');

    await bench.answer('Approved');
    const afterFirst = await bench.stage('Approve');
    await bench.answer('Rejected');
    const afterSecond = await bench.stage('Approve');

    expect(afterFirst?.latestExecution?.pipelineExecutionId).toBe(second);
    expect(afterFirst?.inboundExecutions?.map(({ pipelineExecutionId }) => pipelineExecutionId)).toEqual([third]);
    expect(afterSecond?.latestExecution?.pipelineExecutionId).toBe(third);
    expect(afterSecond?.inboundExecutions).toBeUndefined();
  });

  it('has one open approval per action', async () => {
    await bench.startFetched('inside');
    await bench.startFetched('second');

    const asked = bench.events.all.filter(({ detail }) => detail.action === 'Decide' && detail.state === 'STARTED');

    expect(asked).toHaveLength(1);
  });
});
