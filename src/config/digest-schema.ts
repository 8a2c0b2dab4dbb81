import { z } from 'zod';
import { timeZone } from './time-zone';

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
    countFailedDeployments: z
      .boolean()
      .default(true)
      .meta({
        description:
          'Whether a deployment that failed in the deploy stage counts in the change fail rate and the recovery time, beside releases that failed afterwards',
        examples: [true],
      }),
    channels: z
      .record(z.string(), channelDigest)
      .default({})
      .meta({
        description:
          'Channels of pipelines whose digest comes at another time, or not at all: each key replaces the one above',
        examples: [{ C012ABCDEF: {} }],
      }),
  })
  .default({ countFailedDeployments: true, channels: {} })
  .describe('The daily digest, which every channel gets that is the channel of a pipeline');
