import { digestCardKey } from '../cards';
import type { Notifier } from '../ports/notifier';
import { type DigestPlan, dayDue } from './digest-plan';

export interface SendDigestsDeps {
  digests: readonly DigestPlan[];
  notifier: Notifier;
  now: () => Date;
}

/** Lets every channel have the digest that is due there. */
export type SendDigests = () => Promise<void>;

/**
 * A digest is a card that is made once per channel and day, however many tasks come upon it; it is drawn like any other:
 * by one task, within Slack's budget, again after a crash.
 */
export function sendDigests({ digests, notifier, now }: SendDigestsDeps): SendDigests {
  /** The last one of each channel that this process knows of, so that a tick asks once a day. */
  const known = new Map<string, string>();
  return async () => {
    // One that fails does not keep the others waiting for the next tick.
    const sent = await Promise.allSettled(digests.map(send));
    const failed = sent.find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') throw failed.reason;
  };

  async function send(plan: DigestPlan): Promise<void> {
    const day = dayDue(plan, now());
    if (day === undefined || known.get(plan.channel) === day) return;
    await notifier.cardDue(digestCardKey(plan.channel, day));
    known.set(plan.channel, day);
  }
}
