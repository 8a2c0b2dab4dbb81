import {
  CreatePipelineCommand,
  DeletePipelineCommand,
  GetPipelineCommand,
  GetPipelineExecutionCommand,
  ListActionExecutionsCommand,
  ListPipelinesCommand,
  PutApprovalResultCommand,
  RollbackStageCommand,
  UpdatePipelineCommand,
} from '@aws-sdk/client-codepipeline';
import { CALLER_ARN, type CodePipelineBench, startBench } from './codepipeline-bench';
import { ASKING, PIPELINE } from './pipelines';

describe('creating a pipeline', () => {
  let bench: CodePipelineBench;
  beforeEach(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.close());

  it('answers with the structure in its first version, whatever version was sent', async () => {
    const { pipeline } = await bench.client.send(
      new CreatePipelineCommand({ pipeline: { ...PIPELINE, name: 'whales', version: 7 } }),
    );

    expect(pipeline).toEqual({ ...PIPELINE, name: 'whales', version: 1 });
  });

  it('executes it at once, with CreatePipeline as trigger', async () => {
    bench.sources.commit('penguins', 'main', 'tip');

    await bench.client.send(new CreatePipelineCommand({ pipeline: { ...PIPELINE, name: 'whales' } }));

    const { detail } = await bench.events.until({ pipeline: 'whales', state: 'STARTED' });
    expect(detail['execution-trigger']).toEqual({ 'trigger-type': 'CreatePipeline', 'trigger-detail': CALLER_ARN });
    await bench.events.until({ pipeline: 'whales', action: 'train', state: 'STARTED' });
  });

  it('executes nothing as long as a variable has no value', async () => {
    await bench.client.send(
      new CreatePipelineCommand({ pipeline: { ...PIPELINE, name: 'whales', variables: [{ name: 'REASON' }] } }),
    );

    expect(bench.events.all).toEqual([]);
  });

  it.each([
    ['variables', { variables: [{ name: 'X', defaultValue: 'y' }] }],
    ['what a failure brings', { stages: ASKING.stages.map((stage) => ({ ...stage, onFailure: {} })) }],
  ])('makes a V1 pipeline with %s a V2 pipeline', async (_what, change) => {
    const { pipeline } = await bench.client.send(
      new CreatePipelineCommand({ pipeline: { ...ASKING, name: 'whales', pipelineType: 'V1', ...change } }),
    );

    expect(pipeline?.pipelineType).toBe('V2');
  });
});

