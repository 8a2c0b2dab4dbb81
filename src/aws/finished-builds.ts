import type { Build } from '@aws-sdk/client-codebuild';
import { exportedBy } from './codebuild-shapes';

/** What a build leaves behind. */
export interface Leavings {
  buildId: string;
  /** ARNs. */
  reports: readonly string[];
  /** Exported variables. */
  variables: Record<string, string>;
}

/** Builds that are remembered: some kilobytes each at most. */
const REMEMBERED = 500;

/**
 * What builds leave behind, asked of CodeBuild once for each that has ended: it changes no more then. The evidence of an
 * approval is read again at every click, and what its builds have left would otherwise be one more call to wait for.
 *
 * @param ask BatchGetBuilds; builds that it does not know are left out
 */
export function finishedBuilds(ask: (buildIds: readonly string[]) => Promise<Build[]>) {
  const finished = new Map<string, Leavings>();
  return async (buildIds: readonly string[]): Promise<Leavings[]> => {
    const known = buildIds.flatMap((id) => finished.get(id) ?? []);
    const unknown = buildIds.filter((id) => !finished.has(id));
    const told = unknown.length > 0 ? await ask(unknown) : [];
    for (const build of told) if (build.buildComplete) finished.set(build.id ?? '', leavingsOf(build));
    for (const oldest of [...finished.keys()].slice(0, -REMEMBERED)) finished.delete(oldest);
    return [...known, ...told.map(leavingsOf)];
  };
}

const leavingsOf = (build: Build): Leavings => ({
  buildId: build.id ?? '',
  reports: build.reportArns ?? [],
  variables: exportedBy(build),
});
