import {
  CodePipelineClient,
  GetPipelineStateCommand,
  PutApprovalResultCommand,
  RetryStageExecutionCommand,
  StartPipelineExecutionCommand,
} from '@aws-sdk/client-codepipeline';
import type { CodePipeline } from '../../../../infra/local/aws/codepipeline/create-codepipeline';
import type { PipelineDeclaration } from '../../../../infra/local/aws/codepipeline/state';
import { Notifications } from '../../../../infra/local/aws/notifications/notifications';
import { NotificationSwitches } from '../../../../infra/local/aws/notifications/switches';
import { HOME } from '../../../../infra/local/aws/place';
import type { AwsEvent, Notification } from '../../../../infra/local/aws/ports';
import { checkNotification } from '../../../support/aws-schemas';
import { approvingPipeline, codePipelineOf } from '../approving-pipeline';
import { EventLog } from '../codepipeline/event-log';
import { ServiceBench } from '../service-bench';

const TOPIC = 'arn:aws:sns:us-east-1:123456789012:mlpipeline';
const OWN_TOPIC = 'arn:aws:sns:us-east-1:123456789012:approvals';
const STAGE = { pipelineName: 'penguins', stageName: 'Approve' };
const QUESTION = { CustomData: 'as good as "production"?', ExternalEntityLink: 'https://example.com/1' };

