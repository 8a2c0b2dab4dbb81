import { type Acted, type AuditedDeps, afterEffect, assertInTime } from '../audit/audited';
import type { PendingIntent } from '../audit/pending-intent';
import { Refusal, RollbackChanged, RollbackNotPossible, RollbackTargetOutdated, RollbackUnderWay } from '../errors';
import type { IntroduceExecutionDeps } from '../executions/introduce-execution';
import type { Policies } from '../policies/policy';
import type { Leases } from '../ports/leases';
import type { Accepted, Pipelines, RollbackRequest } from '../ports/pipelines';
import { type AskedRollback, rollbackAsked } from './asked-rollback';
import type { AssertUnlocked } from './assert-unlocked';
import { executionBegunFor } from './begun-rollback';
import type { FinishRollback } from './finish-rollback';
import { type FollowRollbackDeps, followRollback } from './follow-rollback';
import { pinnedStart } from './pinned-start';
import type { PlanRollback } from './plan-rollback';
import type { ProductionNow } from './production';
import { claimRollback, productionChanged, releaseClaim } from './rollback-claim';
import { nextWay, offerOf } from './rollback-words';

export interface BeginRollbackDeps extends AuditedDeps, IntroduceExecutionDeps, FollowRollbackDeps {
  policies: Policies;
  pipelines: Pipelines;
  leases: Leases;
  planRollback: PlanRollback;
  productionNow: ProductionNow;
  assertUnlocked: AssertUnlocked;
  finishRollback: FinishRollback;
}

/** @param askedAt of one that others had to approve: any of their decisions may have begun it since */
export type BeginRollback = (pending: PendingIntent, askedAt?: Date) => Promise<Acted<string>>;

/**
 * From the written intent to the execution that is under way, each step safe to die after: claim, CodePipeline, what is
 * known of the execution, the claim's execution. RollbackStage has no idempotency token: the claim keeps others out, and
 * whoever comes to the intent again finds what has been done.
 */
export function beginRollback(deps: BeginRollbackDeps): BeginRollback {
  return async (pending, askedAt) => {
    const asked = rollbackAsked(pending);
    // Where AWS does not tell, it may have been done.
    const before = await afterEffect(begunBefore(deps, pending, asked, askedAt));
    try {
      if (before && before.decidedBy !== asked.decidedBy) throw begunAlready(pending);
      const accepted = before ?? (await startNow(deps, pending, asked));
      await afterEffect(followRollback(deps, pending, asked, accepted.executionId));
      const { executionId, requestId: awsRequestId } = accepted;
      return { result: executionId, outcome: { executionId }, awsRequestId };
    } catch (error) {
      // An unknown effect keeps the claim: reconcile asks AWS again. So does whoever was too busy to ask, of an old one.
      if (!(error instanceof Refusal) || (error.isPassing && !isFresh(deps, pending))) throw error;
      await releaseClaim(deps, asked.pipeline, { auditId: pending.auditId, decidedBy: asked.decidedBy });
      throw await withNextWay(deps, asked, error);
    }
  };
}

type Started = Accepted & { executionId: string };

/**
 * What a process that died has begun for this intent: an execution that is known to be of it; else one that nobody is
 * known to have asked for. The same request token gives the same execution, so that those by revision need no search.
 */
async function begunBefore(
  deps: BeginRollbackDeps,
  pending: PendingIntent,
  asked: AskedRollback,
  askedAt: Date = pending.openedAt,
): Promise<(Started & Pick<AskedRollback, 'decidedBy'>) | undefined> {
  const { executions, pipelines } = deps;
  const { auditId } = pending;
  if (isFresh(deps, pending) && asked.decidedBy === undefined) return undefined;
  const claim = (await deps.releases.production(asked.pipeline))?.rollback;
  // Another decision of the same question is at it, whatever it has done so far.
  if (claim?.auditId === auditId && claim.decidedBy !== asked.decidedBy) {
    return { executionId: claim.executionId ?? '', decidedBy: claim.decidedBy };
  }
  const own = await executionBegunFor(deps, asked.pipeline, auditId, askedAt);
  if (own) return { executionId: own.executionId, decidedBy: own.rollback?.decidedBy };
  if (isFresh(deps, pending) || asked.how !== 'stage') return undefined;
  const executionId = await pipelines.findRollback(sentFor(pending, asked));
  const known = executionId && (await executions.get(asked.pipeline, executionId))?.rollback;
  return executionId && !known ? { executionId, decidedBy: asked.decidedBy } : undefined;
}

