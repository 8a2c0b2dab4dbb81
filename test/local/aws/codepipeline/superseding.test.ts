import { GetPipelineStateCommand, ListPipelineExecutionsCommand } from '@aws-sdk/client-codepipeline';
import { type CodePipelineBench, startBench } from './codepipeline-bench';

describe('execution mode SUPERSEDED', () => {
  let bench: CodePipelineBench;
  beforeEach(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.close());

  async function statuses(): Promise<Record<string, string>> {
    const { pipelineExecutionSummaries = [] } = await bench.client.send(
      new ListPipelineExecutionsCommand({ pipelineName: 'penguins' }),
    );
    return Object.fromEntries(
      pipelineExecutionSummaries.map(({ pipelineExecutionId, status }) => [pipelineExecutionId, status]),
    );
  }

  it('keeps a stage for the execution that is in it and lets the next one wait in front', async () => {
    const first = await bench.startTrained('first');
    const second = await bench.startTrained('second');

    const { stageStates = [] } = await bench.client.send(new GetPipelineStateCommand({ name: 'penguins' }));

    expect(stageStates[2]).toMatchObject({
      stageName: 'Approve',
      inboundExecution: { pipelineExecutionId: second.executionId, status: 'InProgress' },
      latestExecution: { pipelineExecutionId: first.executionId, status: 'InProgress' },
    });
    expect(stageStates[1]?.latestExecution).toEqual({ pipelineExecutionId: second.executionId, status: 'Succeeded' });
  });

  it('supersedes the one that waits when a newer one arrives, never the one inside', async () => {
    const inside = await bench.startTrained('inside');
    const waiting = await bench.startTrained('waiting');
    const newest = await bench.startTrained('newest');

    await expect(statuses()).resolves.toEqual({
      [inside.executionId]: 'InProgress',
      [waiting.executionId]: 'Superseded',
      [newest.executionId]: 'InProgress',
    });
    expect(bench.events.story(waiting.executionId).slice(-2)).toEqual(['Build SUCCEEDED', 'pipeline SUPERSEDED']);
  });

  it.each(['Approved', 'Rejected'] as const)('lets the waiting one in as soon as the other is %s', async (answer) => {
    const first = await bench.startTrained('first');
    const second = await bench.startTrained('second');
    const tokenOfFirst = await bench.openToken('Approve');

    await bench.answer(answer);

    await bench.events.until({ 'execution-id': second.executionId, action: 'Decide', state: 'STARTED' });
    expect(await bench.openToken('Approve')).not.toBe(tokenOfFirst);
    expect(await statuses()).toMatchObject({
      [first.executionId]: answer === 'Approved' ? 'InProgress' : 'Failed',
      [second.executionId]: 'InProgress',
    });
  });

  it('supersedes in front of a source stage that is held, too', async () => {
    bench.sources.commit('penguins', 'main', 'only');
    const checkout = bench.sources.hold();
    const inside = await bench.start();
    const waiting = await bench.start();

    const newest = await bench.start();

    await expect(statuses()).resolves.toEqual({
      [inside]: 'InProgress',
      [waiting]: 'Superseded',
      [newest]: 'InProgress',
    });
    checkout.release();
    await bench.events.until({ 'execution-id': newest, stage: 'Source', action: undefined, state: 'STARTED' });
  });
});
