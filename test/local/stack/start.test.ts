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
/** State of a stack that has been there before, and so begins no executions at its start. */
let earlier: string;

beforeAll(async () => {
  earlier = await seededState();
}, 180_000);
afterEach(async () => {
  await Promise.all(stacks.splice(0).map((stack) => stack.end('SIGKILL')));
});
afterAll(() => {
  for (const folder of [temporary, earlier]) rmSync(folder, { recursive: true, force: true });
});

async function start(...options: string[]): Promise<StackProcess> {
  return ended(await StackProcess.start(options));
}

/** Sees to it that the stack is gone after the test. */
function ended(stack: StackProcess): StackProcess {
  stacks.push(stack);
  return stack;
}

const newState = () => mkdtempSync(join(temporary, 'state-'));

/** The variables that `source local.env` would set. */
function localEnv(state: string): Record<string, string> {
  const lines = readFileSync(join(state, 'local.env'), 'utf8').matchAll(/^export (\w+)='(.*)'$/gm);
  return Object.fromEntries([...lines].map(([, name = '', value = '']) => [name, value]));
}

it('gives workspace, source, models, pipeline, queue and tables, and tells programs where they are', async () => {
  const state = newState();
  const url = await ended(StackProcess.asTyped(['--port', '0', '--state', state, '--no-bot'])).url();
  const env = localEnv(state);
  const client = { region: env.AWS_REGION ?? '', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };

  const page = await fetch(url);
  const model = await fetch(`${url}/models/penguins`);
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
  expect(model.status).toBe(404);
  expect(branches).toMatch(/^[0-9a-f]{40}\trefs\/heads\/main\n$/);
  expect(pipelines).toMatchObject([{ name: 'penguins', executionMode: 'SUPERSEDED', pipelineType: 'V2' }]);
  expect(Table?.TableStatus).toBe('ACTIVE');
  expect(JSON.parse(Messages?.[0]?.Body ?? '{}')).toMatchObject({ version: '0', account: '123456789012' });
  expect(existsSync(env.MLPIPELINE_CONFIG ?? '')).toBe(true);
});

it('ends in order on SIGTERM, and goes on from its state at the next start, also after it was killed', async () => {
  const options = ['--port', '0', '--state', earlier, '--no-bot'];
  const first = await start(...options);
  const tip = tipOf(await first.url());

  const code = await first.end('SIGTERM');
  const second = await start(...options);
  const tipAfterEnd = tipOf(await second.url());
  await second.end('SIGKILL');
  const tipAfterKill = tipOf(await (await start(...options)).url());

  expect(code).toBe(0);
  expect([tipAfterEnd, tipAfterKill]).toEqual([tip, tip]);
  expect(first.said.filter((line) => line.startsWith('Workspace: '))).toHaveLength(1);
});

function tipOf(url: string): string {
  return execFileSync('git', ['ls-remote', `${url}/git/penguins.git`, 'refs/heads/main'], { encoding: 'utf8' });
}

it('refuses a folder and a port that another stack has, each with one sentence', async () => {
  const url = await (await start('--port', '0', '--state', earlier, '--no-bot')).url();

  const sameFolder = await start('--port', '0', '--state', earlier, '--no-bot');
  const samePort = await start('--port', new URL(url).port, '--state', newState(), '--no-bot');

  expect(await sameFolder.end()).toBe(1);
  expect(sameFolder.said.at(-1)).toMatch(/ is in use by process \d+: stop that stack, or choose another folder/);
  expect(await samePort.end()).toBe(1);
  expect(samePort.said.at(-1)).toMatch(/^Port \d+ is in use: stop what uses it, or choose another with --port N\.$/);
});

it('forgets everything with --reset, but nothing that is not its own', async () => {
  const state = newState();
  mkdirSync(join(state, 'models'));
  writeFileSync(join(state, 'models', 'deployments.json'), '{"penguins": "from an earlier life"}');
  writeFileSync(join(state, 'thesis.txt'), 'of whoever named this folder');

  const url = await (await start('--port', '0', '--state', state, '--no-bot', '--reset')).url();

  expect((await fetch(`${url}/models/penguins`)).status).toBe(404);
  expect(existsSync(join(state, 'thesis.txt'))).toBe(true);
});

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
