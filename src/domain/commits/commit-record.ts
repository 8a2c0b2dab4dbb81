import type { BuildFacts } from '../builds/build';

/** What is known of a commit beyond what git says: who pushed it, and which pull requests and builds are of it. */
export interface CommitRecord {
  repository: string;
  commitId: string;
  /** The newest per branch. */
  pushes: Push[];
  /** Ids of pull requests whose source has stood at it. */
  pullRequests: string[];
  /** Builds that were started of this very commit, outside pipelines and without us: the newest per project. */
  tests: CommitTest[];
  /** The last time that something happened to it. */
  touchedAt: Date;
}

export interface Push {
  branch: string;
  /** ARN of whoever pushed, where AWS tells. */
  by?: string | undefined;
  at: Date;
}

interface CommitTest {
  project: string;
  buildId: string;
  startedAt: Date;
}

export const newCommit = (repository: string, commitId: string, touchedAt: Date): CommitRecord => ({
  repository,
  commitId,
  pushes: [],
  pullRequests: [],
  tests: [],
  touchedAt,
});

/** An older push to the same branch tells nothing new; where nothing is new the argument itself is returned. */
export function withPush(commit: CommitRecord, push: Push): CommitRecord {
  const known = commit.pushes.find(({ branch }) => branch === push.branch);
  if (known && known.at >= push.at) return commit;
  return touched({ ...commit, pushes: [...commit.pushes.filter((one) => one !== known), push] }, push.at);
}

export function withPullRequest(commit: CommitRecord, pullRequestId: string, at: Date): CommitRecord {
  if (commit.pullRequests.includes(pullRequestId)) return commit;
  return touched({ ...commit, pullRequests: [...commit.pullRequests, pullRequestId] }, at);
}

/** A build that was started again is the test that counts. */
export function withTest(commit: CommitRecord, { project, buildId, startedAt }: BuildFacts): CommitRecord {
  const known = commit.tests.find((test) => test.project === project);
  if (known && (known.buildId === buildId || known.startedAt > startedAt)) return commit;
  const others = commit.tests.filter((test) => test !== known);
  return touched({ ...commit, tests: [...others, { project, buildId, startedAt }] }, startedAt);
}

/** Who pushed a commit last before a moment, as far as AWS told. */
export function pusherBefore(commit: CommitRecord | undefined, moment: Date): string | undefined {
  const before = (commit?.pushes ?? []).filter(({ at }) => at <= moment);
  return before.sort((one, next) => next.at.getTime() - one.at.getTime())[0]?.by;
}

const touched = (commit: CommitRecord, at: Date): CommitRecord => ({
  ...commit,
  touchedAt: at > commit.touchedAt ? at : commit.touchedAt,
});