const begunAlready = ({ actor }: PendingIntent): RollbackUnderWay =>
  new RollbackUnderWay('another decision has begun it', actor);

/** It has come straight from its intent; nobody else was at it. */
const isFresh = ({ now, intentLeaseMs }: BeginRollbackDeps, { openedAt }: PendingIntent): boolean =>
  now().getTime() - openedAt.getTime() < intentLeaseMs;

/** The claim has compared it, but that was a while ago. */
async function assertSameProduction(
  { policies, productionNow }: BeginRollbackDeps,
  asked: AskedRollback,
): Promise<void> {
  const { production } = await productionNow(policies.pipeline(asked.pipeline));
  if (production?.executionId !== asked.replacing?.executionId) throw productionChanged(asked.pipeline, asked.targetId);
}

const sentFor = (
  { openedAt: since }: PendingIntent,
  { pipeline, stage, targetId: targetExecutionId }: AskedRollback,
): RollbackRequest => ({
  pipeline,
  stage,
  targetExecutionId,
  since,
});

async function startNow(deps: BeginRollbackDeps, pending: PendingIntent, asked: AskedRollback): Promise<Started> {
  const { pipeline, targetId, how, decidedBy } = asked;
  const { auditId, actor: by } = pending;
  assertInTime(pending, deps.now());
  const wanted = { auditId, targetId, by, decidedBy };
  const { isOld } = await claimRollback(deps, pipeline, wanted, asked.replacing?.executionId);
  if (!(isOld && (await isLetThrough(deps, pending, asked)))) {
    if (isOld) await assertSameProduction(deps, asked);
    if (!asked.isWhileLocked) await deps.assertUnlocked({ name: pipeline });
    await letThrough(deps, pending, asked);
  }
  assertInTime(pending, deps.now());
  return how === 'stage'
    ? deps.pipelines.rollbackStage(sentFor(pending, asked))
    : deps.pipelines.start(await pinnedStart(deps.pipelines, auditId, asked));
}

/** Of several who approved a rollback that was asked for, each is let through by itself. */
const gateOf = ({ auditId }: PendingIntent, { decidedBy }: AskedRollback): string =>
  `rollback-let-through#${decidedBy ?? auditId}`;

/** Milliseconds; by then its intent has its outcome, whatever became of it (finish-intents.ts). */
const LET_THROUGH_MS = 2 * 24 * 3_600_000;

/**
 * From here on it may have been sent. By revision the same token then gives the same execution, which may be in production
 * by now: that is no reason to refuse what has happened. By stage a second one would be begun: it is searched for.
 */
async function letThrough({ leases, now }: BeginRollbackDeps, pending: PendingIntent, asked: AskedRollback) {
  if (asked.how === 'stage') return;
  await leases.acquire(gateOf(pending, asked), pending.auditId, now(), new Date(now().getTime() + LET_THROUGH_MS));
}

const isLetThrough = async ({ leases, now }: BeginRollbackDeps, pending: PendingIntent, asked: AskedRollback) =>
  (await leases.holder(gateOf(pending, asked), now())) !== undefined;

/** CodePipeline has refused what was possible when it was asked for: the pipeline was edited, or the stage was entered. */
async function withNextWay(deps: BeginRollbackDeps, asked: AskedRollback, refusal: Refusal): Promise<Refusal> {
  const isRace = refusal instanceof RollbackTargetOutdated || refusal instanceof RollbackNotPossible;
  const policy = deps.policies.find(asked.pipeline);
  if (!isRace || asked.how !== 'stage' || !policy) return refusal;
  const plan = await deps.planRollback(policy, asked.targetId).catch(() => undefined);
  const option = plan?.options.find(({ release }) => release.executionId === asked.targetId);
  if (option?.how !== 'revision') return refusal;
  return new RollbackChanged(nextWay(option), offerOf(asked.pipeline, asked.targetId), { cause: refusal });
}
