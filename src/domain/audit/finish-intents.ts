import { Refusal, RequestExpired } from '../errors';
import { type AuditedDeps, refuse } from './audited';
import type { PendingIntent } from './pending-intent';

export interface FinishIntentsDeps extends AuditedDeps {
  /** How to finish an intent, by its action. */
  resume: Record<string, (pending: PendingIntent) => Promise<void>>;
  /** Tells the log of what could not be finished; the rest goes on. */
  onProblem: (problem: { what: string; error: unknown }) => void;
}

/** Finishes what dead processes left between an intent and its outcome. @returns how much that was */
export async function finishPendingIntents(deps: FinishIntentsDeps): Promise<number> {
  const { pending, now, onProblem } = deps;
  const due = await pending.due(now());
  for (const intent of due) {
    const until = new Date(now().getTime() + deps.intentLeaseMs);
    if (!(await pending.takeOver(intent.auditId, now(), until))) continue;
    try {
      await finishIntent(deps, { ...intent, dueAt: until });
    } catch (error) {
      // A refusal is an outcome, already on record. Anything else leaves the intent due again.
      if (!(error instanceof Refusal)) onProblem({ what: `intent ${intent.auditId} (${intent.action})`, error });
    }
  }
  return due.length;
}

/** Milliseconds after which no call that a slow process has made can still take effect: its clients have given up long ago. */
const LATE_MS = 10 * 60_000;

async function finishIntent(deps: FinishIntentsDeps, intent: PendingIntent): Promise<void> {
  const { audit, pending, resume, now } = deps;
  const records = await audit.find(intent.chain, intent.auditId, intent.openedAt);
  if (records.some((record) => record.phase !== 'intended')) {
    await pending.close(intent.auditId);
    return;
  }
  if (records.length === 0) {
    // Never written, so nothing was done. A mark that will not go was confirmed meanwhile by a process that is alive.
    if (intent.dropped) await pending.forget(intent.auditId);
    else await pending.drop(intent.auditId, new Date(now().getTime() + LATE_MS));
    return;
  }
  if (intent.dropped) {
    await concludeLate(deps, intent);
    return;
  }
  const finishing = resume[intent.action];
  if (!finishing) throw new Error(`no way to finish an intent of action ${intent.action}`);
  await finishing(intent);
}

/** The intent of a request that had been given up arrived all the same, and whoever wrote it died: nothing was done. */
async function concludeLate(deps: FinishIntentsDeps, intent: PendingIntent): Promise<void> {
  await refuse(deps, intent, new RequestExpired('its intent was written after the request had been given up'));
}
