import {
  GetPipelineCommand,
  GetPipelineStateCommand,
  ListActionExecutionsCommand,
  ListPipelineExecutionsCommand,
  ListPipelinesCommand,
  paginateListActionExecutions,
  paginateListPipelineExecutions,
  paginateListPipelines,
} from '@aws-sdk/client-codepipeline';
import { type CodePipelineBench, startBench } from './codepipeline-bench';
import { PIPELINE } from './pipelines';

describe('what CodePipeline tells about pipelines and their past', () => {
  let bench: CodePipelineBench;
  beforeEach(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.close());

  it('lists all pipelines, page by page', async () => {
    for (const name of ['whales', 'otters']) bench.createPipeline({ ...PIPELINE, name });

    const names: unknown[] = [];
    for await (const { pipelines = [] } of paginateListPipelines({ client: bench.client, pageSize: 1 }, {})) {
      names.push(pipelines.map(({ name }) => name));
    }

    expect(names).toEqual([['penguins'], ['whales'], ['otters']]);
    const { pipelines } = await bench.client.send(new ListPipelinesCommand({}));
    expect(pipelines?.[0]).toEqual({
      name: 'penguins',
      version: 1,
      pipelineType: 'V2',
      executionMode: 'SUPERSEDED',
      created: expect.any(Date),
      updated: expect.any(Date),
    });
  });

  it('returns the structure of a pipeline as it was declared, with its ARN', async () => {
    const { pipeline, metadata } = await bench.client.send(new GetPipelineCommand({ name: 'penguins' }));

    expect(pipeline).toEqual({ ...PIPELINE, version: 1 });
    expect(metadata?.pipelineArn).toBe('arn:aws:codepipeline:us-east-1:123456789012:penguins');
  });

  it('shows a pipeline that was never executed with its bare stages', async () => {
    const { stageStates } = await bench.client.send(new GetPipelineStateCommand({ name: 'penguins' }));

    expect(stageStates).toEqual([
      {
        stageName: 'Source',
        inboundTransitionState: { enabled: true },
        actionStates: [{ actionName: 'Checkout', entityUrl: 'http://localhost/penguins/tree/main' }],
      },
      {
        stageName: 'Build',
        inboundTransitionState: { enabled: true },
        actionStates: [{ actionName: 'train', entityUrl: 'http://localhost/projects/train' }],
      },
      {
        stageName: 'Approve',
        inboundTransitionState: { enabled: true },
        actionStates: [{ actionName: 'Decide' }],
      },
      {
        stageName: 'Deploy',
        inboundTransitionState: { enabled: true },
        actionStates: [{ actionName: 'deploy', entityUrl: 'http://localhost/projects/deploy' }],
      },
    ]);
  });

  it('shows which revision a source action is at, and where to look at it', async () => {
    const { commitId } = await bench.startTrained('first');

    const { stageStates = [] } = await bench.client.send(new GetPipelineStateCommand({ name: 'penguins' }));

    expect(stageStates[0]?.actionStates?.[0]).toMatchObject({
      currentRevision: { revisionId: commitId, created: new Date('2023-11-14T22:13:20Z') },
      revisionUrl: `http://localhost/penguins/commit/${commitId}`,
      latestExecution: { status: 'Succeeded', summary: 'first', externalExecutionId: commitId },
    });
  });

  it('lists executions newest first, with the commits they carry', async () => {
    const first = await bench.startTrained('first');
    const second = await bench.startTrained('second');

    const { pipelineExecutionSummaries = [] } = await bench.client.send(
      new ListPipelineExecutionsCommand({ pipelineName: 'penguins' }),
    );

    expect(pipelineExecutionSummaries.map(({ pipelineExecutionId }) => pipelineExecutionId)).toEqual([
      second.executionId,
      first.executionId,
    ]);
    expect(pipelineExecutionSummaries[0]).toMatchObject({
      status: 'InProgress',
      startTime: expect.any(Date),
      lastUpdateTime: expect.any(Date),
      sourceRevisions: [{ actionName: 'Checkout', revisionId: second.commitId, revisionSummary: 'second' }],
      executionType: 'STANDARD',
    });
  });

  it('pages through executions without gap or repetition while new ones are started', async () => {
    const started = [await bench.startTrained('first'), await bench.startTrained('second')];

    const listed: (string | undefined)[] = [];
    const pages = paginateListPipelineExecutions({ client: bench.client, pageSize: 1 }, { pipelineName: 'penguins' });
    for await (const { pipelineExecutionSummaries = [] } of pages) {
      listed.push(...pipelineExecutionSummaries.map(({ pipelineExecutionId }) => pipelineExecutionId));
      if (listed.length === 1) await bench.startTrained('meanwhile');
    }

    expect(listed).toEqual(started.map(({ executionId }) => executionId).reverse());
  });

  it('lists the actions of all executions newest first, page by page', async () => {
    await bench.startTrained('first');

    const names: (string | undefined)[] = [];
    const pages = paginateListActionExecutions({ client: bench.client, pageSize: 2 }, { pipelineName: 'penguins' });
    for await (const { actionExecutionDetails = [] } of pages) {
      names.push(...actionExecutionDetails.map(({ actionName }) => actionName));
    }

    expect(names).toEqual(['Decide', 'train', 'Checkout']);
  });

  it.each(['Latest', 'All'] as const)(
    'lists the actions of one execution by either filter (%s)',
    async (startTimeRange) => {
      const { executionId: pipelineExecutionId } = await bench.startTrained('first');
      await bench.startTrained('second');

      const [byId, byLatest] = await Promise.all(
        [{ pipelineExecutionId }, { latestInPipelineExecution: { pipelineExecutionId, startTimeRange } }].map(
          (filter) => bench.client.send(new ListActionExecutionsCommand({ pipelineName: 'penguins', filter })),
        ),
      );

      expect(byId?.actionExecutionDetails?.map(({ actionName }) => actionName)).toEqual([
        'Decide',
        'train',
        'Checkout',
      ]);
      expect(byLatest?.actionExecutionDetails).toEqual(byId?.actionExecutionDetails);
    },
  );
});
