import { Refusal } from '../errors';
import type { AuditedDeps } from './audited';
import type { PendingIntent } from './pending-intent';

export interface FinishIntentsDeps extends AuditedDeps {
  /** How to finish an intent, by its action. */
  resume: Record<string, (pending: PendingIntent) => Promise<void>>;
  /** Tells the log of what could not be finished; the rest goes on. */
  onProblem: (problem: { what: string; error: unknown }) => void;
}

/** Finishes what dead processes left between an intent and its outcome. */
export async function finishPendingIntents(deps: FinishIntentsDeps): Promise<void> {
  const { pending, now, onProblem } = deps;
  for (const intent of await pending.due(now())) {
    const until = new Date(now().getTime() + deps.intentLeaseMs);
    if (!(await pending.takeOver(intent.auditId, now(), until))) continue;
    try {
      await finishIntent(deps, { ...intent, dueAt: until });
    } catch (error) {
      // A refusal is an outcome, already on record. Anything else leaves the intent due again.
      if (!(error instanceof Refusal)) onProblem({ what: `intent ${intent.auditId} (${intent.action})`, error });
    }
  }
}

async function finishIntent(deps: FinishIntentsDeps, intent: PendingIntent): Promise<void> {
  const { audit, pending, resume } = deps;
  const records = await audit.find(intent.chain, intent.auditId, intent.openedAt);
  if (records.some((record) => record.phase !== 'intended')) {
    await pending.close(intent.auditId);
    return;
  }
  if (records.length === 0) {
    // Never written, so nothing was done. A mark that will not go was confirmed meanwhile by a process that is alive.
    await pending.drop(intent.auditId);
    return;
  }
  const finishing = resume[intent.action];
  if (!finishing) throw new Error(`no way to finish an intent of action ${intent.action}`);
  await finishing(intent);
}
