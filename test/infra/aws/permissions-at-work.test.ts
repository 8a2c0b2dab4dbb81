import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { gatewayPermissions } from '../../../infra/aws/permissions/gateway-permissions';
import { ownPermissions } from '../../../infra/aws/permissions/own-permissions';
import { reachedByOwnRole } from '../../../infra/aws/permissions/placement';
import { buildBot } from '../../../infra/local/bot-process';
import { ACCOUNT, CREDENTIALS, REGION } from '../../../infra/local/identity';
import { AUDIT_TABLE, STATE_TABLE } from '../../../infra/local/tables';
import { readConfiguration } from '../../../src/config/load';
import { ended, type LocalStack, startBot, startLocalStack } from '../../support/local-stack';
import {
  BUILD_LIMIT_MS,
  hasButton,
  openCard,
  privateAnswer,
  RELEASES,
  servedModel,
  untilMessage,
  wordsOf,
} from '../../support/releases-channel';
import { allowedBy, type Request, type Statement } from './policy-evaluation';
import { type Recorder, recordCalls } from './recorded-calls';
import { statementsFor } from './role-policies';

jest.setTimeout(6 * BUILD_LIMIT_MS);

/** A bot on the local stack is used for everything that people do with it; what it asked of AWS is held against its role. */
describe('a bot at work', () => {
  let stack: LocalStack;
  let recorder: Recorder;
  let bot: ReturnType<typeof startBot>;
  let statements: Statement[];
  let requests: Request[];

  beforeAll(async () => {
    process.env.CDK_VALIDATION = 'false';
    [stack] = await Promise.all([startLocalStack('--no-bot'), buildBot()]);
    recorder = await recordCalls(stack.environment);
    statements = grantedBy(stack.environment.MLPIPELINE_CONFIG ?? '');
    bot = startBot(recorder.environment);
    await bot.up;
    await workWith(stack);
    requests = recorder.requests();
  });

  afterAll(async () => {
    if (bot) await ended(bot.process);
    await recorder.close();
    await stack.remove();
  });

  it('does what changes something, and reads all that it shows', () => {
    const called = new Set(requests.map(({ action }) => action));

    expect([...called]).toEqual(
      expect.arrayContaining([
        ...['PutApprovalResult', 'RollbackStage', 'RetryStageExecution', 'StopPipelineExecution'].map(ofCodePipeline),
        ...['StartPipelineExecution', 'DisableStageTransition', 'EnableStageTransition'].map(ofCodePipeline),
        ...['codebuild:StartBuild', 'codebuild:BatchGetReports', 'logs:GetLogEvents', 'codecommit:GetDifferences'],
        ...['codecommit:ListPullRequests', 'sagemaker:ListModelPackages', 'cloudwatch:DescribeAlarms'],
        ...['dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'sqs:SendMessage', 'sqs:DeleteMessage'],
      ]),
    );
  });

  it('makes no call that its role refuses, and each by one statement', () => {
    const decided = requests.map((request) => ({ ...request, by: allowedBy(statements, request) }));

    expect(decided.filter(({ by }) => by.length !== 1)).toEqual([]);
  });

  it('never updates or deletes in the audit table', () => {
    const onAudit = requests.filter(({ resource }) => resource.endsWith(`table/${AUDIT_TABLE}`));

    expect([...new Set(onAudit.map(({ action }) => action))].sort()).toEqual(['dynamodb:PutItem', 'dynamodb:Query']);
  });

  it('needs almost everything that its role allows', () => {
    const used = new Set(requests.flatMap((request) => allowedBy(statements, request)));

    expect(statements.map(({ sid }) => sid).filter((sid) => !used.has(sid))).toEqual([]);
  });
});

const ofCodePipeline = (operation: string): string => `codepipeline:${operation}`;

function grantedBy(configuration: string): Statement[] {
  const configured = readConfiguration(configuration);
  const own = {
    stateTableArn: `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${STATE_TABLE}`,
    auditTableArn: `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${AUDIT_TABLE}`,
    queueArn: `arn:aws:sqs:${REGION}:${ACCOUNT}:mlpipeline-events`,
    deadLettersArn: `arn:aws:sqs:${REGION}:${ACCOUNT}:mlpipeline-events-dlq`,
  };
  return statementsFor([...gatewayPermissions(reachedByOwnRole(configured), {}), ...ownPermissions(own, configured)]);
}

/** Approve, lock, unlock, roll back, deploy, reject, retry, stop, build, read a log, and a message that is none. */
async function workWith(stack: LocalStack): Promise<void> {
  const [ada, emma, omar] = [stack.person('U0ADA'), stack.person('U0EMMA'), stack.person('U0OMAR')];
  const before = await servedModel(stack);
  await sendMalformed(stack.environment);
  const card = await openCard(ada);
  await ada.press(card, 'approve');
  await untilMessage(ada, 'the release', ({ text }) => /succeeded/.test(text));

  await omar.say(RELEASES, '/mlpipeline lock penguins labels are wrong');
  await privateAnswer(omar, /Locked \*penguins\*/);
  await omar.say(RELEASES, '/mlpipeline unlock penguins');
  await privateAnswer(omar, /Unlocked \*penguins\*/);
  await omar.say(RELEASES, '/mlpipeline build penguins-build');
  await privateAnswer(omar, /Started build/);
  await omar.say(RELEASES, '/mlpipeline logs penguins-build');
  await privateAnswer(omar, /\*penguins-build\* build/);

  await omar.say(RELEASES, `/mlpipeline rollback penguins ${before.version}`);
  await omar.until(({ dialogs }) => dialogs.at(-1)?.view.submit ?? undefined, { what: 'the filled rollback dialog' });
  await omar.submit({ reason: 'drift' });
  await untilMessage(omar, 'the rollback to its end', ({ text }) => /^Rollback of penguins .* succeeded/.test(text));

  await emma.say(RELEASES, '/mlpipeline deploy penguins --branch regression');
  const worse = await openCard(ada, 'Drop the length of the bill');
  await ada.press(worse, 'reject');
  await ada.until(({ dialogs }) => dialogs.length > 0, { what: 'the reject dialog' });
  await ada.submit({ reason: 'worse' });
  const failed = await untilMessage(omar, 'a failed card', (message) => hasButton(message, 'retry'));
  await omar.press(failed, 'retry');
  await untilMessage(omar, 'who retried', (message) => /[Rr]etried by/.test(wordsOf(message)));
  await openCard(ada, 'Drop the length of the bill');
  await omar.say(RELEASES, '/mlpipeline stop penguins --abandon wrong data');
  await privateAnswer(omar, /Stopping execution/);
  await stack.tick();
  await untilMessage(omar, 'the stopped execution', ({ text }) => /stopped/i.test(text));
}

async function sendMalformed(environment: Record<string, string>): Promise<void> {
  const sqs = new SQSClient({
    endpoint: environment.AWS_ENDPOINT_URL_SQS ?? '',
    region: REGION,
    credentials: CREDENTIALS,
    useQueueUrlAsEndpoint: false,
  });
  await sqs.send(new SendMessageCommand({ QueueUrl: environment.MLPIPELINE_QUEUE_URL, MessageBody: 'not JSON' }));
  sqs.destroy();
}
