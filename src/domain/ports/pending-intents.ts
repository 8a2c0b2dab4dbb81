import type { PendingIntent } from '../audit/pending-intent';

/**
 * Intents without an outcome. The audit table is put-only and cannot be searched for them, so each action leaves a
 * mark here before its intent is written and closes it after its outcome; reconcile finds what a dead process left.
 */
export interface PendingIntents {
  /** Stores the mark unless one with this audit id exists. Returns false, changing nothing, where one exists. */
  open(intent: PendingIntent): Promise<boolean>;
  /** Notes that the intent is in the audit log. Returns false where reconcile has dropped the mark meanwhile. */
  confirm(auditId: string): Promise<boolean>;
  /** The action has its outcome: the mark stays for a day, so that the same request cannot act twice. */
  close(auditId: string): Promise<void>;
  /**
   * Gives a request up whose intent has not been written: it may be repeated. The mark is due once more, later, for the
   * intent may still arrive. False if confirmed meanwhile.
   */
  drop(auditId: string, again: Date): Promise<boolean>;
  /** Forgets a mark that was dropped. */
  forget(auditId: string): Promise<void>;
  /** Takes over a mark that is due, until `until`. Returns false where another process was faster. */
  takeOver(auditId: string, now: Date, until: Date): Promise<boolean>;
  /** Marks due at or before `now`, oldest first. */
  due(now: Date): Promise<PendingIntent[]>;
}
