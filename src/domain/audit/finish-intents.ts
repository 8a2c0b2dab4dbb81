import { redact } from '../builds/redact';
import { Refusal, RequestExpired } from '../errors';
import { type AuditedDeps, conclude, entryOf, refuse } from './audited';
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
  try {
    const finishing = resume[intent.action];
    if (!finishing) throw new Error(`no way to finish an intent of action ${intent.action}`);
    await finishing(intent);
  } catch (error) {
    if (!(error instanceof Refusal) && isHopeless(intent, now())) await mark(deps, intent, error);
    throw error;
  }
}

/** Milliseconds after which an intent is marked that no pass could finish: every few minutes AWS was asked what became of it. */
const GIVE_UP_MS = 24 * 3_600_000;

const isHopeless = ({ openedAt }: PendingIntent, now: Date): boolean =>
  now.getTime() - openedAt.getTime() >= GIVE_UP_MS;

/** Puts on record that nobody knows what became of it, and what AWS said last; from then on it is for people to look at. */
async function mark(deps: AuditedDeps, intent: PendingIntent, error: unknown): Promise<void> {
  const outcome = {
    said: 'Nobody knows what became of this: for a day AWS has not told. Please look there.',
    learned: wordsOf(error),
  };
  await conclude(deps, intent, { ...entryOf(intent, 'failed', deps.now()), outcome });
}

/** An error in one line, its cause behind it, secrets blanked out. */
function wordsOf(error: unknown): string {
  const { name, message, cause }: { name?: string; message?: string; cause?: unknown } = Object(error);
  const own = [name, message].filter(Boolean).join(': ');
  const words = cause === undefined ? own : `${own}; ${wordsOf(cause)}`;
  return redact(words.replaceAll(/\s+/g, ' ')).slice(0, WORDS);
}

/** Characters of what was learned. */
const WORDS = 500;

/** The intent of a request that had been given up arrived all the same, and whoever wrote it died: nothing was done. */
async function concludeLate(deps: FinishIntentsDeps, intent: PendingIntent): Promise<void> {
  await refuse(deps, intent, new RequestExpired('its intent was written after the request had been given up'));
}
