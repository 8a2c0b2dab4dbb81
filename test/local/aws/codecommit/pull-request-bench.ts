import { appendFile, cp, mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CreatePullRequestCommand,
  type CreatePullRequestInput,
  GetPullRequestCommand,
  MergePullRequestByFastForwardCommand,
  type MergePullRequestByFastForwardInput,
  type PullRequest,
  UpdatePullRequestStatusCommand,
} from '@aws-sdk/client-codecommit';
import { type CommitBench, WorkingCopy } from './commit-bench';

interface History {
  copy: WorkingCopy;
  base: string;
  ahead: string;
}

const histories = new WeakMap<CommitBench, Promise<History>>();

function historyOf(bench: CommitBench): Promise<History> {
  const known = histories.get(bench) ?? makeHistory(bench);
  histories.set(bench, known);
  return known;
}

async function makeHistory({ directory }: CommitBench): Promise<History> {
  const copy = new WorkingCopy(await mkdtemp(join(directory, 'history-')));
  await copy.git('init', '--quiet');
  const base = await copy.commit('Base', { 'a.txt': 'one' });
  return { copy, base, ahead: await copy.commit('Ahead', { 'a.txt': 'two' }) };
}

/** A repository with `main` at one commit and `feature` one commit ahead of it. */
export class ForkedRepository {
  private constructor(
    private readonly bench: CommitBench,
    readonly name: string,
    readonly emma: WorkingCopy,
    readonly base: string,
    readonly ahead: string,
  ) {}

  /** Made by copies of one history per bench, without git: a dozen git processes for every test would be most of its time. */
  static async create(bench: CommitBench, name: string): Promise<ForkedRepository> {
    const { copy, base, ahead } = await historyOf(bench);
    await bench.codeCommit.createRepository(name);
    const served = bench.repositoryPath(name);
    await cp(join(copy.path, '.git/objects'), join(served, 'objects'), { recursive: true });
    await writeFile(join(served, 'refs/heads/main'), `${base}\n`);
    await writeFile(join(served, 'refs/heads/feature'), `${ahead}\n`);

    const emma = new WorkingCopy(join(bench.directory, `emma-${name}`));
    await cp(copy.path, emma.path, { recursive: true });
    const credentials = Buffer.from('emma:secret').toString('base64');
    const remote = `[remote "origin"]\n\turl = ${bench.cloneUrl(name)}\n`;
    const user = `[http]\n\textraHeader = Authorization: Basic ${credentials}\n`;
    await appendFile(join(emma.path, '.git/config'), remote + user);
    bench.events.length = 0;
    return new ForkedRepository(bench, name, emma, base, ahead);
  }

  /** The same as another process serves it. */
  through(bench: CommitBench): ForkedRepository {
    return new ForkedRepository(bench, this.name, this.emma, this.base, this.ahead);
  }

  /** Opens a request to merge `feature` into `main`. */
  async open(input: Partial<CreatePullRequestInput> = {}): Promise<PullRequest> {
    const targets = [{ repositoryName: this.name, sourceReference: 'feature', destinationReference: 'main' }];
    const { client } = this.bench;
    const { pullRequest } = await client.send(new CreatePullRequestCommand({ title: 'Bills', targets, ...input }));
    if (!pullRequest) throw new Error('CreatePullRequest answers no pull request');
    return pullRequest;
  }

  async openId(): Promise<string> {
    return (await this.open()).pullRequestId ?? '';
  }

  async get(pullRequestId: string): Promise<PullRequest | undefined> {
    return (await this.bench.client.send(new GetPullRequestCommand({ pullRequestId }))).pullRequest;
  }

  async close(pullRequestId: string): Promise<PullRequest | undefined> {
    const command = new UpdatePullRequestStatusCommand({ pullRequestId, pullRequestStatus: 'CLOSED' });
    return (await this.bench.client.send(command)).pullRequest;
  }

  async merge(
    pullRequestId: string,
    input: Partial<MergePullRequestByFastForwardInput> = {},
  ): Promise<PullRequest | undefined> {
    const command = new MergePullRequestByFastForwardCommand({ pullRequestId, repositoryName: this.name, ...input });
    return (await this.bench.client.send(command)).pullRequest;
  }

  /** Names of the events since the last `forget`, of pull requests and references. */
  eventNames(): unknown[] {
    return this.bench.events.map(({ detail }) => detail.event);
  }

  forget(): void {
    this.bench.events.length = 0;
  }
}
