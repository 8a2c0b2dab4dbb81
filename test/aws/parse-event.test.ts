import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MalformedEvent, parseEvent } from '../../src/aws/parse-event';

const FOLDER = join(__dirname, '../fixtures/events');

const sample = (file: string): string => readFileSync(join(FOLDER, `${file}.json`), 'utf8');
const changed = (
  file: string,
  change: (event: { detail: Record<string, unknown> } & Record<string, unknown>) => void,
) => {
  const event = JSON.parse(sample(file));
  change(event);
  return JSON.stringify(event);
};

/** What each sample is to us; the rest is not ours to understand. */
const UNDERSTOOD: Record<string, string> = {
  'codepipeline.pipeline.STARTED': 'execution InProgress',
  'codepipeline.pipeline.STARTED.rollback': 'execution InProgress',
  'codepipeline.pipeline.RESUMED': 'execution InProgress',
  'codepipeline.pipeline.STOPPING': 'execution Stopping',
  'codepipeline.pipeline.STOPPED': 'execution Stopped',
  'codepipeline.pipeline.SUCCEEDED': 'execution Succeeded',
  'codepipeline.pipeline.SUCCEEDED.git-tag': 'execution Succeeded',
  'codepipeline.pipeline.FAILED': 'execution Failed',
  'codepipeline.pipeline.CANCELED': 'execution Cancelled',
  'codepipeline.pipeline.SUPERSEDED': 'execution Superseded',
  'codepipeline.stage.STARTED': 'stage InProgress',
  'codepipeline.stage.STOPPING': 'stage Stopping',
  'codepipeline.stage.STOPPED': 'stage Stopped',
  'codepipeline.stage.SUCCEEDED': 'stage Succeeded',
  'codepipeline.stage.FAILED': 'stage Failed',
  'codepipeline.stage.CANCELED': 'stage Cancelled',
  'codepipeline.action.STARTED': 'action InProgress',
  'codepipeline.action.SUCCEEDED.source': 'action Succeeded',
  'codepipeline.action.FAILED': 'action Failed',
  'codepipeline.action.FAILED.codebuild': 'action Failed',
  'codepipeline.action.CANCELED': 'action Cancelled',
  'codepipeline.action.approval.STARTED': 'action InProgress',
  'codepipeline.action.approval.SUCCEEDED': 'action Succeeded',
  'codepipeline.action.approval.FAILED': 'action Failed',
  'codebuild.build-state.IN_PROGRESS': 'build',
  'codebuild.build-state.SUCCEEDED': 'build',
  'codebuild.build-state.FAILED': 'build',
};

const samples = readdirSync(FOLDER)
  .map((file) => file.replace('.json', ''))
  .filter((file) => file !== 'index');

