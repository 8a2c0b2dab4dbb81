import type { SeenEvents } from '../../../src/domain/ports/seen-events';

/** Marks in memory. */
export function fakeSeenEvents(): SeenEvents {
  const marks = new Map<string, Date>();
  return {
    async has(eventId, now) {
      const until = marks.get(eventId);
      return until !== undefined && until > now;
    },
    async add(eventId, until) {
      marks.set(eventId, until);
    },
  };
}
