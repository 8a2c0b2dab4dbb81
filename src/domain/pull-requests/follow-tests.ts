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

/** Its builds as CodeBuild knows them, those that were heard of before it included. @returns whether there was news */
export async function followTests(
  deps: FollowTestsDeps,
  { repository, sourceCommit }: PullRequestFacts,
): Promise<boolean> {
  const commit = await deps.commitRecords.get(repository, sourceCommit);
  const ids = (commit?.tests ?? []).map(({ buildId }) => buildId);
  const known = await Promise.all(ids.map((id) => deps.buildRecords.get(id)));
  const open = ids.filter((_, index) => !known[index] || !isBuildEnded(known[index].status));
  const news = open.length > 0 ? await deps.builds.facts(open, ofRepository(repository)) : [];
  const saved = await Promise.all(news.map((facts) => saveTest(deps, facts)));
  return saved.includes(true);
}

/** @returns whether there was news */
export async function saveTest(
  { buildRecords }: Pick<FollowTestsDeps, 'buildRecords'>,
  facts: BuildFacts,
): Promise<boolean> {
  let isNews = false;
  await buildRecords.update(facts.buildId, (known) => {
    const build = applyFacts(known ?? { ...facts, variables: [], version: 0 }, facts);
    isNews = build !== known;
    return build;
  });
  return isNews;
}
