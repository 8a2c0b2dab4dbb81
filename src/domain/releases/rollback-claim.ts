import type { PendingIntent } from '../audit/pending-intent';
import { RollbackChanged, RollbackUnderWay } from '../errors';
import { type Execution, isEnded } from '../executions/execution';
import type { Executions } from '../ports/executions';
import type { ProductionState, Releases, RollbackClaim } from '../ports/releases';
import { offerOf, PRODUCTION_CHANGED } from './rollback-words';

interface ClaimDeps {
  releases: Releases;
  executions: Executions;
  /** What follows from an earlier one that has ended. */
  finishRollback: (pipeline: string) => Promise<void>;
  now: () => Date;
}

/** Milliseconds after which a claim whose rollback never began is nobody's: reconcile has long looked into its intent. */
const ABANDONED_MS = 15 * 60_000;

/**
 * Reserves the pipeline for one rollback, from before CodePipeline is asked until its execution has ended: RollbackStage
 * would take a second one. In the same change it is compared whether production is still what the rollback was asked to
 * take out, so that of two operators who saw the same dialog exactly one gets through.
 *
 * @returns whether the claim is from before: its process died, and a while has passed
 * @throws RollbackUnderWay, RollbackChanged
 */
export async function claimRollback(
  deps: ClaimDeps,
  pipeline: string,
  wanted: Pick<RollbackClaim, 'auditId' | 'targetId' | 'by' | 'decidedBy'>,
  productionId: string | undefined,
): Promise<{ isOld: boolean }> {
  await finishEarlier(deps, pipeline, wanted.auditId);
  const claim: RollbackClaim = { ...wanted, since: deps.now() };
  let isOld = false;
  await deps.releases.updateProduction(pipeline, (current) => {
    isOld = isOwn(current?.rollback, wanted);
    if (isOld) return current;
    if (current?.rollback && !isAbandoned(current.rollback, deps.now())) throw underWay(current.rollback);
    if (current?.servesId !== productionId) throw productionChanged(pipeline, wanted.targetId);
    return current && { ...current, rollback: claim };
  });
  return { isOld };
}

/**
 * A rollback that failed is tried again: it is under way once more, and keeps others out until it has ended once more.
 * One that nobody has asked for through us had no claim, and needs none now.
 * @throws RollbackUnderWay where another one has been begun since
 */
export async function reclaimRollback(
  deps: ClaimDeps,
  pipeline: string,
  executionId: string,
  retry: Pick<PendingIntent, 'auditId' | 'actor' | 'openedAt'>,
): Promise<void> {
  const { rollbackOf, rollback, requestedBy } = (await deps.executions.get(pipeline, executionId)) ?? {};
  if (!rollbackOf || !rollback) return;
  const claim: RollbackClaim = {
    ...{ auditId: rollback.auditId, decidedBy: rollback.decidedBy, targetId: rollbackOf },
    ...{ by: requestedBy ?? retry.actor, since: retry.openedAt, executionId, retriedBy: retry.auditId },
  };
  await finishEarlier(deps, pipeline, claim.auditId);
  await deps.releases.updateProduction(pipeline, (current) => {
    const other = current?.rollback;
    if (other && other.auditId !== claim.auditId && !isAbandoned(other, deps.now())) throw underWay(other);
    return current && { ...current, rollback: claim };
  });
}

/** CodePipeline has refused to try it again: whether it has ended, its record says. */
export async function notRetried({ releases }: Pick<ClaimDeps, 'releases'>, pipeline: string, retryId: string) {
  await releases.updateProduction(pipeline, (current) => {
    if (current?.rollback?.retriedBy !== retryId) return current;
    const { retriedBy: _refused, ...claim } = current.rollback;
    return { ...current, rollback: claim };
  });
}

/** Of one that is tried again, the record may still tell how it had failed before: nothing but a success is the end. */
export const mayGoOn = ({ retriedBy }: RollbackClaim, { status }: Execution): boolean =>
  retriedBy !== undefined && status !== 'Succeeded';

/** Of several who approved a rollback that was asked for, each decision has a claim of its own. */
const isOwn = (
  claim: RollbackClaim | undefined,
  { auditId, decidedBy }: Pick<RollbackClaim, 'auditId' | 'decidedBy'>,
): boolean => claim !== undefined && claim.auditId === auditId && claim.decidedBy === decidedBy;

export const productionChanged = (pipeline: string, targetId: string): RollbackChanged =>
  new RollbackChanged(PRODUCTION_CHANGED, offerOf(pipeline, targetId));

/** One that has ended and was not tidied up yet: what follows from it comes first, such as the lock. */
async function finishEarlier({ releases, executions, finishRollback }: ClaimDeps, pipeline: string, auditId: string) {
  const earlier = (await releases.production(pipeline))?.rollback;
  if (!earlier?.executionId || earlier.auditId === auditId) return;
  const execution = await executions.get(pipeline, earlier.executionId);
  if (execution && isEnded(execution.status)) await finishRollback(pipeline);
}

/** The rollback that keeps others out just now. */
export async function rollbackUnderWay(
  { releases, executions, now }: Pick<ClaimDeps, 'releases' | 'executions' | 'now'>,
  pipeline: string,
): Promise<RollbackClaim | undefined> {
  const claim = (await releases.production(pipeline))?.rollback;
  if (!claim || isAbandoned(claim, now())) return undefined;
  const execution = claim.executionId && (await executions.get(pipeline, claim.executionId));
  return execution && isEnded(execution.status) && !mayGoOn(claim, execution) ? undefined : claim;
}

export const isAbandoned = ({ executionId, since }: RollbackClaim, now: Date): boolean =>
  executionId === undefined && now.getTime() - since.getTime() > ABANDONED_MS;

const underWay = ({ by }: RollbackClaim): RollbackUnderWay =>
  new RollbackUnderWay('another rollback has the claim', by);

/** AWS has accepted it. */
export async function claimBegan(
  { releases }: Pick<ClaimDeps, 'releases'>,
  pipeline: string,
  auditId: string,
  executionId: string,
) {
  await releases.updateProduction(pipeline, (current) =>
    current?.rollback?.auditId === auditId && current.rollback.executionId === undefined
      ? { ...current, rollback: { ...current.rollback, executionId } }
      : current,
  );
}

/** Nothing came of it, or it is over; one that is tried again since is neither. */
export async function releaseClaim(
  { releases }: Pick<ClaimDeps, 'releases'>,
  pipeline: string,
  own: Pick<RollbackClaim, 'auditId' | 'decidedBy' | 'retriedBy'>,
) {
  await releases.updateProduction(pipeline, (current) =>
    current && isOwn(current.rollback, own) && current.rollback?.retriedBy === own.retriedBy
      ? withoutClaim(current)
      : current,
  );
}

function withoutClaim({ rollback: _over, ...rest }: ProductionState): ProductionState {
  return rest;
}
