import type { OnEvent } from '../domain/on-event';
import type { SeenEvents } from '../domain/ports/seen-events';
import type { Metrics } from '../metrics';
import type { IsFromItsPlace } from './event-place';
import { parseMessage } from './parse-event';

export interface HandleMessageDeps {
  seenEvents: SeenEvents;
  /** Events of strangers are not handled. */
  isFromItsPlace: IsFromItsPlace;
  metrics: Metrics;
  now: () => Date;
}

/** What became of a message, with what it calls itself. */
export interface Handled {
  type: string;
  result: 'handled' | 'ignored' | 'duplicate';
}

/** Milliseconds. EventBridge tries for 24 hours to deliver, and a queue keeps a message for four days unless told otherwise. */
const REPEATS_COME_FOR_MS = 5 * 24 * 60 * 60 * 1000;

/**
 * Hands the events of a message to their use cases. A repeat is known by the event's id, which is marked only after the
 * event was handled: a task that dies in between leaves it to be handled again. So two tasks that have a repeat in hand
 * at the same time both handle it; nothing stronger is needed, for every use case bears being told twice (it must, as
 * the same fact also comes as a notification without an id).
 *
 * @returns a function of a message's body and of when it was sent, which throws MalformedEvent and what a use case throws
 */
export function handleMessage({ seenEvents, isFromItsPlace, metrics, now }: HandleMessageDeps, onEvent: OnEvent) {
  return async (body: string, sentAt: Date): Promise<Handled> => {
    const { id, type, origin, at, events } = parseMessage(body, sentAt);
    if (id !== undefined && events.length > 0 && (await seenEvents.has(id, now()))) {
      metrics.count('EventsDuplicate');
      return { type, result: 'duplicate' };
    }
    if (events.length > 0) metrics.measure('EventLag', Math.max(0, now().getTime() - at.getTime()));
    let result: Handled['result'] = 'ignored';
    for (const event of events) {
      if (!(await isFromItsPlace(event, origin)) || (await onEvent(event)) === 'ignored') continue;
      metrics.count('EventsHandled', event.kind);
      if (event.kind === 'tick') metrics.count('Ticks');
      result = 'handled';
    }
    if (result === 'ignored') metrics.count('EventsIgnored');
    else if (id !== undefined) await seenEvents.add(id, new Date(now().getTime() + REPEATS_COME_FOR_MS));
    return { type, result };
  };
}
