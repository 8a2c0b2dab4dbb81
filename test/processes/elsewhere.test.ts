import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  CodePipelineClient,
  CreatePipelineCommand,
  ListPipelineExecutionsCommand,
  StartPipelineExecutionCommand,
} from '@aws-sdk/client-codepipeline';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { ELSEWHERE, HOME } from '../../infra/local/aws/place';
import { buildBot } from '../../infra/local/bot-process';
import { penguinsPipeline, ROLE_ELSEWHERE } from '../../infra/local/pipelines';
import { ended, type LocalStack, startBot, startEmptyStack } from '../support/local-stack';
import { openCard, privateAnswer, RELEASES, untilMessage, wordsOf } from '../support/releases-channel';
import { failureOf } from '../support/use-case-bench';

const run = promisify(execFile);

/** A source and an approval, on a branch that the sample pipelines do not listen to: nothing is trained here. */
const GATE = 'gate';
const BRANCH = 'gate';

describe('a pipeline in another account and region', () => {
  let stack: LocalStack;
  let bot: ReturnType<typeof startBot>;
  let here: CodePipelineClient;
  let there: CodePipelineClient;

  beforeAll(async () => {
    [stack] = await Promise.all([startEmptyStack(), buildBot()]);
    for (const place of ['git', 'elsewhere/git']) await pushTo(`${stack.url}/${place}/penguins.git`, `from ${place}`);
    here = clientIn(HOME.region, { accessKeyId: 'console', secretAccessKey: 'test' });
    there = clientIn(ELSEWHERE.region, await credentialsElsewhere());
    for (const client of [here, there]) await client.send(new CreatePipelineCommand({ pipeline: gate() }));
    const file = join(stack.state, 'mlpipeline.yaml');
    writeFileSync(file, configuration());
    bot = startBot({ ...stack.environment, MLPIPELINE_CONFIG: file });
    await bot.up;
  });

  afterAll(async () => {
    if (bot) await ended(bot.process);
    here?.destroy();
    there?.destroy();
    await stack.remove();
  });

  it('is deployed and approved from the same bot, and one of the same name at home is a stranger', async () => {
    const [emma, ada] = [stack.person('U0EMMA'), stack.person('U0ADA')];
    const [stranger] = await executionsOf(here); // CreatePipeline starts one
    await here.send(new StartPipelineExecutionCommand({ name: GATE }));
    const theFirst = await openCard(ada, GATE);
    await ada.press(theFirst, 'approve');
    await untilMessage(ada, 'the first decided', ({ ts, text }) => ts === theFirst.ts && /approved/.test(text));

    await emma.say(RELEASES, `/mlpipeline deploy ${GATE} --branch ${BRANCH}`);
    await privateAnswer(emma, /Started execution/);
    const card = await openCard(ada, GATE);
    await ada.press(card, 'approve');
    const decided = await untilMessage(
      ada,
      'the decided card',
      ({ ts, text }) => ts === card.ts && /approved/.test(text),
    );
    await untilMessage(
      ada,
      'the end of Emma’s execution',
      (message) => /succeeded/.test(message.text) && wordsOf(message).includes('<@U0EMMA>'),
    );

    expect(wordsOf(card)).toContain('from elsewhere/git');
    expect(wordsOf(card)).toContain('Asked for by <@U0EMMA>');
    expect(wordsOf(decided)).toContain('Approved by <@U0ADA>');
    expect((await executionsOf(there)).map(({ status }) => status)).toEqual(['Succeeded', 'Succeeded']);
    expect((await executionsOf(here)).map(({ status }) => status)).toContain('InProgress');
    const said = JSON.stringify(await ada.messages(RELEASES));
    expect(said).not.toContain(stranger?.pipelineExecutionId);
    expect(said).not.toContain('from git');
  });

  it('whose role cannot be assumed is told in a sentence, and hides no other', async () => {
    const emma = stack.person('U0EMMA');

    await emma.say(RELEASES, '/mlpipeline deploy sealed');
    await emma.say(RELEASES, '/mlpipeline list');

    await privateAnswer(emma, /AWS refused this: the role \S+role\/nobody could not be assumed/);
    expect(await privateAnswer(emma, /2 pipelines/)).toMatch(/\*gate\*.*\*sealed\*.*could not be assumed/);
  });

  it('is explained by --check, which asks nobody and starts nothing', async () => {
    const file = join(stack.state, 'mlpipeline.yaml');

    const { stdout } = await checked(file);
    writeFileSync(file, configuration().replace('roles:', 'rolls:'));
    const refused = await failureOf(checked(file));

    expect(stdout).toContain(`It is in eu-central-1, in account 210987654321, reached by the role ${ROLE_ELSEWHERE}`);
    expect(stdout).toMatch(
      /mlpipeline\.yaml is fine\.\n\nA start would also need these variables; the AWS stack and `npm start` set them:\n {2}SLACK_BOT_TOKEN is missing/,
    );
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('Did you mean roles?') });
  });

  const clientIn = (region: string, credentials: { accessKeyId: string; secretAccessKey: string }) =>
    new CodePipelineClient({ endpoint: stack.environment.AWS_ENDPOINT_URL_CODEPIPELINE ?? '', region, credentials });

  async function credentialsElsewhere() {
    const sts = new STSClient({
      endpoint: stack.environment.AWS_ENDPOINT_URL_STS ?? '',
      region: HOME.region,
      credentials: { accessKeyId: 'console', secretAccessKey: 'test' },
    });
    const { Credentials } = await sts.send(
      new AssumeRoleCommand({ RoleArn: ROLE_ELSEWHERE, RoleSessionName: 'console' }),
    );
    sts.destroy();
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
    return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  }

  /** One commit without a file, straight into the repository. */
  async function pushTo(repository: string, message: string): Promise<void> {
    const folder = join(stack.state, message.replaceAll(/\W/g, '-'));
    const git = (...words: string[]) =>
      run('git', ['-C', folder, '-c', 'user.name=Nell', '-c', 'user.email=n@x.org', ...words]);
    await run('git', ['init', '--quiet', folder]);
    await git('commit', '--quiet', '--allow-empty', '--message', message);
    await git('push', '--quiet', repository, `HEAD:refs/heads/${BRANCH}`);
  }
});

