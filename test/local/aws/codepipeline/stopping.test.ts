import {
  ListActionExecutionsCommand,
  ListPipelineExecutionsCommand,
  PutApprovalResultCommand,
  StopPipelineExecutionCommand,
} from '@aws-sdk/client-codepipeline';
import { type CodePipelineBench, startBench } from './codepipeline-bench';

describe('stopping an execution', () => {
  let bench: CodePipelineBench;
  beforeEach(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.close());

  async function stop(pipelineExecutionId: string, how: { abandon?: boolean; reason?: string } = {}) {
    const command = new StopPipelineExecutionCommand({ pipelineName: 'penguins', pipelineExecutionId, ...how });
    return (await bench.client.send(command)).pipelineExecutionId;
  }

  async function startTraining(): Promise<string> {
    bench.sources.commit('penguins', 'main', 'tip');
    const executionId = await bench.start();
    await bench.events.until({ 'execution-id': executionId, action: 'train', state: 'STARTED' });
    return executionId;
  }

  it('waits for the actions in progress, starts no other, and answers with the same id', async () => {
    const executionId = await startTraining();

    await expect(stop(executionId)).resolves.toBe(executionId);
    const meanwhile = { ...(await bench.statuses()), stage: (await bench.stage('Build'))?.latestExecution?.status };
    await bench.builds.finish('train');
    await bench.events.until({ 'execution-id': executionId, stage: undefined, state: 'STOPPED' });

    expect(meanwhile).toEqual({ [executionId]: 'Stopping', stage: 'Stopping' });
    await expect(bench.statuses()).resolves.toEqual({ [executionId]: 'Stopped' });
    expect((await bench.stage('Build'))?.latestExecution?.status).toBe('Stopped');
    expect(bench.events.story(executionId).slice(-5)).toEqual([
      'pipeline STOPPING',
      'Build STOPPING',
      'Build/train SUCCEEDED',
      'Build STOPPED',
      'pipeline STOPPED',
    ]);
  });

  it('abandons the actions in progress at once, while the build goes on at its provider', async () => {
    const executionId = await startTraining();

    await stop(executionId, { abandon: true });
    await bench.builds.finish('train');
    await bench.statuses(); // A call over the socket: by its answer the build's end has been noticed.

    const { actionExecutionDetails = [] } = await bench.client.send(
      new ListActionExecutionsCommand({ pipelineName: 'penguins' }),
    );
    expect(actionExecutionDetails[0]).toMatchObject({ actionName: 'train', status: 'Abandoned' });
    expect((await bench.stage('Build'))?.actionStates?.[0]?.latestExecution?.status).toBe('Abandoned');
    expect(bench.events.story(executionId).slice(-5)).toEqual([
      'pipeline STOPPING',
      'Build STOPPING',
      'Build/train ABANDONED',
      'Build STOPPED',
      'pipeline STOPPED',
    ]);
  });

  it('keeps the reason as comment of the event and as trigger of the stop', async () => {
    const executionId = await startTraining();

    await stop(executionId, { reason: 'wrong data' });

    const { detail } = await bench.events.until({ 'execution-id': executionId, stage: undefined, state: 'STOPPING' });
    expect(detail['stop-execution-comments']).toBe('wrong data');
    const { pipelineExecutionSummaries = [] } = await bench.client.send(
      new ListPipelineExecutionsCommand({ pipelineName: 'penguins' }),
    );
    expect(pipelineExecutionSummaries[0]?.stopTrigger).toEqual({ reason: 'wrong data' });
  });

  it('takes a reason of 200 characters, and not one more', async () => {
    const executionId = await startTraining();

    await expect(stop(executionId, { reason: 'x'.repeat(201) })).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(stop(executionId, { reason: 'x'.repeat(200) })).resolves.toBe(executionId);
  });

  it('may abandon what it has waited for, but not wait twice', async () => {
    const executionId = await startTraining();
    await stop(executionId);

    await expect(stop(executionId)).rejects.toMatchObject({ name: 'DuplicatedStopRequestException' });
    await stop(executionId, { abandon: true });

    await expect(bench.statuses()).resolves.toEqual({ [executionId]: 'Stopped' });
    const stopping = bench.events.story(executionId).filter((line) => line === 'pipeline STOPPING');
    expect(stopping).toHaveLength(1);
  });

  it.each([true, false])('is refused for an execution that is not in progress (abandon: %s)', async (abandon) => {
    const { executionId } = await bench.startTrained('first');
    await bench.answer('Rejected');

    await expect(stop(executionId, { abandon })).rejects.toMatchObject({
      name: 'PipelineExecutionNotStoppableException',
    });
  });

  it('is refused for an execution that is already stopped', async () => {
    const executionId = await startTraining();
    await stop(executionId, { abandon: true });

    await expect(stop(executionId)).rejects.toMatchObject({ name: 'PipelineExecutionNotStoppableException' });
  });

  it('makes the token of an abandoned approval expire', async () => {
    const { executionId } = await bench.startTrained('first');
    const token = await bench.openToken('Approve');

    await stop(executionId, { abandon: true });

    const where = { pipelineName: 'penguins', stageName: 'Approve', actionName: 'Decide' };
    await expect(
      bench.client.send(new PutApprovalResultCommand({ ...where, token, result: { status: 'Approved', summary: '' } })),
    ).rejects.toMatchObject({ name: 'InvalidApprovalTokenException' });
  });

  it('unlocks the stage for the execution that waits in front of it', async () => {
    const inside = await bench.startTrained('inside');
    const waiting = await bench.startTrained('waiting');

    await stop(inside.executionId, { abandon: true });

    await bench.events.until({ 'execution-id': waiting.executionId, action: 'Decide', state: 'STARTED' });
    await expect(bench.statuses()).resolves.toMatchObject({
      [inside.executionId]: 'Stopped',
      [waiting.executionId]: 'InProgress',
    });
  });

  it('stops an execution in front of a stage at once', async () => {
    await bench.startTrained('inside');
    const waiting = await bench.startTrained('waiting');

    await stop(waiting.executionId);

    await expect(bench.statuses()).resolves.toMatchObject({ [waiting.executionId]: 'Stopped' });
    expect((await bench.stage('Approve'))?.inboundExecution).toBeUndefined();
  });

  it('goes on over a restart', async () => {
    const executionId = await startTraining();
    await stop(executionId);

    await bench.restart();

    await bench.events.until({ 'execution-id': executionId, stage: undefined, state: 'STOPPED' });
    await expect(bench.statuses()).resolves.toEqual({ [executionId]: 'Stopped' });
  });
});
