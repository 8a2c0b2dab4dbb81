import type { Clock } from '../clock';
import type { QueueMessage } from '../event-feed';
import type { Faults } from './fault';

type Deliver = (event: QueueMessage) => Promise<void>;

/** EventBridge on a bad day: at least once, best effort, in any order. */
export function withEventFaults(faults: Faults, clock: Clock, deliver: Deliver): Deliver {
  let heldBack: QueueMessage | undefined;

  return async (event) => {
    const fault = faults.ofEvent(nameOf(event));
    const overtaken = heldBack;
    heldBack = undefined;
    if (fault?.kind === 'reorder') heldBack = event;
    else if (fault?.kind === 'delay') clock.at(new Date(clock.now().getTime() + fault.ms), () => void late(event));
    else if (fault?.kind !== 'lose') await deliver(event);
    if (fault?.kind === 'duplicate') await deliver(event);
    if (overtaken) await deliver(overtaken);
  };

  async function late(event: QueueMessage): Promise<void> {
    try {
      await deliver(event);
    } catch (error) {
      console.error('A delayed event did not reach the queue:', error);
    }
  }
}

/** An event is meant by its `detail-type`; a notification, whatever it tells, by what the envelope of SNS calls it. */
const nameOf = (message: QueueMessage): string => String(message['detail-type'] ?? 'Notification');
