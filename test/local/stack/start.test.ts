import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CodePipelineClient, ListPipelinesCommand } from '@aws-sdk/client-codepipeline';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { seededState } from '../../support/seeded-state';
import { StackProcess } from '../../support/stack-process';

jest.setTimeout(60_000);

const temporary = mkdtempSync(join(tmpdir(), 'start-'));
const stacks: StackProcess[] = [];

afterEach(async () => {
  await Promise.all(stacks.splice(0).map((stack) => stack.end('SIGKILL')));
});
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

/** Starts a stack that is gone after the test. */
async function start(...options: string[]): Promise<StackProcess> {
  const stack = await StackProcess.start(options);
  stacks.push(stack);
  return stack;
}

const newState = () => mkdtempSync(join(temporary, 'state-'));

/** The variables that `source local.env` would set. */
function localEnv(state: string): Record<string, string> {
  const lines = readFileSync(join(state, 'local.env'), 'utf8').matchAll(/^export (\w+)='(.*)'$/gm);
  return Object.fromEntries([...lines].map(([, name = '', value = '']) => [name, value]));
}

describe('a stack as somebody types it, with --reset on a folder with something in it', () => {
  const state = newState();
  let stack: StackProcess;
  let url: string;

  beforeAll(async () => {
    mkdirSync(join(state, 'models'));
    writeFileSync(join(state, 'models', 'deployments.json'), '{"penguins": "from an earlier life"}');
    writeFileSync(join(state, 'thesis.txt'), 'of whoever named this folder');
    stack = StackProcess.asTyped(['--port', '0', '--state', state, '--no-bot', '--reset']);
    url = await stack.url();
  }, 180_000);
  afterAll(() => stack.end('SIGKILL'));

  it('gives workspace, source, models, pipeline, queue and tables, and tells programs where they are', async () => {
    const env = localEnv(state);
    const client = { region: env.AWS_REGION ?? '', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };

    const page = await fetch(url);
    const branches = execFileSync('git', ['ls-remote', '--heads', `${url}/git/penguins.git`], { encoding: 'utf8' });
    const { pipelines } = await new CodePipelineClient({
      ...client,
      endpoint: env.AWS_ENDPOINT_URL_CODEPIPELINE ?? '',
    }).send(new ListPipelinesCommand({}));
    const { Table } = await new DynamoDBClient({ ...client, endpoint: env.AWS_ENDPOINT_URL_DYNAMODB ?? '' }).send(
      new DescribeTableCommand({ TableName: env.MLPIPELINE_AUDIT_TABLE }),
    );
    const { Messages } = await new SQSClient({
      ...client,
      endpoint: env.AWS_ENDPOINT_URL_SQS ?? '',
      useQueueUrlAsEndpoint: false,
    }).send(new ReceiveMessageCommand({ QueueUrl: env.MLPIPELINE_QUEUE_URL, WaitTimeSeconds: 10 }));

    expect(page.headers.get('content-type')).toContain('text/html');
    expect(branches).toMatch(/^[0-9a-f]{40}\trefs\/heads\/main\n$/);
    expect(pipelines).toMatchObject([{ name: 'penguins', executionMode: 'SUPERSEDED', pipelineType: 'V2' }]);
    expect(Table?.TableStatus).toBe('ACTIVE');
    expect(JSON.parse(Messages?.[0]?.Body ?? '{}')).toMatchObject({ version: '0', account: '123456789012' });
    expect(existsSync(env.MLPIPELINE_CONFIG ?? '')).toBe(true);
  });

  it('has forgotten everything that was its own, and nothing else', async () => {
    expect((await fetch(`${url}/models/penguins`)).status).toBe(404);
    expect(existsSync(join(state, 'thesis.txt'))).toBe(true);
  });
});

describe('a stack that has been there before', () => {
  /** Of a stack that ended in order, and so begins no executions at its start. */
  let earlier: string;
  let tipLeft: string;
  let stack: StackProcess;

  beforeAll(async () => {
    earlier = await seededState();
    tipLeft = tipIn(earlier);
    stack = await StackProcess.start(['--port', '0', '--state', earlier, '--no-bot']);
  }, 180_000);
  afterAll(async () => {
    await stack.end('SIGKILL');
    rmSync(earlier, { recursive: true, force: true });
  });

  it('refuses its folder and its port to another stack, each with one sentence', async () => {
    const url = await stack.url();

    const sameFolder = await start('--port', '0', '--state', earlier, '--no-bot');
    const samePort = await start('--port', new URL(url).port, '--state', newState(), '--no-bot');

    expect(await sameFolder.end()).toBe(1);
    expect(sameFolder.said.at(-1)).toMatch(/ is in use by process \d+: stop that stack, or choose another folder/);
    expect(await samePort.end()).toBe(1);
    expect(samePort.said.at(-1)).toMatch(/^Port \d+ is in use: stop what uses it, or choose another with --port N\.$/);
  });

  it('goes on from its state at the next start, also after it was killed, and ends in order on SIGTERM', async () => {
    const tipAtStart = tipOf(await stack.url());
    await stack.end('SIGKILL');

    const next = await start('--port', '0', '--state', earlier, '--no-bot');
    const tipAfterKill = tipOf(await next.url());
    const code = await next.end('SIGTERM');

    expect([tipAtStart, tipAfterKill]).toEqual([tipLeft, tipLeft]);
    expect(code).toBe(0);
    expect(next.said.filter((line) => line.startsWith('Workspace: '))).toHaveLength(1);
  });
});

/** The newest commit of main in the folder of a stack that is not running. */
const tipIn = (state: string): string =>
  execFileSync('git', ['-C', join(state, 'codecommit/penguins.git'), 'rev-parse', 'main'], { encoding: 'utf8' }).trim();

/** The same as somebody who clones sees it. */
function tipOf(url: string): string {
  const [tip = ''] = execFileSync('git', ['ls-remote', `${url}/git/penguins.git`, 'refs/heads/main'], {
    encoding: 'utf8',
  }).split('\t');
  return tip;
}

it('names the program that is missing', async () => {
  const stack = await StackProcess.start(['--state', newState()], { PATH: temporary });

  expect(await stack.end()).toBe(1);
  expect(stack.said.at(-1)).toMatch(/^The local stack needs \S+.* in the PATH/);
});

it('explains a flag it does not know', async () => {
  const stack = await start('--prot', '1');

  expect(await stack.end()).toBe(1);
  expect(stack.said.join('\n')).toContain("Unknown option '--prot'");
  expect(stack.said.join('\n')).toContain('Usage: npm start');
});
