import type { AwsEvent } from '../aws/ports';
import type { Clock } from '../clock';
import type { Faults } from './fault';

type Deliver = (event: AwsEvent) => Promise<void>;

/** EventBridge on a bad day: at least once, best effort, in any order. */
export function withEventFaults(faults: Faults, clock: Clock, deliver: Deliver): Deliver {
  let heldBack: AwsEvent | undefined;

  return async (event) => {
    const fault = faults.ofEvent(event['detail-type']);
    const overtaken = heldBack;
    heldBack = undefined;
    if (fault?.kind === 'reorder') heldBack = event;
    else if (fault?.kind === 'delay') clock.at(new Date(clock.now().getTime() + fault.ms), () => void late(event));
    else if (fault?.kind !== 'lose') await deliver(event);
    if (fault?.kind === 'duplicate') await deliver(event);
    if (overtaken) await deliver(overtaken);
  };

  async function late(event: AwsEvent): Promise<void> {
    try {
      await deliver(event);
    } catch (error) {
      console.error('A delayed event did not reach the queue:', error);
    }
  }
}
