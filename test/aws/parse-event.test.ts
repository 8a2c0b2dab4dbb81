import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MalformedEvent, parseMessage } from '../../src/aws/parse-event';
import type { DomainEvent } from '../../src/domain/events';

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

const SENT_AT = new Date('2026-03-02T09:00:00Z');
const eventsIn = (body: string): DomainEvent[] => parseMessage(body, SENT_AT).events;
const parseEvent = (body: string): DomainEvent | undefined => eventsIn(body)[0];

/** What each sample is to us. */
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
  'codecommit.referenceCreated': 'push',
  'codecommit.referenceUpdated': 'push',
  'codecommit.referenceUpdated.push': 'push',
  'codecommit.pullRequestCreated': 'pull-request',
  'codecommit.pullRequestSourceBranchUpdated': 'pull-request',
  'codecommit.pullRequestStatusChanged': 'pull-request',
  'codecommit.pullRequestMergeStatusUpdated': 'pull-request',
  'codecommit.pullRequestApprovalRuleCreated': 'pull-request',
  'codecommit.pullRequestApprovalRuleUpdated': 'pull-request',
  'codecommit.pullRequestApprovalRuleDeleted': 'pull-request',
  'codecommit.pullRequestApprovalStateChanged.APPROVE': 'pull-request',
  'codecommit.pullRequestApprovalStateChanged.REVOKE': 'pull-request',
  'sagemaker.model-package.PendingManualApproval': 'model-package',
  'sagemaker.model-package.Approved': 'model-package',
  'sagemaker.model-package.Rejected': 'model-package',
  'sagemaker.endpoint.IN_SERVICE': 'endpoint',
  'sns.manual-approval.message': 'approval-asked',
};

/** Samples that are nothing to us, and why. */
const IGNORED: Record<string, string> = {
  'codecommit.referenceDeleted': 'a branch that is gone is at no commit',
};

const samples = readdirSync(FOLDER)
  .map((file) => file.replace('.json', ''))
  .filter((file) => file !== 'index')
  .sort();

