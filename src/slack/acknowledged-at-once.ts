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

/** Requests that have been read by now are acknowledged too before the work on one of them begins. */
export const othersAcknowledged = (): Promise<void> => afterWhatIsRead();