describe('reading a queue message', () => {
  it('has a sample of everything that it should understand', () => {
    expect(samples).toEqual(expect.arrayContaining(Object.keys(UNDERSTOOD)));
  });

  it.each(samples)('takes %s for what it is', (file) => {
    const event = parseEvent(sample(file));

    const understood = event && ('status' in event ? `${event.kind} ${event.status}` : event.kind);
    expect(understood).toBe(UNDERSTOOD[file]);
  });

  it('reads the numbers of EventBridge, which are floats', () => {
    expect(parseEvent(sample('codepipeline.pipeline.STARTED'))).toEqual({
      kind: 'execution',
      pipeline: 'myPipeline',
      executionId: '12345678-1234-5678-abcd-12345678abcd',
      attempt: 1,
      at: new Date('2020-01-24T22:03:07Z'),
      status: 'InProgress',
      trigger: { type: 'StartPipelineExecution', detail: 'arn:aws:sts::123456789012:assumed-role/Admin/my-user' },
    });
  });

  it('reads which build has come further, and who started it, whether a state or a phase has changed', () => {
    const state = parseEvent(sample('codebuild.build-state.FAILED'));
    const phase = parseEvent(
      changed('codebuild.build-state.FAILED', (event) => {
        event['detail-type'] = 'CodeBuild Build Phase Change';
        delete event.detail['build-status'];
        delete event.detail['current-phase'];
        event.detail['completed-phase'] = 'BUILD';
      }),
    );

    expect(state).toEqual({
      kind: 'build',
      project: 'my-sample-project',
      buildId: 'my-sample-project:8745a7a9-c340-456a-9166-edf953571bEX',
      initiator: 'codepipeline/my-demo-pipeline',
      at: new Date('2017-09-01T16:14:28Z'),
    });
    expect(phase).toEqual(state);
  });

  it('reads a build event without anything that it does not need', () => {
    const bare = changed('codebuild.build-state.FAILED', (event) => {
      delete event.detail['additional-information'];
    });

    expect(parseEvent(bare)).toMatchObject({ kind: 'build', initiator: undefined });
  });

  it('refuses a build event that names no build', () => {
    const nameless = changed('codebuild.build-state.FAILED', (event) => {
      event.detail['build-id'] = 'penguins';
    });

    expect(() => parseEvent(nameless)).toThrow(MalformedEvent);
  });

  it('reads who asks for an approval, by the id of its action execution', () => {
    const event = parseEvent(sample('codepipeline.action.approval.STARTED'));

    expect(event).toMatchObject({ category: 'Approval', provider: 'Manual', actionExecutionId: expect.any(String) });
  });

  it('reads the words of whoever answered an approval', () => {
    expect(parseEvent(sample('codepipeline.action.approval.FAILED'))).toMatchObject({ summary: expect.any(String) });
  });

  it.each([
    ['missing', undefined],
    ['0, as some stages have it', 0.0],
  ])('takes an attempt that is %s for the first', (_what, attempt) => {
    const body = changed('codepipeline.stage.STARTED', ({ detail }) => {
      detail['pipeline-execution-attempt'] = attempt;
    });

    expect(parseEvent(body)).toMatchObject({ attempt: 1 });
  });

  it('reads the attempt of a retry', () => {
    const body = changed('codepipeline.pipeline.RESUMED', ({ detail }) => {
      detail['pipeline-execution-attempt'] = 2.0;
    });

    expect(parseEvent(body)).toMatchObject({ attempt: 2 });
  });

  it('understands an action event from before action execution ids', () => {
    const body = changed('codepipeline.action.STARTED', ({ detail }) => {
      delete detail['action-execution-id'];
      delete detail.region;
    });

    expect(parseEvent(body)).toMatchObject({ kind: 'action', actionExecutionId: undefined });
  });

  it('knows the trigger of an execution only where the event has a type for it', () => {
    expect(parseEvent(sample('codepipeline.pipeline.SUCCEEDED.git-tag'))).toMatchObject({ trigger: undefined });
  });

  it('understands the tick, whatever else it carries', () => {
    const tick = { 'detail-type': 'mlpipeline tick', source: 'mlpipeline', time: '2026-03-02T09:00:00Z', detail: {} };

    expect(parseEvent(JSON.stringify(tick))).toEqual({ kind: 'tick', at: new Date('2026-03-02T09:00:00Z') });
  });

  it.each([
    ['a detail-type of CodePipeline that is new', { source: 'aws.codepipeline', 'detail-type': 'CodePipeline Parrot' }],
    ['somebody else who says the same', { source: 'puffin', 'detail-type': 'mlpipeline tick' }],
    ['no event at all', { Type: 'Notification', Message: '{}' }],
  ])('ignores %s', (_what, message) => {
    expect(parseEvent(JSON.stringify(message))).toBeUndefined();
  });

  it.each<[string, string, RegExp]>([
    ['what is not JSON', 'hello', /not JSON/],
    ['nothing', '', /not JSON/],
    ['JSON that is no object', '[]', /message/],
    ['a tick without its time', '{"source":"mlpipeline","detail-type":"mlpipeline tick"}', /time/],
    [
      'an event without its detail',
      changed('codepipeline.stage.FAILED', (event) => Reflect.deleteProperty(event, 'detail')),
      /Stage/,
    ],
    [
      'an unknown state',
      changed('codepipeline.stage.FAILED', ({ detail }) => Object.assign(detail, { state: 'BORED' })),
      /state/,
    ],
    [
      'a state of another level',
      changed('codepipeline.stage.FAILED', ({ detail }) => Object.assign(detail, { state: 'SUPERSEDED' })),
      /state/,
    ],
    [
      'the API’s spelling of a state',
      changed('codepipeline.pipeline.CANCELED', ({ detail }) => Object.assign(detail, { state: 'CANCELLED' })),
      /state/,
    ],
    [
      'a state that every object inherits',
      changed('codepipeline.stage.FAILED', ({ detail }) => Object.assign(detail, { state: 'constructor' })),
      /state/,
    ],
    [
      'an event of no execution',
      changed('codepipeline.action.FAILED', ({ detail }) => Object.assign(detail, { 'execution-id': '' })),
      /execution-id/,
    ],
  ])('refuses %s, with the reason', (_what, body, reason) => {
    const parse = () => parseEvent(body);

    expect(parse).toThrow(MalformedEvent);
    expect(parse).toThrow(reason);
  });
});
