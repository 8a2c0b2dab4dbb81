import type { StoredLink } from '../ports/audit-log';

/** An intent that has no outcome on record. */
export interface OpenIntent {
  sequence: number;
  auditId: string;
  action: string;
  at: string;
}

/** Milliseconds after which an outcome should be there: reconcile finishes what died every few minutes. */
const LATE_MS = 60 * 60_000;

/** Remembers the intents whose outcome has not come by yet: a few, however long the chain. */
export function openIntents() {
  const open = new Map<string, OpenIntent>();
  return {
    take({ phase, auditId, action, at, sequence }: StoredLink['content']): void {
      if (typeof auditId !== 'string') return;
      if (phase === 'intended') {
        open.set(auditId, { sequence: Number(sequence), auditId, action: String(action), at: String(at) });
      } else open.delete(auditId);
    },
    /** Those that are late, oldest first. */
    late: (now: Date): OpenIntent[] =>
      [...open.values()].filter(({ at }) => now.getTime() - new Date(at).getTime() > LATE_MS),
  };
}
