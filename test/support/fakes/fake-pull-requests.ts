import type { PullRequests } from '../../../src/domain/ports/pull-requests';
import type { PullRequestFacts } from '../../../src/domain/pull-requests/pull-request';

const EMMA = 'arn:aws:iam::123456789012:user/emma';
const ADA = 'arn:aws:iam::123456789012:user/ada';

/** CodeCommit's pull requests in memory: they are opened, moved and ended by a test. */
export class FakePullRequests implements PullRequests {
  private readonly requests = new Map<string, PullRequestFacts>();

  constructor(private readonly now: () => Date = () => new Date()) {}

  /** @returns its id */
  opened(repository: string, sourceCommit: string, rest: Partial<PullRequestFacts> = {}): string {
    const pullRequestId = String(this.requests.size + 1);
    this.requests.set(pullRequestId, {
      ...{ repository, pullRequestId, title: 'Use flipper length', author: EMMA, source: 'feature' },
      ...{ destination: 'main', sourceCommit, status: 'open', openedAt: this.now(), updatedAt: this.now() },
      ...rest,
    });
    return pullRequestId;
  }

  /** Its source branch is pushed to. */
  moved(pullRequestId: string, sourceCommit: string): void {
    this.change(pullRequestId, { sourceCommit });
  }

  merged(pullRequestId: string): void {
    const mergeCommit = this.known(pullRequestId).sourceCommit;
    this.change(pullRequestId, { status: 'merged', mergedBy: ADA, mergeCommit });
  }

  closed(pullRequestId: string): void {
    this.change(pullRequestId, { status: 'closed' });
  }

  async get(repository: string, pullRequestId: string): Promise<PullRequestFacts | undefined> {
    const found = this.requests.get(pullRequestId);
    return found?.repository === repository ? structuredClone(found) : undefined;
  }

  async open(repository: string): Promise<string[]> {
    const open = [...this.requests.values()].filter((one) => one.repository === repository && one.status === 'open');
    return open.map(({ pullRequestId }) => pullRequestId).reverse();
  }

  private change(pullRequestId: string, change: Partial<PullRequestFacts>): void {
    this.requests.set(pullRequestId, { ...this.known(pullRequestId), ...change, updatedAt: this.now() });
  }

  private known(pullRequestId: string): PullRequestFacts {
    const request = this.requests.get(pullRequestId);
    if (!request) throw new Error(`no pull request ${pullRequestId}`);
    return request;
  }
}
