import { randomUUID } from 'node:crypto';
import { AlreadyRequested, Refusal, RequestExpired } from '../errors';
import type { AuditLog } from '../ports/audit-log';
import type { PendingIntents } from '../ports/pending-intents';
import type { AuditEntry, AuditValue } from './audit-chain';
import type { Intent, PendingIntent } from './pending-intent';

export interface AuditedDeps {
  audit: AuditLog;
  pending: PendingIntents;
  now: () => Date;
  /** Milliseconds that a process may take from intent to outcome before reconcile takes its work over. */
  intentLeaseMs: number;
}

export interface Acted<T> {
  result: T;
  /** Words and ids for the outcome record. */
  outcome: Record<string, AuditValue>;
  awsRequestId?: string | undefined;
}

/**
 * Runs an action between its intent and its outcome: no audit, no action. A refusal is recorded and rises. Any other
 * error leaves the intent open on purpose: its effect is unknown, and reconcile finishes or marks it by what AWS says.
 *
 * Somebody waits, so what does not need the other goes beside it: the end of the chain is looked up while the mark is
 * stored, which must be there before the intent is on record, and what only then may be read is read while that is
 * confirmed.
 *
 * @param act is given what `read` reads, unless that has become old meanwhile
 * @param read reads what the action rests on, and changes nothing: the request may still turn out to have been given up
 * @throws AlreadyRequested where this audit id has been used
 */
export async function audited<T, Read = never>(
  deps: AuditedDeps,
  intent: Intent,
  act: (pending: PendingIntent, reading?: Promise<Read>) => Promise<Acted<T>>,
  read?: (pending: PendingIntent) => Promise<Read>,
): Promise<T> {
  const openedAt = deps.now();
  const pending: PendingIntent = {
    ...intent,
    auditId: intent.auditId ?? randomUUID(),
    openedAt,
    dueAt: new Date(openedAt.getTime() + deps.intentLeaseMs),
    confirmed: false,
  };
  // Whether the newest record can be read, is for the one who appends to say.
  const looking = deps.audit.newest(pending.chain).catch(() => undefined);
  if (!(await deps.pending.open(pending))) throw new AlreadyRequested('this audit id has been used');
  await deps.audit.append(entryOf(pending, 'intended', deps.now()), await looking, pending.dueAt);
  const readAt = deps.now();
  const reading = read?.(pending);
  reading?.catch(() => undefined); // whoever acts hears of it
  if (!(await deps.pending.confirm(pending.auditId))) throw await outrun(deps, pending);
  const isStale = deps.now().getTime() - readAt.getTime() > FRESH_MS;
  return finish(deps, pending, () => act(pending, isStale ? undefined : reading));
}

/** Milliseconds that what was read may be old when it is acted on: a confirmation that took longer has it read anew. */
const FRESH_MS = 2_000;

/** Reconcile was faster than this process: it gave the request up, or it found the intent on record and finished it. */
async function outrun(deps: AuditedDeps, pending: PendingIntent): Promise<Refusal> {
  const refusal = new RequestExpired('reconcile dropped the request before its intent was written');
  const isOurs = await deps.audit.appendOutcome(refusedEntry(pending, refusal, deps.now()));
  return isOurs ? refusal : new AlreadyRequested('reconcile has finished the request');
}

/**
 * Finishes the work of a dead process. What AWS is too busy to tell is no outcome here, unlike for a person who is
 * waiting: the dead process may have got further, so the intent stays due and the next pass asks again.
 */
export async function resume<T>(
  deps: AuditedDeps,
  pending: PendingIntent,
  act: (pending: PendingIntent) => Promise<Acted<T>>,
): Promise<void> {
  await finish(deps, pending, () => act(pending).catch(untilLater));
}

/** Where nobody waits who could try again, what passes is no refusal: the intent stays due, and reconcile tries again. */
export function untilLater(error: unknown): never {
  const isPassing = error instanceof Refusal && error.isPassing;
  throw isPassing ? new Error('AWS is too busy just now; reconcile comes back to it', { cause: error }) : error;
}

/** From the written intent to the outcome. */
async function finish<T>(deps: AuditedDeps, pending: PendingIntent, act: () => Promise<Acted<T>>): Promise<T> {
  let acted: Acted<T>;
  try {
    acted = await act();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    // Whoever has taken it over since may have done it, and that is why this one is refused.
    if (!error.isPassing && isOverdue(pending, deps.now()))
      throw new Error('it was refused after its lease was over; reconcile finds out what became of it', {
        cause: error,
      });
    await refuse(deps, pending, error);
    throw error;
  }
  const { outcome, awsRequestId } = acted;
  await conclude(deps, pending, { ...entryOf(pending, 'done', deps.now()), outcome, awsRequestId });
  return acted.result;
}

/**
 * What follows an effect is never told as a refusal, which says that nothing was done: it leaves the intent open, and
 * reconcile comes back to it.
 */
export async function afterEffect<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new Error('it was done, and what follows could not be', { cause: error });
  }
}

/** Puts on record that nothing was done, and why. */
export const refuse = (deps: AuditedDeps, pending: PendingIntent, refusal: Refusal): Promise<void> =>
  conclude(deps, pending, refusedEntry(pending, refusal, deps.now()));

/** Writes the outcome, one per intent: a process that was slow may find that another one has written it meanwhile. */
export async function conclude(deps: AuditedDeps, pending: PendingIntent, outcome: AuditEntry): Promise<void> {
  await deps.audit.appendOutcome(outcome);
  await deps.pending.close(pending.auditId);
}

/** The lease is over: another process may be at the same work. */
const isOverdue = (pending: PendingIntent, now: Date): boolean => now >= pending.dueAt;

/**
 * A process that slept over its lease must not wake into doing what another one has done, or has put on record as refused.
 * @throws Error, which leaves the intent to whoever takes it over
 */
export function assertInTime(pending: PendingIntent, now: Date): void {
  if (isOverdue(pending, now)) throw new Error('this took too long to be sent; reconcile takes it over');
}

export function entryOf(pending: PendingIntent, phase: AuditEntry['phase'], at: Date): AuditEntry {
  const { chain, auditId, actor, action, target, request, evidence } = pending;
  return { chain, auditId, phase, at, actor, action, target, request, evidence };
}

function refusedEntry(pending: PendingIntent, refusal: Refusal, at: Date): AuditEntry {
  return {
    ...entryOf(pending, 'refused', at),
    outcome: {
      code: refusal.code,
      said: refusal.userMessage,
      ...(refusal.people.length > 0 && { people: [...refusal.people] }),
    },
  };
}
