import { type RollbackApproval, rollbackApprovalId } from '../approvals/approval';
import { evidenceHash } from '../approvals/evidence';
import { asRestored } from '../approvals/restored-by';
import { type Acted, type AuditedDeps, audited, resume } from '../audit/audited';
import { pipelineChain } from '../audit/chains';
import type { PendingIntent } from '../audit/pending-intent';
import { approvalCardKey } from '../cards';
import { RollbackNotPossible } from '../errors';
import type { Actor } from '../policies/policy';
import type { Approvals } from '../ports/approvals';
import type { Notifier } from '../ports/notifier';
import type { Releases } from '../ports/releases';
import { type AskedRollback, rollbackAsked, rollbackForAudit } from './asked-rollback';
import { asProduction } from './release';

export interface AskRollbackDeps extends AuditedDeps {
  approvals: Approvals;
  releases: Releases;
  notifier: Notifier;
}

export type AskRollback = (asked: AskedRollback, by: Actor, requestId: string) => Promise<{ approvalId: string }>;

/** Where the policy wants a rollback approved: puts the question on record and has its card drawn. Nothing else is done. */
export function askRollback(deps: AskRollbackDeps): AskRollback {
  return async (asked, actor, requestId) => {
    const intent = {
      ...{ auditId: requestId, chain: pipelineChain(asked.pipeline), actor },
      ...{ action: 'pipeline.ask-rollback', target: asked.targetId, request: rollbackForAudit(asked) },
    };
    return { approvalId: await audited(deps, intent, (pending) => ask(deps, pending)) };
  };
}

/** Finishes a question whose process died. */
export function resumeAskRollback(deps: AskRollbackDeps): (pending: PendingIntent) => Promise<void> {
  return (pending) => resume(deps, pending, () => ask(deps, pending));
}

async function ask(deps: AskRollbackDeps, pending: PendingIntent): Promise<Acted<string>> {
  const approvalId = rollbackApprovalId(pending.auditId);
  const asked = await questionOf(deps, pending, approvalId);
  await deps.notifier.cardWillChange(approvalCardKey(approvalId));
  await deps.approvals.update(approvalId, (current) => current ?? asked);
  await deps.notifier.cardChanged(approvalCardKey(approvalId));
  return { result: approvalId, outcome: { approvalId } };
}

async function questionOf(
  { releases }: AskRollbackDeps,
  pending: PendingIntent,
  approvalId: string,
): Promise<RollbackApproval> {
  const { actor, openedAt } = pending;
  const asked = rollbackAsked(pending);
  const { pipeline, targetId, replacing } = asked;
  const [target, production] = await Promise.all([
    releases.get(pipeline, targetId),
    replacing && releases.get(pipeline, replacing.executionId),
  ]);
  if (!target) throw new RollbackNotPossible('that release is not on record any more.');
  const evidence = {
    ...{ executionId: targetId, commit: target.revision, model: target.model, metrics: target.metrics },
    production: production && asProduction(production),
    // What is built anew is known when it is built.
    ...(asked.how === 'stage' && { restores: { ...asRestored(target), isUnchanged: true } }),
  };
  return {
    kind: 'rollback',
    ...{
      approvalId,
      pipeline,
      asked,
      askedAs: pending.auditId,
      status: 'open',
      requestedAt: openedAt,
      requestedBy: actor,
    },
    ...{ evidence, evidenceHash: evidenceHash(evidence) },
    // Whoever asks has said yes already.
    involvement: { people: [{ part: 'started', name: actor.name, slackId: actor.id }] },
    ...{ votes: [], notices: [], version: 0 },
  };
}
