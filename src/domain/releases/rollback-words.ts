import type { Offer } from '../errors';
import { releaseName } from './release';
import type { RollbackOption } from './rollback-plan';

export const PRODUCTION_CHANGED = 'Production has changed since you were shown it.';

/** The dialog with this release chosen: it shows what is possible now. */
export const offerOf = (pipeline: string, releaseId: string): Offer => ({ kind: 'rollback', pipeline, releaseId });

/** A release cannot be restored with its own artifacts any more: why, and what is still possible. */
export function nextWay({ release, whyNot }: Pick<RollbackOption, 'release' | 'whyNot'>): string {
  const from = release.revision ? ` from its commit ${release.revision.commitId.slice(0, 7)}` : '';
  return `${releaseName(release)} cannot be restored with its own artifacts now. ${whyNot.stage ?? ''} It can still be brought back by running the whole pipeline again${from}.`;
}
