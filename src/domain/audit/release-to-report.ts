import { BadRequest } from '../errors';
import type { PipelinePolicy } from '../policies/policy';
import type { Releases } from '../ports/releases';
import type { FindReleases } from '../releases/find-releases';
import { productionState } from '../releases/production';
import { type Release, releaseName } from '../releases/release';
import { releaseNamed, releasesNamed } from '../releases/release-named';

export interface ReleaseToReportDeps {
  releases: Releases;
  /** Looks for releases from before the record began; whoever has no AWS at hand does nothing here. */
  findReleases: FindReleases;
  /** The names that somebody may have meant, nearest first. */
  nearest: (names: readonly string[], typed: string) => string[];
}

interface NamedRelease {
  policy: PipelinePolicy;
  release: Release;
}

/** @param policies where it is looked for: one pipeline, or all that somebody may see */
export type ReleaseToReport = (policies: readonly PipelinePolicy[], typed: string) => Promise<NamedRelease>;

/** Releases of a pipeline that can be named; an older one by its whole execution id. */
const HISTORY = 1_000;
/** Characters of what was typed that are said back; names that are offered. */
const SHOWN = 40;
const OFFERED = 5;

/**
 * The release that somebody has typed, in the one pipeline that has such a release.
 * @throws BadRequest naming what there is to choose, where none or several have it
 */
export function releaseToReport(deps: ReleaseToReportDeps): ReleaseToReport {
  return async (policies, typed) => {
    const histories = await Promise.all(policies.map((policy) => historyOf(deps, policy, typed)));
    const having = histories.filter(({ releases }) => releasesNamed(releases, typed).length > 0);
    const [only, ...others] = having;
    const shown = `“${typed.trim().slice(0, SHOWN)}”`;
    if (only && others.length > 0) {
      const names = having.map(({ policy }) => policy.name).join(', ');
      throw new BadRequest(
        `${shown} is a release of ${names}. Say of which: audit report <pipeline> ${shown.slice(1, -1)}.`,
      );
    }
    if (only) return { policy: only.policy, release: releaseNamed(only.releases, typed) };
    throw new BadRequest(unknownWords(deps, histories, { shown, typed }));
  };
}

interface History {
  policy: PipelinePolicy;
  /** Newest first; rollbacks among them. */
  releases: Release[];
}

async function historyOf(deps: ReleaseToReportDeps, policy: PipelinePolicy, typed: string): Promise<History> {
  const state = await productionState(deps, policy);
  const newest = await deps.releases.newest(policy.name, HISTORY);
  const releases = newest.filter(({ stage }) => state === undefined || stage === state.stage);
  if (newest.length < HISTORY || releasesNamed(releases, typed).length > 0) return { policy, releases };
  const older = await deps.releases.get(policy.name, typed.trim());
  return { policy, releases: older ? [...releases, older] : releases };
}

function unknownWords(
  { nearest }: ReleaseToReportDeps,
  histories: readonly History[],
  { shown, typed }: { shown: string; typed: string },
): string {
  const [first] = histories;
  if (first && histories.length === 1 && isRollback(first, typed)) return rollbackWords(first, typed);
  const own = histories.flatMap(({ releases }) => releases.filter(({ rollback }) => !rollback));
  const newestFirst = own.sort((one, next) => next.releasedAt.getTime() - one.releasedAt.getTime());
  const names = [...new Set(newestFirst.map(releaseName))];
  if (names.length === 0) return 'Nothing has been released yet.';
  const near = nearest(names, typed.trim());
  if (near.length > 0) return `There is no release ${shown}. Did you mean ${near.join(' or ')}?`;
  return `There is no release ${shown}. The newest are ${names.slice(0, OFFERED).join(', ')}.`;
}

const isRollback = ({ releases }: History, typed: string): boolean =>
  releases.some(({ rollback, executionId }) => rollback && executionId === typed.trim());

function rollbackWords({ releases }: History, typed: string): string {
  const rollback = releases.find(({ executionId }) => executionId === typed.trim());
  const to = releases.find(({ executionId }) => executionId === rollback?.rollback?.targetId);
  return `That is a rollback${to ? ` to ${releaseName(to)}` : ''}, and no release: name a release instead.`;
}
