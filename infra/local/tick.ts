import { randomUUID } from 'node:crypto';
import { TICK } from '../../src/aws/parse-event';
import { inWholeSeconds } from './aws/event-bus';
import type { EventSink } from './aws/ports';
import { ACCOUNT, REGION } from './identity';

/** Often enough that a newcomer sees a card healed while looking at it. In AWS a schedule ticks every few minutes. */
const TICK_EVERY_MS = 15_000;

/**
 * Puts the recurring tick into the queue, as EventBridge Scheduler does in AWS; returns the end of it. It comes by the
 * machine's clock, so that a person who moves the time sees a card healed as soon, and tells the time of the stack.
 */
export function startTicking(emit: EventSink, now: () => Date): () => void {
  const timer = setInterval(() => emit(tick(now())), TICK_EVERY_MS);
  return () => clearInterval(timer);
}

function tick(at: Date) {
  return {
    version: '0' as const,
    id: randomUUID(),
    'detail-type': TICK.detailType,
    source: TICK.source,
    account: ACCOUNT,
    time: inWholeSeconds(at),
    region: REGION,
    resources: [],
    detail: {},
  };
}
