import { z } from 'zod';
import type { DomainEvent } from '../../domain/events';

/** A message that claims to be one of ours and is not readable: it goes to the dead-letter queue with this reason. */
export class MalformedEvent extends Error {
  override readonly name = 'MalformedEvent';
}

/** What every form of an event has, in whichever envelope it came. */
interface Envelope {
  /** `source/detail-type`. */
  type: string;
  at: Date;
  detail: unknown;
}

/** What one kind of event means to us; nothing where it is understood and of no use. @throws MalformedEvent */
export type EventReader = (event: Envelope) => DomainEvent[];

/** Characters. Longer than any name or id in AWS but an ARN, and short enough for a key of DynamoDB. */
const LONGEST_NAME = 512;
/** Characters (AWS API References: 2,048 for the longest kinds of ARN). */
const LONGEST_ARN = 2_048;
/** Characters. CodePipeline keeps 2,048 of a summary. */
const LONGEST_WORDS = 5_000;
/** Characters of a wrong value that a reason quotes. */
const LONGEST_QUOTE = 40;
/** Mistakes that a reason names; a long list may have thousands. */
const MISTAKES_TOLD = 5;

/** `abort`: what is too long is not looked at by what comes after. */
export const name = z.string().min(1).max(LONGEST_NAME, { abort: true });

export const arn = z.string().min(1).max(LONGEST_ARN, { abort: true });

/** What is good to know; what it is not must not lose the event. */
export const words = z
  .string()
  .transform((text) => text.slice(0, LONGEST_WORDS))
  .optional()
  .catch(undefined);

/**
 * A state in our words. Events spell states in capitals and `CANCELED` with one L, the APIs `InProgress` and `Cancelled`;
 * either is understood, whoever sends it.
 */
export const stateOf = <State extends string>(states: Readonly<Record<string, State>>) =>
  name.transform((spelled, context): State => {
    const state = spelled.toUpperCase().replace(/[^A-Z]/g, '');
    if (Object.hasOwn(states, state)) return states[state] as State;
    // Quoted as JSON, so that a reason is one line of ordinary characters whatever was sent.
    const message = `${JSON.stringify(spelled.slice(0, LONGEST_QUOTE))} is no state of this kind of event`;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });

/**
 * A value as a schema has it.
 * @param what begins the sentence of what is wrong with it
 * @throws MalformedEvent
 */
export function read<Schema extends z.ZodType>(schema: Schema, value: unknown, what: string): z.infer<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const why = parsed.error.issues
    .slice(0, MISTAKES_TOLD)
    .map((issue) => `${issue.path.map(String).join('.') || 'it'} ${issue.message}`)
    .join('; ');
  throw new MalformedEvent(`${what}: ${why}`);
}
