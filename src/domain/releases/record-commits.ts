import { type CommitsBetween, commitsBetween } from '../approvals/commits-between';
import { ifReadable } from '../commits/if-readable';
import type { PipelinePolicy } from '../policies/policy';
import type { Executions } from '../ports/executions';
import { ofPipeline } from '../ports/owner';
import type { Releases } from '../ports/releases';
import type { Repositories } from '../ports/repositories';
import type { BroughtCommits } from './delivery';
import type { Release } from './release';

export interface RecordCommitsDeps {
  releases: Releases;
  executions: Executions;
  repositories: Repositories;
}

export type RecordCommits = (policy: PipelinePolicy, executionId: string) => Promise<void>;

/** Releases and rollbacks among which the neighbours of a release are. */
const RECENT = 20;

/**
 * Puts on record which commits a release brought: those in its history and not in that of the release before. Its neighbours
 * are looked at too: the one after it has counted its commits as well, where it was told of first; and who was to do this
 * for the one before may have died.
 *
 * Costs nothing in AWS where two are of the same commit, else one BatchGetCommits per generation of commits between them,
 * once: two for a commit that follows the last one, some hundred one after the other at most. So it comes after everything
 * that somebody waits for.
 *
 * @throws where the repository asks to try again
 */
export function recordCommits(deps: RecordCommitsDeps): RecordCommits {
  return async ({ name: pipeline }, executionId) => {
    const release = await deps.releases.get(pipeline, executionId);
    if (!release || release.rollback) return;
    const recent = (await deps.releases.newest(pipeline, RECENT)).filter(
      (one) => one.stage === release.stage && !one.rollback,
    );
    const place = recent.findIndex((one) => one.executionId === executionId);
    if (place < 0) return; // the list lags, or it is an old one
    for (const near of [place, place - 1, place + 1]) await compare(deps, recent[near], recent[near + 1]);
  };
}

async function compare(
  deps: RecordCommitsDeps,
  release: Release | undefined,
  before: Release | undefined,
): Promise<void> {
  if (!release?.delivery || !before || release.delivery.commits?.since === before.executionId) return;
  const { pipeline, executionId, delivery } = release;
  const repository = (await deps.executions.get(pipeline, executionId))?.repository;
  const [head, base] = [release.revision?.commitId, before.revision?.commitId];
  if (repository === undefined || head === undefined || base === undefined) return;
  const read = (ids: readonly string[]) => deps.repositories.commits(repository, ids, ofPipeline(pipeline));
  const between = await ifReadable(commitsBetween(read, { head, base }));
  const commits = { ...(between ? asBrought(between) : headOnly(delivery.commits)), since: before.executionId };
  await deps.releases.update(pipeline, executionId, (current) =>
    current?.delivery ? { ...current, delivery: { ...current.delivery, commits } } : current,
  );
}

/** Of a history that could not be read to its end, some commits may be those of the release before. The newest is not. */
const asBrought = ({ commits, isCapped }: CommitsBetween): BroughtCommits =>
  isCapped
    ? { committedAt: commits.slice(0, 1).map(({ committedAt }) => committedAt), isHeadOnly: true }
    : { committedAt: commits.map(({ committedAt }) => committedAt) };

/** What the source action has told of it. */
const headOnly = (told: BroughtCommits | undefined): BroughtCommits => ({
  committedAt: told?.isHeadOnly ? told.committedAt : [],
  isHeadOnly: true,
});
