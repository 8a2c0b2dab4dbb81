import type { PendingIntent } from '../../../src/domain/audit/pending-intent';
import type { PendingIntents } from '../../../src/domain/ports/pending-intents';
import { AtomicItems } from './atomic-items';

interface Mark extends PendingIntent {
  /** Set once the mark is closed: when it may be forgotten. */
  forgetAt?: Date | undefined;
}

const DAY_MS = 24 * 3_600_000;

/** Marks of intents in memory. */
export function fakePendingIntents(now: () => Date): PendingIntents {
  const marks = new AtomicItems<Mark>();
  return {
    async open(intent) {
      const known = marks.get(intent.auditId);
      if (known && !known.dropped && !(known.forgetAt && known.forgetAt <= now())) return false;
      marks.put(intent.auditId, intent);
      return true;
    },
    confirm: async (auditId) => changed(auditId, (mark) => isOpen(mark) && !mark.dropped, { confirmed: true }),
    async close(auditId) {
      changed(auditId, () => true, { forgetAt: new Date(now().getTime() + DAY_MS) });
    },
    drop: async (auditId, again) =>
      changed(auditId, (mark) => isOpen(mark) && !mark.confirmed, { dropped: true, dueAt: again }),
    async forget(auditId) {
      if (marks.get(auditId)?.dropped) marks.delete(auditId);
    },
    takeOver: async (auditId, at, until) =>
      changed(auditId, (mark) => isOpen(mark) && mark.dueAt <= at, { dueAt: until }),
    due: async (at) =>
      marks.list((all) =>
        all
          .filter((mark) => isOpen(mark) && mark.dueAt <= at)
          .sort((one, next) => one.dueAt.getTime() - next.dueAt.getTime()),
      ),
  };

  function changed(auditId: string, may: (mark: Mark) => boolean, change: Partial<Mark>): boolean {
    const mark = marks.get(auditId);
    if (!mark || !may(mark)) return false;
    marks.put(auditId, { ...mark, ...change });
    return true;
  }
}

const isOpen = (mark: Mark): boolean => mark.forgetAt === undefined;
