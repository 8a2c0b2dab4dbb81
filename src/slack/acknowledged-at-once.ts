import { setImmediate as afterWhatIsRead } from 'node:timers/promises';

/**
 * Whether a request is acknowledged before anything is asked of anybody (docs/adr/0011): a command or a click, whose
 * acknowledgement says nothing but that it came. That of a dialog may say what is wrong with it, and that of an event
 * keeps Slack from sending it again.
 *
 * @param body as Bolt has read it
 */
export function isAcknowledgedAtOnce({ command, type, trigger_id: trigger }: Record<string, unknown>): boolean {
  return typeof trigger === 'string' && (typeof command === 'string' || type === 'block_actions');
}

let lastBegun: Promise<void> = Promise.resolve();

/**
 * Resolves when the work on a request that is acknowledged may begin: one at a time, after whatever else has arrived
 * meanwhile is acknowledged too. Where two hundred people act at once, those who came last do not wait for the first.
 */
export function othersAcknowledged(): Promise<void> {
  lastBegun = lastBegun.then(() => afterWhatIsRead());
  return lastBegun;
}
