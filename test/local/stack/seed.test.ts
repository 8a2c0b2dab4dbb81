import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { CodePipelineClient, ListPipelineExecutionsCommand } from '@aws-sdk/client-codepipeline';
import { CREDENTIALS, REGION } from '../../../infra/local/identity';
import { actionsOf, messagesIn, Person, wordsOf } from '../../../infra/local/slack/person';
import { seededState } from '../../support/seeded-state';
import { StackProcess } from '../../support/stack-process';

jest.setTimeout(180_000);

let state: string;
let stack: StackProcess;
let url: string;

beforeAll(async () => {
  state = await seededState();
  stack = await StackProcess.start(['--port', '0', '--state', state]);
  url = await stack.url();
});

afterAll(async () => {
  await stack.end('SIGTERM');
  rmSync(state, { recursive: true });
});

const git = (...command: string[]) => execFileSync('git', command, { encoding: 'utf8' });

/** Commits of main as somebody who clones sees them, oldest first. */
function clonedCommits(): string[] {
  const clone = join(state, 'clone');
  git('clone', '--quiet', `${url}/git/penguins.git`, clone);
  return git('-C', clone, 'log', '--reverse', '--format=%H').trim().split('\n');
}

it('has released two commits, and offers the third for approval', async () => {
  const codepipeline = new CodePipelineClient({ endpoint: `${url}/aws`, region: REGION, credentials: CREDENTIALS });
  const [first = '', second = '', third = '', ...more] = clonedCommits();

  const { pipelineExecutionSummaries: executions = [] } = await codepipeline.send(
    new ListPipelineExecutionsCommand({ pipelineName: 'penguins' }),
  );
  const model = (await (await fetch(`${url}/models/penguins`)).json()) as { version: string };

  expect(more).toEqual([]);
  const statuses = (commit: string) =>
    executions.filter(({ sourceRevisions }) => sourceRevisions?.[0]?.revisionId === commit).map(({ status }) => status);
  expect(statuses(first)).toEqual(['Succeeded']);
  expect(statuses(second)).toContain('Succeeded');
  expect(statuses(third)).toEqual(['InProgress']);
  expect(model.version).toBe(`penguins-${second.slice(0, 7)}`);
  const ben = await new Person(url, 'U0BEN').look();
  const cards = messagesIn(ben, 'C0RELEASES').filter((message) => actionsOf(message).includes('approve'));
  expect(cards.map(wordsOf)).toEqual([expect.stringContaining(`penguins-${third.slice(0, 7)}`)]);
});

it('has pushed the branches that a newcomer may deploy', () => {
  const heads = git('ls-remote', '--heads', `${url}/git/penguins.git`).match(/refs\/heads\/\S+/g);

  expect(heads).toEqual(['refs/heads/failing', 'refs/heads/main', 'refs/heads/regression']);
});

it('starts the bot again when it dies, and stays up itself', async () => {
  const pidOf = (line: string) => Number(/process (\d+)/.exec(line)?.[1]);
  const before = pidOf(await stack.says(/^Bot: process/));

  process.kill(before, 'SIGKILL');
  await stack.says(/^The bot ended \(SIGKILL\)/);
  const after = pidOf(await stack.says(new RegExp(`^Bot: process (?!${before}\\b)`)));

  expect(process.kill(after, 0)).toBe(true);
  expect((await fetch(url)).status).toBe(200);
});