/** With nothing in its environment that would lead to Slack or AWS. */
const checked = (file: string) =>
  run(process.execPath, ['dist/main.js', '--check'], {
    cwd: join(__dirname, '../..'),
    env: { MLPIPELINE_CONFIG: file },
  });

async function executionsOf(client: CodePipelineClient) {
  const { pipelineExecutionSummaries } = await client.send(new ListPipelineExecutionsCommand({ pipelineName: GATE }));
  return pipelineExecutionSummaries ?? [];
}

const configuration = (): string => `
channel: ${RELEASES}
roles: { operator: [U0EMMA], approver: [U0ADA] }
approvals: { unknownPeople: warn }
timing: { updateEverySeconds: 0, tasks: 1, updatesPerMinute: 100000, postsPerMinute: 100000 }
pipelines:
  ${GATE}: { region: ${ELSEWHERE.region}, roleArn: '${ROLE_ELSEWHERE}' }
  sealed: { roleArn: 'arn:aws:iam::${ELSEWHERE.account}:role/nobody' }
`;

function gate() {
  const { stages, ...pipeline } = penguinsPipeline();
  const [source, ...others] = stages.filter(({ name }) => name === 'Source' || name === 'Approve');
  const onBranch = source?.actions.map((action) => ({
    ...action,
    configuration: { ...action.configuration, BranchName: BRANCH },
  }));
  return { ...pipeline, name: GATE, stages: [{ name: 'Source', actions: onBranch ?? [] }, ...others] };
}
