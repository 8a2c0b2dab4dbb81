import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildBot } from '../../infra/local/bot-process';
import { SECRET_PLACEHOLDER } from '../../src/config/environment';
import { ended, type LocalStack, startBot, startEmptyStack } from '../support/local-stack';

const CONFIGURATION = 's3://mlpipeline-local/mlpipeline.yaml';

let stack: LocalStack;

beforeAll(async () => {
  [stack] = await Promise.all([startEmptyStack(), buildBot()]);
});

afterAll(() => stack.remove());

/** A bot that is to end by itself, at what it is given. */
async function endOf(
  changed: Record<string, string>,
  ...flags: string[]
): Promise<{ code: number; stdout: string; stderr: string }> {
  const running = promisify(execFile)(process.execPath, ['dist/main.js', ...flags], {
    cwd: join(__dirname, '../..'),
    env: { ...stack.environment, ...changed },
  });
  return running.then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
  );
}

describe('a bot that starts', () => {
  it('takes its configuration from S3, and explains it from there', async () => {
    const bot = startBot({ ...stack.environment, MLPIPELINE_CONFIG: CONFIGURATION });
    await bot.up;
    await ended(bot.process);
    const { stdout } = await endOf({ MLPIPELINE_CONFIG: CONFIGURATION }, '--check');

    expect(bot.process.exitCode).toBe(0);
    expect(stdout).toContain('penguins');
    expect(stdout).toContain(`${CONFIGURATION} is fine.`);
  });

  it.each([
    [
      { SLACK_BOT_TOKEN: SECRET_PLACEHOLDER, SLACK_APP_TOKEN: SECRET_PLACEHOLDER },
      [
        /^The environment has 2 mistakes:$/,
        /^ {2}SLACK_BOT_TOKEN still is the placeholder/,
        /^ {2}SLACK_APP_TOKEN still/,
      ],
    ],
    [
      { MLPIPELINE_CONFIG: 's3://mlpipeline-local/gone.yaml' },
      [/^MLPIPELINE_CONFIG has a mistake:$/, /^ {2}names gone\.yaml, which is not in the bucket mlpipeline-local/],
    ],
    [
      { SLACK_BOT_TOKEN: 'xoxb-of-nobody', MLPIPELINE_STATE_TABLE: 'gone', AWS_ENDPOINT_URL_SQS: 'http://127.0.0.1:1' },
      [
        /^The bot cannot start:$/,
        /^ {2}SLACK_BOT_TOKEN: Slack refuses the token \(invalid_auth\)/,
        /^ {2}MLPIPELINE_STATE_TABLE: there is no table gone in us-east-1/,
        /^ {2}MLPIPELINE_QUEUE_URL: SQS in us-east-1 did not answer \(ECONNREFUSED\)/,
      ],
    ],
  ])('with %j ends with 1, a sentence for each mistake and nothing started', async (changed, lines) => {
    const { code, stdout, stderr } = await endOf(changed);

    expect(stderr.trimEnd().split('\n')).toEqual(lines.map((line) => expect.stringMatching(line)));
    expect(code).toBe(1);
    // Whoever searches the log finds it, too.
    expect(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({
      level: 60,
      msg: 'could not start',
      why: stderr.trimEnd(),
    });
    expect(stdout).not.toContain('mlpipeline is up');
    expect((await stack.person('U0EMMA').look()).bot.connected).toBe(false);
  });
});
