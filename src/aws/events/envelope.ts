import { z } from 'zod';
import { MalformedEvent, read } from './reading';

/** Where an event comes from, as far as its message says it. */
export interface Origin {
  account?: string | undefined;
  region?: string | undefined;
}

/** One queue message without its wrapping: the same members in whichever form it came. */
export interface Unwrapped {
  /** Only events of EventBridge have one. */
  id?: string | undefined;
  /** `source/detail-type`, or how we call what has neither. */
  type: string;
  /** As it is written; messages of approvals have none. */
  time?: unknown;
  origin: Origin;
  detail: unknown;
}

/** How we call the message of an approval action, which does not say what it is. */
export const APPROVAL_MESSAGE = 'approval message';

/** Characters of a message's own words that go into logs and records. */
const LONGEST_WORD = 256;

const word = z
  .string()
  .transform((text) => text.slice(0, LONGEST_WORD))
  .optional()
  .catch(undefined);

/** An id is whole or none: two that begin alike are not the same. */
const id = z.string().min(1).max(LONGEST_WORD).optional().catch(undefined);

/** EventBridge says `detail-type`, notifications of the Developer Tools `detailType`. */
const members = z.object({
  id,
  source: word,
  'detail-type': word,
  detailType: word,
  time: z.unknown().optional(),
  account: word,
  region: word,
  detail: z.unknown().optional(),
  approval: z.unknown().optional(),
});

/** What SNS puts around a message for a queue without raw delivery (Amazon SNS Developer Guide, Parsing message formats). */
const snsEnvelope = z.object({
  Type: z.string(),
  Message: z.string(),
  TopicArn: word,
  Timestamp: z.unknown().optional(),
});

/**
 * Takes a message out of whatever it came in: an event of EventBridge, or a notification with or without the envelope of
 * SNS.
 * @throws MalformedEvent where it is no JSON object, or does not say what it is
 */
export function unwrap(body: string): Unwrapped {
  const json = parseJson(body, 'the message');
  const sns = snsEnvelope.safeParse(json);
  if (!sns.success) return membersOf(json, {}, undefined);
  const { Type, Message, TopicArn, Timestamp } = sns.data;
  // The confirmation of a subscription, which a queue of the same account never needs.
  if (Type !== 'Notification') return { type: `SNS ${Type.slice(0, LONGEST_WORD)}`, origin: {}, detail: undefined };
  const [, , , region, account] = TopicArn?.split(':') ?? [];
  return membersOf(parseJson(Message, 'the message within that of SNS'), { region, account }, Timestamp);
}

/** @param topic where a notification was published, which is where it came from unless it says so itself */
function membersOf(json: unknown, topic: Origin, publishedAt: unknown): Unwrapped {
  const { source, detail, approval, time, ...said } = read(members, json, 'message');
  const detailType = said['detail-type'] ?? said.detailType;
  const origin = { account: said.account ?? topic.account, region: said.region ?? topic.region };
  if (detailType === undefined && approval !== undefined) {
    return { type: APPROVAL_MESSAGE, origin, time: publishedAt, detail: json };
  }
  // What a notification may call its id is not one that EventBridge has given to an event.
  const isEvent = said['detail-type'] !== undefined;
  const type = nameOf(source, detailType, publishedAt !== undefined);
  return { id: isEvent ? said.id : undefined, type, time, origin, detail };
}

/** A topic may carry what is no event at all; whatever else comes into the queue must say what it is. */
function nameOf(source: string | undefined, detailType: string | undefined, isPublished: boolean): string {
  if (source && detailType) return `${source}/${detailType}`;
  if (isPublished && !source && !detailType) return 'SNS message without a name';
  throw new MalformedEvent(`the message does not say what it is: ${source ? 'detail-type' : 'source'} is missing`);
}

function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new MalformedEvent(`${what} is not JSON`, { cause: error });
  }
}
