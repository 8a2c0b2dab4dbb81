import { type Deployment, isRelease, oldestFirst, type ReleasedDeployment } from './deployment';

/** Milliseconds after its release in which what rings is laid at its door: seven days. */
export const HORIZON_MS = 7 * 86_400_000;

/**
 * Executions of the releases that have failed in production (DORA: what needs intervention after it was deployed). One has
 * failed where an older release was put in its place, whoever did that; where a person says so; or where something of its
 * model began to ring within the horizon, before the next release. Whom a person has marked good has not failed. Going
 * forward again to a newer release says nothing of the older one.
 *
 * A rollback and a mark name the release that they are about, so they count however old it is; an alarm does not.
 */
export function failedReleases(all: readonly Deployment[], horizonMs = HORIZON_MS): ReadonlySet<string> {
  const deployments = oldestFirst(all);
  const releases = deployments.filter(isRelease);
  const rang = releases.filter((release, index) => hasRung(release, releases[index + 1], horizonMs));
  const left = goneBackFrom(deployments);
  const failed = releases.filter(
    (release) => release.mark === 'bad' || left.has(release.executionId) || rang.includes(release),
  );
  return new Set(failed.filter(({ mark }) => mark !== 'good').map(({ executionId }) => executionId));
}

function hasRung(
  { alarmAt, endedAt }: ReleasedDeployment,
  next: ReleasedDeployment | undefined,
  horizonMs: number,
): boolean {
  if (!alarmAt || alarmAt < endedAt) return false;
  return alarmAt.getTime() - endedAt.getTime() <= horizonMs && !(next && next.endedAt <= alarmAt);
}

/** Those that production has served and left for an older one. */
function goneBackFrom(deployments: readonly Deployment[]): ReadonlySet<string> {
  const known = new Map(deployments.map((deployment) => [deployment.executionId, deployment]));
  const left = new Set<string>();
  let serves: Deployment | undefined;
  for (const deployment of deployments) {
    if (deployment.kind === 'failed') continue;
    if (deployment.kind === 'rollback' && serves && wentBack(serves, known.get(deployment.targetId)))
      left.add(serves.executionId);
    serves = known.get(deployment.kind === 'rollback' ? deployment.servesId : deployment.executionId);
  }
  return left;
}

/** A target that is not among these is older than all of them. */
const wentBack = (from: Deployment, target: Deployment | undefined): boolean =>
  target === undefined || target.endedAt < from.endedAt;
