import type { BuildFacts } from '../builds/build';
import { pullRequestCardKey } from '../cards';
import { type CommitRecord, newCommit, withTest } from '../commits/commit-record';
import { saveTest } from './follow-tests';
import { isOpen, type PullRequestFacts } from './pull-request';
import { findPullRequests, type TrackPullRequestDeps } from './track-pull-request';

/** Tells of a build on the message of the pull requests that it tests. @returns whether there is one */
export type ReportTest = (facts: BuildFacts) => Promise<boolean>;

const COMMIT_ID = /^[0-9a-f]{40}$/;

/**
 * A build that was started of the very commit at which an open pull request stands is its test: in a project of its own,
 * or in one that is configured. One that was asked for through us has a card of its own, where whoever asked looks.
 */
export function reportTest(deps: TrackPullRequestDeps): ReportTest {
  const { policies, commitRecords, pullRequestRecords, notifier } = deps;
  return async (facts) => {
    const { repository: name = '', sourceVersion: commitId } = facts;
    if (!policies.findRepository(name) || facts.requestId) return false;
    if (!commitId || !COMMIT_ID.test(commitId)) return false;
    const commit = await commitRecords.update(name, commitId, (known) =>
      withTest(known ?? newCommit(name, commitId, facts.startedAt), facts),
    );
    let tested = await testedBy(commit);
    // Only one that would get a card of its own is worth asking for; else the pull request will find the build.
    if (tested.length === 0 && policies.findProject(facts.project)) {
      await findPullRequests(deps, name);
      tested = await testedBy(await commitRecords.get(name, commitId));
    }
    if (tested.length === 0) return false;
    const cards = tested.map((id) => pullRequestCardKey(name, id));
    for (const card of cards) await notifier.cardWillChange(card);
    await saveTest(deps, facts);
    for (const card of cards) await notifier.cardChanged(card);
    return true;

    async function testedBy(record: CommitRecord | undefined): Promise<string[]> {
      const ids = record?.pullRequests ?? [];
      const known = await Promise.all(ids.map((id) => pullRequestRecords.get(name, id)));
      return known.flatMap((one) => (one && isTestOf(facts, one) ? one.pullRequestId : []));
    }
  };
}

/** Ended ones are no longer tested, but what was begun before is still told. */
const isTestOf = ({ startedAt }: BuildFacts, request: PullRequestFacts): boolean =>
  isOpen(request) || startedAt <= request.updatedAt;