describe('reading a queue message', () => {
  it('has a sample of everything that it should understand', () => {
    expect(samples).toEqual([...Object.keys(UNDERSTOOD), ...Object.keys(IGNORED)].sort());
  });

  it.each(samples)('takes %s for what it is', (file) => {
    const understood = eventsIn(sample(file)).map((event) =>
      'status' in event ? `${event.kind} ${event.status}` : event.kind,
    );

    expect(understood).toEqual(file in UNDERSTOOD ? [UNDERSTOOD[file]] : []);
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
  ])('ignores %s', (_what, message) => {
    expect(parseEvent(JSON.stringify(message))).toBeUndefined();
  });

  it.each<[string, string, RegExp]>([
    ['what is not JSON', 'hello', /not JSON/],
    ['nothing', '', /not JSON/],
    ['JSON that is no object', '[]', /message/],
    ['what does not say what it is', '{"a":1}', /source is missing/],
    ['an event without its type', '{"source":"aws.codepipeline","detail":{}}', /detail-type is missing/],
    ['a tick without its time', '{"source":"mlpipeline","detail-type":"mlpipeline tick"}', /time/],
    [
      'an event without its detail',
      changed('codepipeline.stage.FAILED', (event) => Reflect.deleteProperty(event, 'detail')),
      /Stage/,
    ],
    [
      'an unknown state',
      changed('codepipeline.stage.FAILED', ({ detail }) => Object.assign(detail, { state: 'BORED\u0000' })),
      /state "BORED\\u0000" is no state of this kind of event/,
    ],
    [
      'a state of another level',
      changed('codepipeline.stage.FAILED', ({ detail }) => Object.assign(detail, { state: 'SUPERSEDED' })),
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

/** As the Developer Tools send it: no id, no version, `detailType`. */
function notification(file: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  const { id: _id, version: _version, 'detail-type': detailType, ...rest } = JSON.parse(sample(file));
  return {
    ...rest,
    detailType,
    notificationRuleArn: 'arn:aws:codestar-notifications:us-east-1:123456789012:notificationrule/0a1b',
    additionalAttributes: { failedActionCount: 1, failedStage: 'Build' },
    ...more,
  };
}

const throughSns = (message: unknown, rest: Record<string, unknown> = {}): string =>
  JSON.stringify({
    Type: 'Notification',
    MessageId: '0c7e3a51-0000-4000-8000-000000000000',
    TopicArn: 'arn:aws:sns:us-west-2:210987654321:approvals',
    Subject: 'APPROVAL NEEDED',
    Message: typeof message === 'string' ? message : JSON.stringify(message),
    Timestamp: '2026-03-02T09:00:00.123Z',
    Signature: 'none',
    ...rest,
  });

describe('the same fact in another form', () => {
  const told = Object.keys(UNDERSTOOD).filter((file) => !file.startsWith('sns.'));

  it.each(told)('%s is the same event as a notification, raw or through SNS', (file) => {
    const event = eventsIn(sample(file));

    expect(eventsIn(JSON.stringify(notification(file)))).toEqual(event);
    expect(eventsIn(throughSns(notification(file)))).toEqual(event);
    expect(eventsIn(throughSns(JSON.parse(sample(file))))).toEqual(event);
  });

  it('has the id of EventBridge where there is one, and none where a notification calls something its id', () => {
    const file = 'codepipeline.pipeline.STARTED';
    const { id } = JSON.parse(sample(file));

    expect(parseMessage(sample(file), SENT_AT).id).toBe(id);
    expect(parseMessage(throughSns(JSON.parse(sample(file))), SENT_AT).id).toBe(id);
    expect(parseMessage(JSON.stringify(notification(file)), SENT_AT).id).toBeUndefined();
    expect(parseMessage(throughSns(notification(file, { id })), SENT_AT).id).toBeUndefined();
  });

  it('tells where it comes from, in whichever form', () => {
    const origin = { account: '123456789012', region: 'us-west-2' };
    const file = 'codepipeline.action.approval.STARTED';
    const from = { ...notification(file), ...origin };

    expect(parseMessage(JSON.stringify(from), SENT_AT).origin).toEqual(origin);
    expect(parseMessage(throughSns(from), SENT_AT).origin).toEqual(origin);
  });

  it('is an approval asked for by the action’s own message, of the time and account of its topic', () => {
    const asked = {
      kind: 'approval-asked',
      pipeline: 'MyFirstPipeline',
      stage: 'MyApprovalStage',
      action: 'MyApprovalAction',
    };
    const message = sample('sns.manual-approval.message');

    expect(parseMessage(message, SENT_AT)).toMatchObject({
      events: [{ ...asked, at: SENT_AT }],
      origin: { region: 'us-east-2' },
    });
    expect(parseMessage(throughSns(message), SENT_AT)).toMatchObject({
      events: [{ ...asked, at: new Date('2026-03-02T09:00:00.123Z') }],
      origin: { account: '210987654321', region: 'us-east-2' },
    });
    expect(JSON.stringify(parseMessage(message, SENT_AT))).not.toContain('TOKEN');
  });

  it.each([
    [
      'the confirmation of a subscription',
      throughSns('You have chosen to subscribe', { Type: 'SubscriptionConfirmation' }),
    ],
    ['what an alarm tells its own topic', throughSns({ AlarmName: 'drift', NewStateValue: 'ALARM' })],
    ['a comment on a commit', JSON.stringify({ source: 'aws.codecommit', detailType: 'CodeCommit Comment on Commit' })],
  ])('is nothing to us in %s', (_what, body) => {
    expect(eventsIn(body)).toEqual([]);
  });

  it('is malformed where SNS carries no JSON', () => {
    const parse = () => eventsIn(throughSns('hello'));

    expect(parse).toThrow(MalformedEvent);
    expect(parse).toThrow('the message within that of SNS is not JSON');
  });
});

describe('what the sources tell', () => {
  it('says who pushed which commit to which branch', () => {
    expect(parseEvent(sample('codecommit.referenceUpdated.push'))).toEqual({
      kind: 'push',
      repository: 'MyDemoRepo',
      reference: { type: 'branch', name: 'main' },
      commitId: expect.any(String),
      by: expect.stringMatching(/^arn:/),
      at: new Date('2019-06-12T10:23:43Z'),
    });
  });

  it('names a pull request once per repository that it is about', () => {
    const body = changed('codecommit.pullRequestCreated', ({ detail }) => {
      Object.assign(detail, { repositoryNames: ['penguins', 'puffins', 'penguins'], pullRequestId: 7.0 });
    });
    const at = new Date('2019-02-09T07:15:16Z');

    expect(eventsIn(body)).toEqual([
      { kind: 'pull-request', repository: 'penguins', pullRequestId: '7', at },
      { kind: 'pull-request', repository: 'puffins', pullRequestId: '7', at },
    ]);
  });

  it('names the version of a model package, from its ARN where nothing else tells', () => {
    const expected = {
      kind: 'model-package',
      group: 'versionedmp-p-idy6c3e1fiqj',
      version: '2',
      arn: 'arn:aws:sagemaker:us-east-2:123456789012:model-package/versionedmp-p-idy6c3e1fiqj/2',
      at: new Date('2021-02-24T17:00:14Z'),
    };
    const nameless = changed('sagemaker.model-package.Approved', ({ detail }) => {
      delete detail.ModelPackageVersion;
    });

    expect(parseEvent(sample('sagemaker.model-package.Approved'))).toEqual(expected);
    expect(parseEvent(nameless)).toEqual(expected);
  });

  it('knows nothing of a model package that is in no group', () => {
    const alone = changed('sagemaker.model-package.Approved', ({ detail }) => {
      delete detail.ModelPackageGroupName;
    });

    expect(eventsIn(alone)).toEqual([]);
  });

  it('names the endpoint that has changed, by a time in milliseconds or in words', () => {
    const at = new Date(1_583_831_889_050);
    const endpoint = { kind: 'endpoint', endpoint: 'MyEndpoint', at };

    expect(parseEvent(sample('sagemaker.endpoint.IN_SERVICE'))).toEqual(endpoint);
    const inWords = changed('sagemaker.endpoint.IN_SERVICE', (event) => {
      event.time = at.toISOString();
      event.detail = { EndpointName: 'MyEndpoint', EndpointStatus: 'UPDATE_ROLLBACK_FAILED', CreationTime: 'once' };
    });
    expect(parseEvent(inWords)).toEqual(endpoint);
  });

  it('names the alarm that has changed', () => {
    const alarm = {
      source: 'aws.cloudwatch',
      'detail-type': 'CloudWatch Alarm State Change',
      time: '2026-03-02T09:00:00Z',
      detail: { alarmName: 'fraud drift', state: { value: 'ALARM' } },
    };

    expect(eventsIn(JSON.stringify(alarm))).toEqual([{ kind: 'alarm', alarm: 'fraud drift', at: SENT_AT }]);
  });

  it.each([
    ['codepipeline.pipeline.CANCELED', 'CANCELLED', 'Cancelled'],
    ['codepipeline.pipeline.CANCELED', 'Cancelled', 'Cancelled'],
    ['codepipeline.stage.STARTED', 'InProgress', 'InProgress'],
    ['codepipeline.action.STARTED', 'IN_PROGRESS', 'InProgress'],
  ])('understands a state of %s that is spelled %s', (file, state, status) => {
    const body = changed(file, ({ detail }) => Object.assign(detail, { state }));

    expect(parseEvent(body)).toMatchObject({ status });
  });

  it('passes over what is wrong with a field that is only good to know', () => {
    const body = changed('codepipeline.action.FAILED', ({ detail }) => {
      detail['execution-result'] = { 'external-execution-summary': { no: 'text' }, 'external-execution-url': 7 };
    });

    expect(parseEvent(body)).toMatchObject({ status: 'Failed', summary: undefined, url: undefined });
  });

  it('passes over members that nobody expects, __proto__ among them', () => {
    const event = eventsIn(sample('codepipeline.stage.FAILED'));
    const body = sample('codepipeline.stage.FAILED').replace(
      '"detail": {',
      '"__proto__": { "source": "aws.s3" }, "detail": { "__proto__": { "state": "STARTED" }, "constructor": 1,',
    );

    expect(body).toContain('__proto__');
    expect(eventsIn(body)).toEqual(event);
  });
});
