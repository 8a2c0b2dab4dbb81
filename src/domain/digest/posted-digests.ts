import { digestCardKey } from '../cards';
import type { Cards } from '../ports/cards';
import { dayOf } from '../zoned-time';
import { type DigestPlan, dayName } from './digest-plan';

interface PostedDigestsDeps {
  digests: readonly DigestPlan[];
  cards: Cards;
  now: () => Date;
}

/** A digest in its channel: `day` is that of its post, `ts` Slack's message id. */
export interface PostedDigest {
  channel: string;
  day: string;
  ts: string;
}

/** Where the newest daily digests stand, as many as asked for, newest first. */
export type PostedDigests = (limit: number) => Promise<PostedDigest[]>;

/** How far back they are looked for: each day and channel is a read of its own. */
const DAYS = 60;

export function postedDigests({ digests, cards, now }: PostedDigestsDeps): PostedDigests {
  return async (limit) => {
    const posted: PostedDigest[] = [];
    for (let ago = 0; ago < DAYS && posted.length < limit; ago++) {
      posted.push(...(await Promise.all(digests.map((plan) => postedOn(plan, ago)))).flat());
    }
    return posted.slice(0, limit);
  };

  async function postedOn({ channel, timeZone }: DigestPlan, daysAgo: number): Promise<PostedDigest[]> {
    const day = dayName(dayOf(now(), timeZone, -daysAgo).from, timeZone);
    const card = await cards.get(digestCardKey(channel, day));
    const places = card?.places ?? [];
    // In the fallback channel, too, if its own took nothing.
    return places.flatMap((place) => (place.ts === undefined ? [] : [{ channel: place.channel, day, ts: place.ts }]));
  }
}
