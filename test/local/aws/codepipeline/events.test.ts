import type { AwsEvent } from '../../../../infra/local/aws/ports';
import { CALLER_ARN, type CodePipelineBench, startBench } from './codepipeline-bench';

const UUID = expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
const MILLISECONDS = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

describe('the events of an execution', () => {
  let bench: CodePipelineBench;
  let executionId: string;
  let commitId: string;
  beforeAll(async () => {
    bench = await startBench();
    ({ executionId, commitId } = await bench.release('first'));
  });
  afterAll(() => bench.close());

  async function event(detail: Record<string, unknown>): Promise<AwsEvent> {
    return bench.events.until(detail);
  }

  const common = () => ({
    pipeline: 'penguins',
    'execution-id': executionId,
    'start-time': MILLISECONDS,
    version: 1,
    'pipeline-execution-attempt': 1,
  });

  it('come in the envelope of EventBridge, each with its own id', async () => {
    const started = await event({ stage: undefined, state: 'STARTED' });

    expect(started).toEqual({
      version: '0',
      id: UUID,
      'detail-type': 'CodePipeline Pipeline Execution State Change',
      source: 'aws.codepipeline',
      account: '123456789012',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      region: 'us-east-1',
      resources: ['arn:aws:codepipeline:us-east-1:123456789012:penguins'],
      detail: expect.any(Object),
    });
    expect(new Set(bench.events.all.map(({ id }) => id)).size).toBe(bench.events.all.length);
  });

  it('name the trigger when the pipeline starts, and only then', async () => {
    const trigger = { 'trigger-type': 'StartPipelineExecution', 'trigger-detail': CALLER_ARN };

    const started = await event({ stage: undefined, state: 'STARTED' });
    const succeeded = await event({ stage: undefined, state: 'SUCCEEDED' });

    expect(started.detail).toEqual({ ...common(), state: 'STARTED', 'execution-trigger': trigger });
    expect(succeeded.detail).toEqual({ ...common(), state: 'SUCCEEDED' });
  });

  it('name the stage', async () => {
    const { 'detail-type': type, detail } = await event({ stage: 'Build', action: undefined, state: 'SUCCEEDED' });

    expect(type).toBe('CodePipeline Stage Execution State Change');
    expect(detail).toEqual({ ...common(), stage: 'Build', state: 'SUCCEEDED' });
  });

  it('tell what a source action has found and stored', async () => {
    const { 'detail-type': type, detail } = await event({ action: 'Checkout', state: 'SUCCEEDED' });

    expect(type).toBe('CodePipeline Action Execution State Change');
    expect(detail).toEqual({
      ...common(),
      stage: 'Source',
      action: 'Checkout',
      'action-execution-id': UUID,
      state: 'SUCCEEDED',
      region: 'us-east-1',
      type: { owner: 'AWS', provider: 'CodeCommit', category: 'Source', version: '1' },
      'execution-result': {
        'external-execution-url': `http://localhost/penguins/commit/${commitId}`,
        'external-execution-summary': 'first',
        'external-execution-id': commitId,
      },
      'output-artifacts': [
        {
          name: 'SourceOutput',
          s3location: { bucket: 'penguins-artifacts', key: expect.stringMatching(/^penguins\/SourceOutp\/\w{7}$/) },
        },
      ],
    });
  });

  it('tell what a build works on when it starts, and its id when it ends', async () => {
    const [build] = bench.builds.started;

    const started = await event({ action: 'train', state: 'STARTED' });
    const succeeded = await event({ action: 'train', state: 'SUCCEEDED' });

    expect(started.detail).toMatchObject({ 'input-artifacts': [{ name: 'SourceOutput' }] });
    expect(started.detail).not.toHaveProperty('execution-result');
    expect(succeeded.detail).toMatchObject({
      'execution-result': {
        'external-execution-id': build?.id,
        'external-execution-url': `http://localhost/builds/${build?.id}`,
      },
      'output-artifacts': [{ name: 'Model' }],
    });
    expect(succeeded.detail).not.toHaveProperty('input-artifacts');
  });

  it('tell of an open approval nothing that would answer it', async () => {
    const { detail } = await event({ action: 'Decide', state: 'STARTED' });

    expect(detail).toEqual({
      ...common(),
      stage: 'Approve',
      action: 'Decide',
      'action-execution-id': UUID,
      state: 'STARTED',
      region: 'us-east-1',
      type: { owner: 'AWS', provider: 'Manual', category: 'Approval', version: '1' },
    });
  });
});
