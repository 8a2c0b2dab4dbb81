import type { CommitDetails } from '../ports/repositories';

/** As git lists commits from a head on: of those that have a listed child, the one that was committed last is next. */
export function newestFirst(commits: readonly CommitDetails[], head: string): CommitDetails[] {
  const unlisted = new Map(commits.map((commit) => [commit.commitId, commit]));
  const next = new Set([head]);
  const listed: CommitDetails[] = [];
  for (;;) {
    const candidates = [...next].flatMap((id) => unlisted.get(id) ?? []);
    if (candidates.length === 0) return listed;
    const newest = candidates.reduce((best, one) => (one.committedAt > best.committedAt ? one : best));
    unlisted.delete(newest.commitId);
    listed.push(newest);
    for (const parent of newest.parents) next.add(parent);
  }
}
