import { type DigestPlan, dayBefore } from '../../domain/digest/digest-plan';
import type { Period } from '../../domain/digest/period';
import type { ReadDigest } from '../../domain/digest/read-digest';
import type { Policies } from '../../domain/policies/policy';
import type { CardMessage } from '../cards/card-message';
import { digestMessage } from './digest-message';
import type { DigestPicture } from './digest-picture';

export interface DigestCardDeps {
  policies: Policies;
  /** Channels that get one every day. */
  digests: readonly DigestPlan[];
  readDigest: ReadDigest;
  digestPicture: DigestPicture;
  now: () => Date;
}

/** The daily digest of a channel: the day before, of every pipeline whose channel it is. */
export function digestCard({ policies, digests, readDigest, digestPicture, now }: DigestCardDeps) {
  return async ({ channel, day }: { channel: string; day: string }): Promise<CardMessage | undefined> => {
    const plan = digests.find((one) => one.channel === channel);
    const isHere = (scope: { channel: string }) => scope.channel === channel;
    const pipelines = policies.pipelines().filter(isHere);
    if (!plan || pipelines.length === 0) return undefined;
    const { timeZone } = plan;
    const period = dayBefore(day, timeZone);
    const others = policies.projects().filter(isHere);
    const digest = await readDigest({ pipelines, others, period, timeZone });
    const picture = await digestPicture(digest);
    return { channel, ...digestMessage({ title: dayTitle(period, timeZone), digest, picture, now: now() }) };
  };
}

/** `Saturday 28 November`. */
export const dayTitle = ({ from }: Period, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone, weekday: 'long', day: 'numeric', month: 'long' })
    .format(from)
    .replace(',', '');
