import { type Acted, type AuditedDeps, audited, resume } from '../audit/audited';
import { pipelineChain } from '../audit/chains';
import type { PendingIntent } from '../audit/pending-intent';
import { executionCardKey } from '../cards';
import { BadRequest, EmptyReason } from '../errors';
import type { Authorize, Caller } from '../policies/authorize';
import type { PipelinePolicy } from '../policies/policy';
import type { Executions } from '../ports/executions';
import type { Notifier } from '../ports/notifier';
import { listReleases } from './list-releases';
import type { ProductionDeps } from './production';
import { type Release, type ReleaseMark, releaseName } from './release';
import { releaseNamed } from './release-named';

export interface MarkReleaseDeps extends AuditedDeps, ProductionDeps {
  executions: Executions;
  notifier: Notifier;
  authorize: Authorize;
}

interface MarkReleaseInput {
  policy: PipelinePolicy;
  caller: Caller;
  /** As it was typed: a version, a commit or an execution, or a beginning of one. */
  release: string;
  as: ReleaseMark['as'];
  reason: string | undefined;
}

export type MarkRelease = (input: MarkReleaseInput) => Promise<Release>;

/** Releases that can be named. */
const HISTORY = 100;

/** Says of a release that it has failed in production, or that it is good after all; said again, the last word stands. */
export function markRelease(deps: MarkReleaseDeps): MarkRelease {
  return async ({ policy, caller, release: typed, as, reason }) => {
    const actor = await deps.authorize({ caller, role: 'operator', scope: policy, verb: 'releases --mark' });
    if (!reason?.trim()) throw new EmptyReason('a mark needs a reason');
    const { releases } = await listReleases(deps)(policy, { from: 0, size: HISTORY });
    const release = releaseNamed(releases, typed);
    const intent = {
      chain: pipelineChain(policy.name),
      actor,
      action: 'release.mark',
      target: release.executionId,
      request: { pipeline: policy.name, release: releaseName(release), as, reason: reason.trim() },
    };
    return audited(deps, intent, (pending) => mark(deps, pending));
  };
}

/** Finishes a mark whose process died. */
export function resumeMark(deps: MarkReleaseDeps): (pending: PendingIntent) => Promise<void> {
  return (pending) => resume(deps, pending, () => mark(deps, pending));
}

async function mark(deps: MarkReleaseDeps, pending: PendingIntent): Promise<Acted<Release>> {
  const { releases, executions, notifier } = deps;
  const { target, actor, openedAt, request } = pending;
  const { pipeline, reason } = { pipeline: String(request.pipeline), reason: String(request.reason) };
  const said: ReleaseMark = { as: request.as === 'good' ? 'good' : 'bad', by: actor, at: openedAt, reason };
  const card = executionCardKey(pipeline, target);
  // One that was released before the record began has no card.
  const hasCard = (await executions.get(pipeline, target)) !== undefined;
  if (hasCard) await notifier.cardWillChange(card);
  const saved = await releases.update(pipeline, target, (current) => current && withMark(current, said));
  if (hasCard) await notifier.cardChanged(card);
  if (!saved) throw new BadRequest(`That release of ${pipeline} is not on record any more.`);
  return { result: saved, outcome: { as: said.as } };
}

/**
 * A release with what somebody says of it; a later word stands against an earlier one that is told late. That a rollback
 * took it out of production stays said of one that is still bad.
 */
export function withMark(release: Release, said: ReleaseMark): Release {
  const { mark: before } = release;
  if (before && (before.at > said.at || isSame(before, said))) return release;
  const rolledBackBy = said.rolledBackBy ?? (said.as === 'bad' ? before?.rolledBackBy : undefined);
  return { ...release, mark: { ...said, ...(rolledBackBy && { rolledBackBy }) } };
}

const isSame = (one: ReleaseMark, other: ReleaseMark): boolean =>
  one.at.getTime() === other.at.getTime() && one.by.id === other.by.id && one.as === other.as;