describe('notifications of a pipeline through SNS', () => {
  let bench: ServiceBench;
  let events: EventLog;
  let codePipeline: CodePipeline;
  let client: CodePipelineClient;
  let switches: NotificationSwitches;
  let published: Notification[];
  beforeEach(async () => {
    events = new EventLog();
    published = [];
    bench = await ServiceBench.start((parts) => {
      switches = new NotificationSwitches(parts.file('notifications.json'));
      const publish = (notification: Notification) => published.push(notification);
      const notifications = new Notifications({ switches, publish, now: parts.clock.now });
      const emit = (event: AwsEvent) => {
        // First, so that whoever waits for an event finds what it has caused.
        notifications.tell(event);
        events.emit(event);
      };
      codePipeline = codePipelineOf({ ...parts, emit });
      notifications.know(HOME, codePipeline.facts);
      return [codePipeline.service];
    });
    client = new CodePipelineClient(bench.client());
  });
  afterEach(async () => {
    client.destroy();
    await codePipeline.close();
    await bench.remove();
  });

  it('are off unless somebody switches them on', async () => {
    await untilAsked(approvingPipeline(QUESTION));

    expect(published).toEqual([]);
  });

  it('ask for an approval with its token, until when, and the links of its configuration', async () => {
    switches.set({ pipeline: 'penguins', approvals: true, developerTools: false, raw: false });

    const started = await untilAsked(approvingPipeline(QUESTION));

    const [envelope] = published;
    const message = JSON.parse(String(envelope?.Message));
    const token = await openToken();
    checkNotification(message, 'SnsApproval');
    expect(published).toHaveLength(1);
    expect(envelope).toMatchObject({
      Type: 'Notification',
      MessageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      TopicArn: TOPIC,
      Subject: 'APPROVAL NEEDED: AWS CodePipeline penguins for action Decide',
      Timestamp: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/),
      SignatureVersion: '1',
    });
    const console = 'https://console.aws.amazon.com/codepipeline/home?region=us-east-1#/view/penguins';
    expect(message).toEqual({
      region: 'us-east-1',
      consoleLink: console,
      approval: {
        ...STAGE,
        actionName: 'Decide',
        token,
        expires: minuteOf(Date.parse(String(started.detail['start-time'])) + 90 * 60_000),
        externalEntityLink: 'https://example.com/1',
        approvalReviewLink: `${console}/Approve/Decide/approve/${token}`,
        customData: 'as good as "production"?',
      },
    });
  });

  it('have nothing where the configuration has nothing', async () => {
    switches.set({ pipeline: 'penguins', approvals: true, developerTools: false, raw: true });

    await untilAsked(approvingPipeline({}));

    checkNotification(published[0], 'SnsApproval');
    expect(published[0]).toMatchObject({ approval: { externalEntityLink: null, customData: null } });
  });

  it('go to the topic that an approval names, also where nobody has switched them on', async () => {
    await untilAsked(approvingPipeline({ NotificationArn: OWN_TOPIC }));

    expect(published).toMatchObject([{ TopicArn: OWN_TOPIC }]);
  });

  it('tell every event in the shape of the Developer Tools, in the order of the events', async () => {
    switches.set({ pipeline: 'penguins', approvals: false, developerTools: true, raw: true });

    await untilAsked(approvingPipeline(QUESTION));

    for (const message of published) checkNotification(message, 'Notification');
    expect(published.map(({ detail }) => detail)).toEqual(events.all.map(({ detail }) => detail));
    const asked = events.all.at(-1);
    expect(published.at(-1)).toEqual({
      account: '123456789012',
      detailType: 'CodePipeline Action Execution State Change',
      region: 'us-east-1',
      source: 'aws.codepipeline',
      time: asked?.time,
      notificationRuleArn: expect.stringMatching(
        /^arn:aws:codestar-notifications:us-east-1:123456789012:notificationrule\/[0-9a-f]{40}$/,
      ),
      detail: asked?.detail,
      resources: ['arn:aws:codepipeline:us-east-1:123456789012:penguins'],
      additionalAttributes: { customData: 'as good as "production"?', externalEntityLink: 'https://example.com/1' },
    });
  });

  it('say of a failure which actions failed, and why', async () => {
    switches.set({ pipeline: 'penguins', approvals: false, developerTools: true, raw: true });
    await untilAsked(approvingPipeline({}, 'Decide', 'Agree'));

    await reject('Decide', 'worse');
    await reject('Agree', 'slower');
    await events.until({ stage: undefined, state: 'FAILED' });

    const ofAll = {
      failedActionCount: 2,
      failedActions: [
        { action: 'Decide', additionalInformation: 'worse' },
        { action: 'Agree', additionalInformation: 'slower' },
      ],
      failedStage: 'Approve',
    };
    const ofEach = [{ additionalInformation: 'worse' }, { additionalInformation: 'slower' }];
    expect(attributesOfFailures()).toEqual([...ofEach, ofAll, ofAll]);
  });

  it('say nothing of a failure that was retried', async () => {
    switches.set({ pipeline: 'penguins', approvals: false, developerTools: true, raw: true });
    const { detail } = await untilAsked(approvingPipeline());
    await reject('Decide', 'worse');
    await events.until({ stage: undefined, state: 'FAILED' });
    const pipelineExecutionId = String(detail['execution-id']);
    await client.send(new RetryStageExecutionCommand({ ...STAGE, pipelineExecutionId, retryMode: 'FAILED_ACTIONS' }));

    await reject('Decide', 'still worse');
    await events.until({ stage: undefined, state: 'FAILED', 'pipeline-execution-attempt': 2 });

    expect(attributesOfFailures().at(-1)).toEqual({
      failedActionCount: 1,
      failedActions: [{ action: 'Decide', additionalInformation: 'still worse' }],
      failedStage: 'Approve',
    });
  });

  it('know an approval as long as it is open', async () => {
    const { detail } = await untilAsked(approvingPipeline());
    const approval = () => codePipeline.facts.openApproval('penguins', String(detail['action-execution-id']));
    const before = approval();

    await reject('Decide', 'worse');

    expect(before?.token).toMatch(/^[0-9a-f-]{36}$/);
    expect(approval()).toBeUndefined();
  });

  it('come beside each other, each once', async () => {
    switches.set({ pipeline: 'penguins', approvals: true, developerTools: true, raw: false });

    await untilAsked(approvingPipeline(QUESTION));

    const messages = published.map(({ Message }) => JSON.parse(String(Message)));
    expect(messages.filter(({ approval }) => approval)).toHaveLength(1);
    expect(messages.filter(({ detailType }) => detailType)).toHaveLength(events.all.length);
  });

  /** Executes a pipeline as far as its approval. @returns the event with which that began */
  async function untilAsked(pipeline: PipelineDeclaration): Promise<AwsEvent> {
    codePipeline.createPipeline(pipeline);
    await client.send(new StartPipelineExecutionCommand({ name: 'penguins' }));
    return events.until({ action: 'Decide', state: 'STARTED' });
  }

  async function openToken(action = 'Decide'): Promise<string | undefined> {
    const { stageStates } = await client.send(new GetPipelineStateCommand({ name: 'penguins' }));
    const states = stageStates?.[1]?.actionStates ?? [];
    return states.find(({ actionName }) => actionName === action)?.latestExecution?.token;
  }

  async function reject(actionName: string, summary: string): Promise<void> {
    const result = { status: 'Rejected', summary } as const;
    await client.send(
      new PutApprovalResultCommand({ ...STAGE, actionName, token: await openToken(actionName), result }),
    );
  }

  function attributesOfFailures() {
    const failures = published.filter(({ detail }) => (detail as AwsEvent['detail']).state === 'FAILED');
    return failures.map(({ additionalAttributes }) => additionalAttributes);
  }
});

/** As approval messages have it. */
const minuteOf = (ms: number): string => new Date(ms).toISOString().replace(/:\d\d\.\d{3}Z$/, 'Z');
