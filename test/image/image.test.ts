import { DRAIN_MS } from '../../src/aws/queue-intake';
import { firstBrokenLink } from '../../src/domain/audit/audit-chain';
import { auditRecords } from '../support/audit-records';
import { closedAddress } from '../support/closed-port';
import { createFaultProxy, type FaultProxy } from '../support/fault-proxy';
import { buildImage, type ImageBot, runInImage, startImageBot, startImageBotBeneath, tellSize } from '../support/image';
import { type LocalStack, startLocalStack } from '../support/local-stack';
import { readPng } from '../support/read-png';
import {
  BUILD_LIMIT_MS,
  hasButton,
  openCard,
  privateAnswer,
  RELEASES,
  servedModel,
  speaksOf,
  untilMessage,
  wordsOf,
} from '../support/releases-channel';

/** Milliseconds: an image is built from an empty cache, and a runner may build it anew. */
const IMAGE_LIMIT_MS = 15 * 60_000;
/** What the task definition gives the bot to end in, as the bot stack has it. */
const STOP_TIMEOUT_MS = DRAIN_MS + 20_000;
const MOST_BYTES = 80e6;

jest.setTimeout(IMAGE_LIMIT_MS + 10 * BUILD_LIMIT_MS);

/** Prints bytes and names of what is in the folder of the bot. */
const CONTENT = `
  const { readdirSync, statSync } = require('node:fs');
  const files = readdirSync('.', { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map(({ parentPath, name }) => parentPath + '/' + name);
  const bytes = paths.map((path) => statSync(path).size).reduce((sum, size) => sum + size, 0);
  console.log('CONTENT ' + JSON.stringify({ uid: process.getuid(), bytes, paths: paths.sort() }));
`;

interface Content {
  uid: number;
  bytes: number;
  paths: string[];
}

/** Prints a picture of nothing but words, in base64. */
const CHART = `
  const title = { text: 'Releases', textStyle: { fontFamily: 'Inter', fontSize: 60, color: '#0a141e' } };
  const option = { animation: false, backgroundColor: '#ffffff', title };
  require('./dist/render-chart.js').renderChart(option, 100).then(
    (png) => console.log('CHART ' + Buffer.from(png).toString('base64')),
  );
`;

/** Runs its arguments, and ends with 99 where they leave a trace on the disk of the container. */
const NOTHING_WRITTEN = `
  listed() {
    find / -xdev '(' -path /proc -o -path /sys -o -path /dev ')' -prune -o -printf '%p %s %m %T@\\n' 2>/dev/null | sort
  }
  before=$(listed)
  "$@" & bot=$!
  trap 'kill -TERM $bot' TERM
  wait $bot; code=$?
  if kill -0 $bot 2>/dev/null; then wait $bot; code=$?; fi
  [ "$before" = "$(listed)" ] || code=99
  exit $code
`;

let stack: LocalStack;
let codepipeline: FaultProxy;
let healthPort: string;
const started: ImageBot[] = [];

beforeAll(async () => {
  await buildImage();
  stack = await startLocalStack('--no-bot');
  codepipeline = await createFaultProxy(stack.environment.AWS_ENDPOINT_URL_CODEPIPELINE ?? '');
  healthPort = new URL(await closedAddress()).port;
});

afterAll(async () => {
  for (const bot of started) bot.signal('SIGKILL');
  await codepipeline?.close();
  await stack?.remove();
});

const settings = () => ({
  AWS_ENDPOINT_URL_CODEPIPELINE: codepipeline.url,
  MLPIPELINE_HEALTH_PORT: healthPort,
  MLPIPELINE_CONFIG: 's3://mlpipeline-local/mlpipeline.yaml',
});
const healthCheck = () => runInImage('env', `MLPIPELINE_HEALTH_PORT=${healthPort}`, 'node', 'dist/health-check.js');

async function upAndRunning(bot: ImageBot): Promise<ImageBot> {
  started.push(bot);
  await bot.up;
  return bot;
}

/** Ends it as ECS does, and tells its exit code. */
async function stopped(bot: ImageBot): Promise<number | null> {
  bot.signal('SIGTERM');
  const { code } = await bot.ended;
  started.splice(started.indexOf(bot), 1);
  return code;
}

