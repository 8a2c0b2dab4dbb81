import { z } from 'zod';
import type { Item } from './versioned-items';

/** A moment as it lies in a table: ISO 8601, UTC. */
export const moment = z.iso.datetime().transform((text) => new Date(text));

export const actor = z.object({ id: z.string(), name: z.string(), team: z.string() });

/** A thing as DynamoDB keeps it: dates as text, members without a value left out. */
export const toStored = (thing: object): Item => JSON.parse(JSON.stringify(thing)) as Item;
