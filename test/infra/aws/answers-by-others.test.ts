import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { AnswersByOthers, answersByOthers } from '../../../infra/aws/constructs/answers-by-others';
import { matchesPattern, type Pattern } from './event-matching';

const BOT = 'arn:aws:iam::123456789012:role/mlpipeline-bot-TaskRole';
const BOT_ELSEWHERE = 'arn:aws:iam::210987654321:role/teams/mlpipeline';

/** Of a role's session, a user and the root, as CloudTrail has them (CloudTrail User Guide, userIdentity element). */
const roleSession = (arn: string) => ({
  type: 'AssumedRole',
  arn: `${arn.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/')}/session`,
  sessionContext: { sessionIssuer: { type: 'Role', arn } },
});
const USER = { type: 'IAMUser', arn: 'arn:aws:iam::123456789012:user/mallory', userName: 'mallory' };
/** With a second factor a user has a session, of which nobody is the issuer. */
const USER_IN_THE_CONSOLE = { ...USER, sessionContext: { attributes: { mfaAuthenticated: 'true' } } };
const ROOT = { type: 'Root', arn: 'arn:aws:iam::123456789012:root' };

const called = (userIdentity: object, change: object = {}) => ({
  version: '0',
  account: '123456789012',
  region: 'us-east-1',
  source: 'aws.codepipeline',
  'detail-type': 'AWS API Call via CloudTrail',
  detail: {
    eventSource: 'codepipeline.amazonaws.com',
    eventName: 'PutApprovalResult',
    eventTime: '2026-11-24T07:00:00Z',
    userIdentity,
    requestParameters: { pipelineName: 'penguins', stageName: 'Approve', actionName: 'Approve' },
    ...change,
  },
});

const patternsOf = (pipelines: string[], roles: string[]) =>
  answersByOthers(pipelines, roles).map(
    ({ eventPattern: { detailType, ...rest } }): Pattern => ({
      ...rest,
      'detail-type': detailType,
    }),
  );

describe('a rule for answers by others', () => {
  const patterns = patternsOf(['penguins', 'puffins'], [BOT, BOT_ELSEWHERE]);
  const isTold = (event: object) => patterns.some((pattern) => matchesPattern(pattern, event as Pattern));

  it.each([
    ['another role', called(roleSession('arn:aws:iam::123456789012:role/admin'))],
    ['a role with a name like the bot’s', called(roleSession(`${BOT}-2`))],
    ['a user', called(USER)],
    ['a user in the console', called(USER_IN_THE_CONSOLE)],
    ['the root', called(ROOT)],
    ['a rollback', called(USER, { eventName: 'RollbackStage' })],
    ['an opened transition', called(USER, { eventName: 'EnableStageTransition' })],
    ['what another account forwards', { ...called(USER), account: '210987654321', region: 'eu-west-1' }],
  ])('tells of %s', (_what, event) => {
    expect(isTold(event)).toBe(true);
  });

  it.each([
    ['the bot', called(roleSession(BOT))],
    ['the bot elsewhere', called(roleSession(BOT_ELSEWHERE))],
    ['a pipeline that is not configured', called(USER, { requestParameters: { pipelineName: 'payments' } })],
    ['another call', called(USER, { eventName: 'StartPipelineExecution' })],
    ['a call that was refused', called(USER, { errorCode: 'AccessDenied' })],
    ['what is no call', { ...called(USER), 'detail-type': 'CodePipeline Stage Execution State Change' }],
  ])('does not tell of %s', (_what, event) => {
    expect(isTold(event)).toBe(false);
  });

  it('has patterns that EventBridge accepts, each pipeline in one of them', () => {
    const pipelines = Array.from({ length: 100 }, (_, index) => `pipeline-${index}-${'x'.repeat(60)}`);
    const all = patternsOf(pipelines, [BOT, BOT_ELSEWHERE]);

    const byPattern = pipelines.map((pipelineName) => {
      const event = called(ROOT, { requestParameters: { pipelineName } });
      return all.filter((pattern) => matchesPattern(pattern, event)).length;
    });
    expect(new Set(byPattern)).toEqual(new Set([1]));
    expect(Math.max(...all.map((pattern) => JSON.stringify(pattern).length))).toBeLessThanOrEqual(2_048);
  });

  it('is refused with a sentence where there are more roles than a pattern holds', () => {
    const roles = Array.from({ length: 30 }, (_, index) => `arn:aws:iam::210987654321:role/${'y'.repeat(60)}${index}`);

    expect(() => answersByOthers(['penguins'], roles)).toThrow(
      /names more roles \(roleArn\) than one event rule holds/,
    );
  });
});

describe('the construct for answers by others', () => {
  let template: Template;
  beforeAll(() => {
    process.env.CDK_VALIDATION = 'false';
    const stack = new Stack(new App(), 'bot');
    const topic = new Topic(stack, 'Topic') as ITopic;
    new AnswersByOthers(stack, 'AnswersByOthers', { pipelines: ['penguins'], botRoles: [BOT], topic });
    template = Template.fromStack(stack);
  });

  it('tells the topic who did what', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      Targets: [
        Match.objectLike({
          Arn: { Ref: Match.stringLikeRegexp('^Topic') },
          InputTransformer: {
            InputPathsMap: Match.objectLike({ 'detail-userIdentity-arn': '$.detail.userIdentity.arn' }),
            InputTemplate: Match.stringLikeRegexp(
              '<detail-userIdentity-arn> called <detail-eventName> on the pipeline <detail-requestParameters-pipelineName>',
            ),
          },
        }),
      ],
    });
  });

  it('lets EventBridge publish on no condition, under which it would deliver nothing', () => {
    const [policy] = Object.values(template.findResources('AWS::SNS::TopicPolicy'));

    expect(policy?.Properties.PolicyDocument.Statement).toEqual([
      {
        ...{ Sid: expect.anything(), Effect: 'Allow', Action: 'sns:Publish' },
        Principal: { Service: 'events.amazonaws.com' },
        Resource: { Ref: expect.stringMatching(/^Topic/) },
      },
    ]);
  });

  it('has an alarm on each rule that leads to its entry in the runbook', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'AWS/Events',
      MetricName: 'TriggeredRules',
      Dimensions: [{ Name: 'RuleName', Value: { Ref: Match.stringLikeRegexp('^AnswersByOthers') } }],
      Threshold: 1,
      TreatMissingData: 'notBreaching',
      AlarmDescription: Match.stringLikeRegexp('docs/runbook\\.md#answers-by-others$'),
      AlarmActions: [{ Ref: Match.stringLikeRegexp('^Topic') }],
    });
  });
});