describe('updating a pipeline', () => {
  let bench: CodePipelineBench;
  afterEach(() => bench.close());

  it('makes the next version, and keeps the earlier one to be read', async () => {
    bench = await startBench();

    const { pipeline } = await bench.client.send(new UpdatePipelineCommand({ pipeline: { ...ASKING, version: 1 } }));

    expect(pipeline).toEqual({ ...ASKING, version: 2, executionMode: 'SUPERSEDED' });
    const read = async (version?: number) =>
      (await bench.client.send(new GetPipelineCommand({ name: 'penguins', version }))).pipeline;
    await expect(read()).resolves.toEqual(pipeline);
    await expect(read(1)).resolves.toEqual({ ...PIPELINE, version: 1 });
    await expect(read(3)).rejects.toMatchObject({ name: 'PipelineVersionNotFoundException' });
  });

  it.each(['SUPERSEDED', 'QUEUED'] as const)('cancels the executions under way in mode %s', async (executionMode) => {
    bench = await startBench({ ...ASKING, executionMode });
    const inside = await bench.startFetched('inside');
    const waiting = await bench.startFetched('waiting');
    const token = await bench.openToken('Approve');

    await bench.client.send(new UpdatePipelineCommand({ pipeline: { ...ASKING, executionMode } }));

    await expect(bench.statuses()).resolves.toEqual({ [inside]: 'Cancelled', [waiting]: 'Cancelled' });
    expect(bench.events.story(waiting).at(-1)).toBe('pipeline CANCELED');
    expect(bench.events.story(inside).slice(-3)).toEqual([
      'Approve/Decide CANCELED',
      'Approve CANCELED',
      'pipeline CANCELED',
    ]);
    expect((await bench.stage('Approve'))?.latestExecution).toEqual({
      pipelineExecutionId: inside,
      status: 'Cancelled',
    });
    const where = { pipelineName: 'penguins', stageName: 'Approve', actionName: 'Decide' };
    await expect(
      bench.client.send(new PutApprovalResultCommand({ ...where, token, result: { status: 'Approved', summary: '' } })),
    ).rejects.toMatchObject({ name: 'InvalidApprovalTokenException' });
  });

  it('cancels an execution only after its build in progress, and then lets the next one in', async () => {
    bench = await startBench();
    bench.sources.commit('penguins', 'main', 'tip');
    const inside = await bench.start();
    await bench.events.until({ action: 'train', state: 'STARTED' });

    await bench.client.send(new UpdatePipelineCommand({ pipeline: { ...PIPELINE, executionMode: 'QUEUED' } }));
    const next = await bench.start();
    await bench.events.until({ 'execution-id': next, action: undefined, stage: 'Source', state: 'SUCCEEDED' });
    const before = await bench.statuses();
    await bench.builds.finish('train');
    await bench.events.until({ 'execution-id': next, action: 'train', state: 'STARTED' });

    expect(before).toEqual({ [inside]: 'InProgress', [next]: 'InProgress' });
    await expect(bench.statuses()).resolves.toEqual({ [inside]: 'Cancelled', [next]: 'InProgress' });
    expect(bench.events.story(inside).slice(-3)).toEqual([
      'Build/train SUCCEEDED',
      'Build CANCELED',
      'pipeline CANCELED',
    ]);
  });

  it('leaves executions in mode PARALLEL to end in the structure they began in', async () => {
    bench = await startBench({ ...ASKING, executionMode: 'PARALLEL' });
    const executionId = await bench.startFetched('tip');
    const [source, , confirm] = ASKING.stages;

    await bench.client.send(
      new UpdatePipelineCommand({
        pipeline: { ...ASKING, stages: [source, confirm].filter((stage) => stage !== undefined) },
      }),
    );

    const { actionExecutionDetails = [] } = await bench.client.send(
      new ListActionExecutionsCommand({ pipelineName: 'penguins' }),
    );
    const token = actionExecutionDetails[0]?.output?.executionResult?.externalExecutionId;
    const where = { pipelineName: 'penguins', stageName: 'Approve', actionName: 'Decide' };
    await bench.client.send(
      new PutApprovalResultCommand({ ...where, token, result: { status: 'Approved', summary: '' } }),
    );
    const { detail } = await bench.events.until({
      'execution-id': executionId,
      action: 'Confirm',
      state: 'STARTED',
    });
    expect(detail.version).toBe(1);
    expect((await bench.stage('Confirm'))?.latestExecution).toBeUndefined();
  });

  it('makes every earlier execution an outdated target of a rollback', async () => {
    bench = await startBench();
    const { executionId: targetPipelineExecutionId } = await bench.release('first');

    await bench.client.send(new UpdatePipelineCommand({ pipeline: PIPELINE }));

    await expect(
      bench.client.send(
        new RollbackStageCommand({ pipelineName: 'penguins', stageName: 'Deploy', targetPipelineExecutionId }),
      ),
    ).rejects.toMatchObject({ name: 'PipelineExecutionOutdatedException' });
  });

  it('leaves the version of earlier executions as it was', async () => {
    bench = await startBench();
    const { executionId: pipelineExecutionId } = await bench.release('first');

    await bench.client.send(new UpdatePipelineCommand({ pipeline: PIPELINE }));

    const { pipelineExecution } = await bench.client.send(
      new GetPipelineExecutionCommand({ pipelineName: 'penguins', pipelineExecutionId }),
    );
    expect(pipelineExecution).toMatchObject({ pipelineVersion: 1, status: 'Succeeded' });
  });

  it('changes nothing where the new structure is refused', async () => {
    bench = await startBench(ASKING);
    const executionId = await bench.startFetched('tip');

    await expect(
      bench.client.send(new UpdatePipelineCommand({ pipeline: { ...ASKING, stages: ASKING.stages.slice(0, 1) } })),
    ).rejects.toMatchObject({ name: 'InvalidStructureException' });

    await expect(bench.statuses()).resolves.toEqual({ [executionId]: 'InProgress' });
  });

  it('is refused for a pipeline that does not exist', async () => {
    bench = await startBench();

    await expect(
      bench.client.send(new UpdatePipelineCommand({ pipeline: { ...PIPELINE, name: 'nope' } })),
    ).rejects.toMatchObject({ name: 'InvalidStructureException', message: expect.stringContaining("'nope'") });
  });
});

describe('deleting a pipeline', () => {
  let bench: CodePipelineBench;
  beforeEach(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.close());

  it('forgets it with its history, and waits for none of its builds', async () => {
    bench.sources.commit('penguins', 'main', 'tip');
    await bench.start();
    await bench.events.until({ action: 'train', state: 'STARTED' });

    await bench.client.send(new DeletePipelineCommand({ name: 'penguins' }));
    const before = bench.events.all.length;
    await bench.builds.finish('train');
    await bench.client.send(new ListPipelinesCommand({})); // By its answer the build's end has been noticed.

    await expect(bench.client.send(new GetPipelineCommand({ name: 'penguins' }))).rejects.toMatchObject({
      name: 'PipelineNotFoundException',
    });
    expect(bench.events.all).toHaveLength(before);
  });

  it('is no error for a pipeline that does not exist', async () => {
    await expect(bench.client.send(new DeletePipelineCommand({ name: 'nope' }))).resolves.toBeDefined();
  });
});
