import { z } from 'zod';
import type { Item } from './versioned-items';

/** A moment as it lies in a table: ISO 8601, UTC. */
export const moment = z.iso.datetime().transform((text) => new Date(text));

export const actor = z.object({ id: z.string(), name: z.string(), team: z.string() });

/** A thing as DynamoDB keeps it: dates as text, members without a value left out. */
export const toStored = (thing: object): Item => JSON.parse(JSON.stringify(thing)) as Item;

/** A commit, as executions and evidence know it. */
export const revision = z.object({
  commitId: z.string(),
  message: z.string().optional(),
  authorName: z.string().optional(),
  authorEmail: z.string().optional(),
  url: z.string().optional(),
});

export const trigger = z.object({ type: z.string(), detail: z.string().optional() });

/** What a build reported of a model, as evidence and releases know it. */
export const modelFacts = z.object({
  version: z.string().optional(),
  digest: z.string().optional(),
  packageArn: z.string().optional(),
  imageUri: z.string().optional(),
  evaluationUrl: z.string().optional(),
});
