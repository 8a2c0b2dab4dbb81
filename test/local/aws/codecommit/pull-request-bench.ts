import {
  CreatePullRequestCommand,
  type CreatePullRequestInput,
  GetPullRequestCommand,
  MergePullRequestByFastForwardCommand,
  type MergePullRequestByFastForwardInput,
  type PullRequest,
  UpdatePullRequestStatusCommand,
} from '@aws-sdk/client-codecommit';
import type { CommitBench, WorkingCopy } from './commit-bench';

/** A repository with `main` at one commit and `feature` one commit ahead of it. */
export class ForkedRepository {
  private constructor(
    private readonly bench: CommitBench,
    readonly name: string,
    readonly emma: WorkingCopy,
    readonly base: string,
    readonly ahead: string,
  ) {}

  static async create(bench: CommitBench, name: string): Promise<ForkedRepository> {
    await bench.codeCommit.createRepository(name);
    const emma = await bench.clone(name);
    await emma.signIn('emma');
    const base = await emma.commit('Base', { 'a.txt': 'one' });
    const ahead = await emma.commit('Ahead', { 'a.txt': 'two' });
    await emma.push(`${base}:refs/heads/main`, `${ahead}:refs/heads/feature`);
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
