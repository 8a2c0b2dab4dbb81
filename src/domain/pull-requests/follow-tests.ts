import { applyFacts, type BuildFacts, isBuildEnded } from '../builds/build';
import type { BuildRecords } from '../ports/build-records';
import type { Builds } from '../ports/builds';
import type { CommitRecords } from '../ports/commit-records';
import { ofRepository } from '../ports/owner';
import type { PullRequestFacts } from './pull-request';

export interface FollowTestsDeps {
  commitRecords: CommitRecords;
  builds: Builds;
  buildRecords: BuildRecords;
}

/**
 * Its builds as CodeBuild knows them, those that were heard of before it included.
 * @param willChange called before news are stored
 * @returns whether there was news
 */
export async function followTests(
  deps: FollowTestsDeps,
  { repository, sourceCommit }: PullRequestFacts,
  willChange: () => Promise<void>,
): Promise<boolean> {
  const commit = await deps.commitRecords.get(repository, sourceCommit);
  const ids = (commit?.tests ?? []).map(({ buildId }) => buildId);
  const known = await Promise.all(ids.map((id) => deps.buildRecords.get(id)));
  const open = ids.filter((_, index) => !known[index] || !isBuildEnded(known[index].status));
  const news = open.length > 0 ? await deps.builds.facts(open, ofRepository(repository)) : [];
  const changed = news.filter((facts) => {
    const build = known.find((one) => one?.buildId === facts.buildId);
    return !build || applyFacts(build, facts) !== build;
  });
  if (changed.length === 0) return false;
  await willChange();
  await Promise.all(changed.map((facts) => saveTest(deps, facts)));
  return true;
}

/** A build on record as CodeBuild says. */
export async function saveTest(
  { buildRecords }: Pick<FollowTestsDeps, 'buildRecords'>,
  facts: BuildFacts,
): Promise<void> {
  await buildRecords.update(facts.buildId, (known) =>
    applyFacts(known ?? { ...facts, variables: [], version: 0 }, facts),
  );
}
