import type { DigestPlan } from '../domain/digest/digest-plan';
import type { Configuration } from './schema';

const AT = { hour: 9, minute: 0 };
const ZONE = 'UTC';

/** When each channel of a pipeline gets its digest; a channel whose file says `daily: false` is left out. */
export function digestPlansFrom({ digest: given, pipelines, channel: common }: Configuration): DigestPlan[] {
  const channels = Object.values(pipelines).flatMap(({ channel = common }) => channel ?? []);
  return [...new Set(channels)].flatMap((channel) => {
    const own = Object.hasOwn(given.channels, channel) ? given.channels[channel] : undefined;
    if (!(own?.daily ?? given.daily ?? true)) return [];
    return { channel, timeZone: own?.timeZone ?? given.timeZone ?? ZONE, at: timeOf(own?.at ?? given.at) };
  });
}

function timeOf(text: string | undefined): DigestPlan['at'] {
  const [hour, minute] = (text ?? '').split(':').map(Number);
  return hour === undefined || minute === undefined ? AT : { hour, minute };
}
