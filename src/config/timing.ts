import { z } from 'zod';

/** How long things take, and how often they may happen. */
export const timing = z
  .strictObject({
    tasks: z
      .number()
      .int()
      .min(1)
      .max(10)
      .default(2)
      .describe('How many tasks share what Slack allows to one workspace'),
    updatesPerMinute: z
      .number()
      .int()
      .min(6)
      .max(100_000)
      .default(50)
      .describe('Updates of messages that Slack allows to the app in this workspace, all tasks together'),
    postsPerMinute: z
      .number()
      .int()
      .min(6)
      .max(100_000)
      .default(60)
      .describe('New messages that Slack allows to the app in one channel, all tasks together'),
    claimLeaseSeconds: z
      .number()
      .min(1)
      .max(300)
      .default(20)
      .describe('From intent to outcome; a task that takes longer is taken for dead, and another finishes its work'),
    drawLeaseSeconds: z
      .number()
      .min(1)
      .max(300)
      .default(15)
      .describe('How long one task draws a card before another may take it for dead; a call to Slack takes up to 10'),
    updateEverySeconds: z.number().min(0).max(60).default(3).describe('Least time between two updates of one message'),
  })
  .default({
    tasks: 2,
    updatesPerMinute: 50,
    postsPerMinute: 60,
    claimLeaseSeconds: 20,
    drawLeaseSeconds: 15,
    updateEverySeconds: 3,
  })
  .describe('Times, in seconds, and what Slack allows');
