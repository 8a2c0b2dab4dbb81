import {
  CodeCommitClient,
  CreateBranchCommand,
  CreatePullRequestCommand,
  GetBranchCommand,
} from '@aws-sdk/client-codecommit';
import { CreateModelPackageCommand, CreateModelPackageGroupCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
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

jest.setTimeout(8 * BUILD_LIMIT_MS);

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

  it('needs everything that its role allows', () => {
    const used = new Set(requests.flatMap((request) => allowedBy(statements, request)));

    // Looked for only where the answer to StartBuild was lost.
    expect(statements.map(({ sid }) => sid).filter((sid) => !used.has(sid))).toEqual(['FindBuild']);
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

/**
 * Reject, retry, approve, lock, unlock, roll back, deploy, stop, build, read a log; a pull request, a version of a model,
 * and a message that is none. Whatever is trained meanwhile is not waited for.
 */
async function workWith(stack: LocalStack): Promise<void> {
  const [ada, emma, omar] = [stack.person('U0ADA'), stack.person('U0EMMA'), stack.person('U0OMAR')];
  const before = await servedModel(stack);
  await sendMalformed(stack.environment);
  const card = await openCard(ada);
  await ada.press(card, 'reject');
  await ada.until(({ dialogs }) => dialogs.length > 0, { what: 'the reject dialog' });
  await ada.submit({ reason: 'not yet' });
  const failed = await untilMessage(omar, 'a failed card', (message) => hasButton(message, 'retry'));
  await omar.press(failed, 'retry');
  await untilMessage(omar, 'who retried', (message) => /[Rr]etried by/.test(wordsOf(message)));
  await ada.press(await openCard(ada), 'approve');
  await untilMessage(ada, 'the release', ({ ts, text }) => ts === failed.ts && /succeeded/.test(text));

  await omar.say(RELEASES, '/mlpipeline lock penguins labels are wrong');
  await privateAnswer(omar, /Locked \*penguins\*/);
  await omar.say(RELEASES, '/mlpipeline unlock penguins');
  await privateAnswer(omar, /Unlocked \*penguins\*/);
  await omar.say(RELEASES, `/mlpipeline rollback penguins ${before.version}`);
  await omar.until(({ dialogs }) => dialogs.at(-1)?.view.submit ?? undefined, { what: 'the filled rollback dialog' });
  await omar.submit({ reason: 'drift' });
  await untilMessage(omar, 'the rollback to its end', ({ text }) => /^Rollback of penguins .* succeeded/.test(text));

  await emma.say(RELEASES, '/mlpipeline deploy penguins --branch regression');
  await privateAnswer(emma, /Started execution/);
  await omar.say(RELEASES, '/mlpipeline stop penguins --abandon wrong data');
  await privateAnswer(omar, /Stopping execution/);
  await omar.say(RELEASES, '/mlpipeline build penguins-build');
  await privateAnswer(omar, /Started build/);
  await omar.say(RELEASES, '/mlpipeline logs penguins-build');
  await privateAnswer(omar, /\*penguins-build\* build/);
  await omar.say(RELEASES, '/mlpipeline audit --by <@U0OMAR>');
  await privateAnswer(omar, /[Rr]olled back|rollback/);

  await openPullRequest(stack.environment);
  await untilMessage(ada, 'the pull request', ({ text }) => /pull request 1/i.test(text));
  await registerVersion(stack.environment);
  const version = await untilMessage(
    ada,
    'a version that waits',
    (message) => hasButton(message, 'approve') && /Model package/.test(wordsOf(message)),
  );
  await ada.press(version, 'approve');
  await untilMessage(ada, 'the version approved', ({ ts, text }) => ts === version.ts && /approved/.test(text));
}

const clientOf = (endpoint = '') => ({ endpoint, region: REGION, credentials: CREDENTIALS });

async function openPullRequest({ AWS_ENDPOINT_URL_CODECOMMIT }: Record<string, string>): Promise<void> {
  const codeCommit = new CodeCommitClient(clientOf(AWS_ENDPOINT_URL_CODECOMMIT));
  const repositoryName = 'penguins';
  const { branch } = await codeCommit.send(new GetBranchCommand({ repositoryName, branchName: 'regression' }));
  await codeCommit.send(new CreateBranchCommand({ repositoryName, branchName: 'topic', commitId: branch?.commitId }));
  const targets = [{ repositoryName, sourceReference: 'topic', destinationReference: 'main' }];
  await codeCommit.send(new CreatePullRequestCommand({ title: 'Topic', targets }));
  codeCommit.destroy();
}

async function registerVersion({ AWS_ENDPOINT_URL_SAGEMAKER }: Record<string, string>): Promise<void> {
  const sageMaker = new SageMakerClient(clientOf(AWS_ENDPOINT_URL_SAGEMAKER));
  const ModelPackageGroupName = 'penguins';
  await sageMaker.send(new CreateModelPackageGroupCommand({ ModelPackageGroupName }));
  const ModelApprovalStatus = 'PendingManualApproval';
  await sageMaker.send(new CreateModelPackageCommand({ ModelPackageGroupName, ModelApprovalStatus }));
  sageMaker.destroy();
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
