import { pullRequestCardKey } from '../cards';
import { newCommit, withPullRequest } from '../commits/commit-record';
import type { PullRequestEvent } from '../events';
import type { Policies } from '../policies/policy';
import type { Notifier } from '../ports/notifier';
import { ofRepository } from '../ports/owner';
import type { PullRequestRecords } from '../ports/pull-request-records';
import type { PullRequests } from '../ports/pull-requests';
import { type FollowTestsDeps, followTests } from './follow-tests';
import { applyFacts, type PullRequestFacts } from './pull-request';

export interface TrackPullRequestDeps extends FollowTestsDeps {
  policies: Policies;
  pullRequests: PullRequests;
  pullRequestRecords: PullRequestRecords;
  notifier: Notifier;
  now: () => Date;
}

export type TrackPullRequest = (event: PullRequestEvent) => Promise<'handled' | 'ignored'>;

/** Pull requests that one pass asks for, per repository and kind: gone, unheard of, still open. */
const WINDOW = 20;
/** Milliseconds. One that nobody has touched for longer when it is first heard of is put on record without a message. */
const QUIET_AFTER_MS = 24 * 3_600_000;

/** Follows pull requests of configured repositories: the event says where to look, CodeCommit what is so. */
export function trackPullRequest(deps: TrackPullRequestDeps): TrackPullRequest {
  return async ({ repository, pullRequestId }) => {
    if (!deps.policies.findRepository(repository)) return 'ignored';
    const facts = await deps.pullRequests.get(repository, pullRequestId, ofRepository(repository));
    if (!facts) return 'ignored';
    await follow(deps, facts);
    await deps.notifier.cardChanged(pullRequestCardKey(repository, pullRequestId));
    return 'handled';
  };
}

/**
 * Pull requests whose events never came: those that are open on record or in CodeCommit, as CodeCommit knows them now,
 * and their tests. One ListPullRequests, and one GetPullRequest for each that is looked at.
 * @returns how many were out of date
 */
export async function comparePullRequests(deps: TrackPullRequestDeps, repository: string): Promise<number> {
  const [listed, known] = await Promise.all([
    deps.pullRequests.open(repository, ofRepository(repository)),
    deps.pullRequestRecords.open(repository),
  ]);
  const ids = known.map(({ pullRequestId }) => pullRequestId);
  const gone = ids.filter((id) => !listed.includes(id));
  const unheard = listed.filter((id) => !ids.includes(id));
  const open = ids.filter((id) => listed.includes(id));
  let fixes = 0;
  for (const id of [gone, unheard, open].flatMap((some) => some.slice(0, WINDOW))) {
    if (await comparePullRequest(deps, repository, id)) fixes += 1;
  }
  return fixes;
}

/** Those of CodeCommit that were not heard of yet. */
export async function findPullRequests(deps: TrackPullRequestDeps, repository: string): Promise<void> {
  const listed = await deps.pullRequests.open(repository, ofRepository(repository));
  for (const id of listed.slice(0, WINDOW)) {
    if (!(await deps.pullRequestRecords.get(repository, id))) await comparePullRequest(deps, repository, id);
  }
}

/** @returns whether it was out of date */
async function comparePullRequest(deps: TrackPullRequestDeps, repository: string, id: string): Promise<boolean> {
  const { pullRequests, pullRequestRecords, notifier, now } = deps;
  const [facts, known] = await Promise.all([
    pullRequests.get(repository, id, ofRepository(repository)),
    pullRequestRecords.get(repository, id),
  ]);
  if (!facts) return false;
  const key = pullRequestCardKey(repository, id);
  const isNews = applyFacts(known, facts) !== known;
  const isTold = known !== undefined || now().getTime() - facts.updatedAt.getTime() < QUIET_AFTER_MS;
  // Before anything is stored, so that a death in between leaves a card that is behind.
  const willChange = async () => {
    if (isTold) await notifier.cardWillChange(key);
  };
  if (isNews) await willChange();
  const areTestsNews = isNews ? await follow(deps, facts) : await followTests(deps, facts, willChange);
  if (isTold && (isNews || areTestsNews)) await notifier.cardChanged(key);
  return isNews || areTestsNews;
}

/** Its commit comes first: a record whose commit does not point back would miss its tests. @returns as followTests */
async function follow(deps: TrackPullRequestDeps, facts: PullRequestFacts): Promise<boolean> {
  const { repository, pullRequestId, sourceCommit, updatedAt } = facts;
  await deps.commitRecords.update(repository, sourceCommit, (known) =>
    withPullRequest(known ?? newCommit(repository, sourceCommit, updatedAt), pullRequestId, updatedAt),
  );
  await deps.pullRequestRecords.update(repository, pullRequestId, (known) => applyFacts(known, facts));
  return followTests(deps, facts, async () => undefined);
}
