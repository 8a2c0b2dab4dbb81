import { z } from 'zod';
import type { DigestPlan } from '../domain/digest/digest-plan';
import type { Configuration } from './schema';
import { timeZone } from './time-zone';

const AT = { hour: 9, minute: 0 };
const ZONE = 'UTC';

const keys = {
  daily: z
    .boolean()
    .optional()
    .meta({
      description: 'Whether the digest is posted every day; else true. `/mlpipeline digest` is there all the same',
      examples: [true],
    }),
  at: z
    .string()
    .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as 09:00')
    .optional()
    .meta({ description: 'When it is posted, about the day before; else 09:00', examples: ['09:00'] }),
  timeZone: timeZone
    .optional()
    .meta({ description: 'Whose clocks and days count: an IANA time zone; else UTC', examples: ['Europe/Berlin'] }),
};

const channelDigest = z.strictObject(keys);

export const digest = z
  .strictObject({
    ...keys,
    channels: z
      .record(z.string(), channelDigest)
      .default({})
      .meta({
        description:
          'Channels of pipelines whose digest comes at another time, or not at all: each key replaces the one above',
        examples: [{ C012ABCDEF: {} }],
      }),
  })
  .default({ channels: {} })
  .describe('The daily digest, which every channel gets that is the channel of a pipeline');

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
