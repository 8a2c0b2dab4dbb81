import { type DigestPlan, dayBefore } from '../../domain/digest/digest-plan';
import type { ReadDigest } from '../../domain/digest/read-digest';
import type { Policies } from '../../domain/policies/policy';
import type { Charts } from '../../domain/ports/charts';
import { md, moment } from '../blocks';
import type { CardMessage } from '../cards/card-message';
import { NOT_SENT, type Pictures } from '../pictures';
import { dayTitle, digestMessage } from './digest-message';
import { drawDigest } from './draw-digest';

export interface DigestCardDeps {
  policies: Policies;
  /** Channels that get one every day. */
  digests: readonly DigestPlan[];
  readDigest: ReadDigest;
  charts: Charts;
  pictures: Pick<Pictures, 'draw'>;
  now: () => Date;
}

/** The daily digest of a channel: the day before, of every pipeline whose channel it is. */
export function digestCard({ policies, digests, readDigest, charts, pictures, now }: DigestCardDeps) {
  return async ({ channel, day }: { channel: string; day: string }): Promise<CardMessage | undefined> => {
    const plan = digests.find((one) => one.channel === channel);
    const isHere = (scope: { channel: string }) => scope.channel === channel;
    const pipelines = policies.pipelines().filter(isHere);
    if (!plan || pipelines.length === 0) return undefined;
    const { timeZone } = plan;
    const period = dayBefore(day, timeZone);
    const others = policies.projects().filter(isHere);
    const digest = await readDigest({ pipelines, others, period, timeZone });
    const footnotes = [md`From ${moment(period.from)} to ${moment(period.to)}: the day of ${timeZone}`];
    const message = { title: dayTitle(period.from, timeZone), digest, footnotes, now: now() };
    const picture = await pictures.draw(() => drawDigest(charts, digest));
    const plainer =
      picture[0]?.type === 'image' ? digestMessage({ ...message, picture: [NOT_SENT] }).blocks : undefined;
    return { channel, ...digestMessage({ ...message, picture }), plainer };
  };
}