describe('the image', () => {
  it('holds the bot and nothing else, is small, and is not run by root', async () => {
    const { said } = await runInImage('node', '-e', CONTENT);
    const { uid, bytes, paths } = JSON.parse(/^CONTENT (.*)$/m.exec(said)?.[1] ?? '{}') as Content;
    const resvg = paths.filter((path) => path.startsWith('node_modules/@resvg/'));
    tellSize(bytes);

    expect(paths).toEqual([
      './LICENSE',
      './THIRD-PARTY-LICENSES.txt',
      'dist/health-check.js',
      'dist/main.js',
      'dist/main.js.map',
      'dist/render-chart.js',
      'dist/render-chart.js.map',
      'node_modules/@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf',
      'node_modules/@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf',
      'node_modules/@expo-google-fonts/inter/package.json',
      ...resvg,
    ]);
    expect(resvg.filter((path) => path.endsWith('.node'))).toHaveLength(1);
    expect(bytes).toBeLessThan(MOST_BYTES);
    expect(uid).toBeGreaterThan(0);
  });

  it('draws charts, by the bundle that main.js reads for the first one', async () => {
    const { said } = await runInImage('node', '-e', CHART);
    const png = Buffer.from(/^CHART (.*)$/m.exec(said)?.[1] ?? '', 'base64');
    const { width, height, colours } = readPng(png);

    expect([width, height]).toEqual([1800, 200]);
    // Letters: a font that is not found leaves a blank picture.
    expect(colours.get('#0a141e')).toBeGreaterThan(1000);
  });

  it('says what it lacks, and ends', async () => {
    const { code, said } = await runInImage('node', '--enable-source-maps', 'dist/main.js');

    expect(said).toContain('SLACK_BOT_TOKEN is missing');
    expect(code).toBe(1);
  });
});

describe('the bot in the image', () => {
  it('brings a release to production, tells its health, and writes nothing to its disk', async () => {
    const ada = stack.person('U0ADA');
    const before = await servedModel(stack);
    const unwell = await healthCheck();
    const bot = await upAndRunning(startImageBotBeneath(['sh', '-c', NOTHING_WRITTEN, 'sh'], stack, settings()));
    const well = await healthCheck();

    const card = await openCard(ada);
    await ada.press(card, 'approve');
    const version = /penguins-[0-9a-f]{7}/.exec(card.text)?.[0] ?? 'no version on the card';
    await untilMessage(
      ada,
      'the release',
      (message) => /succeeded/.test(message.text) && speaksOf(message, 'now serves') && speaksOf(message, version),
    );

    expect(await servedModel(stack)).toMatchObject({ version });
    expect(version).not.toBe(before.version);
    expect([unwell.code, well.code]).toEqual([1, 0]);
    expect(await stopped(bot)).toBe(0);
  });

  it('loses no decision where it is ended in the middle of one', async () => {
    const [ada, emma] = [stack.person('U0ADA'), stack.person('U0EMMA')];
    const bot = await upAndRunning(startImageBot(stack.state, settings()));
    await emma.say(RELEASES, '/mlpipeline deploy penguins --branch regression');
    await privateAnswer(emma, /Started execution/);
    const card = await openCard(ada, 'Drop the length of the bill', 5 * BUILD_LIMIT_MS);
    const recordsBefore = (await auditRecords(stack.environment, 'pipeline:penguins')).length;
    // AWS has taken the answer, and the bot, which does not hear of that, is told to end.
    const endedAt = new Promise<number>((resolve) => {
      const what = () => {
        bot.signal('SIGTERM');
        resolve(Date.now());
      };
      codepipeline.once(({ operation }) => (operation === 'PutApprovalResult' ? { when: 'after', what } : undefined));
    });

    await ada.press(card, 'approve');
    const signalledAt = await endedAt;
    const { code } = await bot.ended;
    const tookMs = Date.now() - signalledAt;
    const next = await upAndRunning(startImageBot(stack.state, settings()));
    const decided = await untilMessage(
      ada,
      'the decided card',
      (message) => message.ts === card.ts && !hasButton(message, 'approve'),
    );

    expect(code).toBe(0);
    expect(tookMs).toBeLessThan(STOP_TIMEOUT_MS);
    expect(wordsOf(decided)).toContain('Approved by <@U0ADA>');
    const records = await auditRecords(stack.environment, 'pipeline:penguins');
    expect(records.slice(recordsBefore).map(({ action, phase }) => `${action} ${phase}`)).toEqual([
      'approval.approved intended',
      'approval.approved done',
    ]);
    expect(firstBrokenLink(records)).toBeUndefined();
    expect(await stopped(next)).toBe(0);
  });
});
