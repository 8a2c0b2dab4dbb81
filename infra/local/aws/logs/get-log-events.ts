import type { GetLogEventsRequest, GetLogEventsResponse } from '@aws-sdk/client-cloudwatch-logs';
import { AwsError } from '../aws-error';
import type { LogEvent, LogStreams } from '../ports';

/** What fits into one answer (Amazon CloudWatch Logs API Reference, GetLogEvents). */
const MAX_EVENTS = 10_000;
const MAX_BYTES = 1_048_576;

/** Digits of the position in a token, as many as AWS's tokens have. */
const TOKEN_DIGITS = 56;

/** A place between two events of a stream, and which way to read from it. */
interface Position {
  direction: 'forward' | 'backward';
  /** How many events of the stream lie before it. */
  before: number;
}

/**
 * Amazon CloudWatch Logs API Reference, GetLogEvents: the newest events unless told to start from the head, always in the
 * order in which they happened, and always with a token for either direction. At an end of the stream the token is the
 * one that was given. A token is a position in the stream, so that it stays good while the log grows.
 */
export function getLogEvents(streams: LogStreams) {
  return (request: GetLogEventsRequest): GetLogEventsResponse => {
    const events = eventsOf(streams, request);
    const { limit = MAX_EVENTS, startTime = 0, endTime = Number.POSITIVE_INFINITY } = request;
    const { direction, before } = positionOf(request, events.length);
    const forward = direction === 'forward';

    const inOrder = forward ? numbered(events).slice(before) : numbered(events).slice(0, before).reverse();
    const asked = inOrder.filter(({ event: { timestamp } }) => timestamp >= startTime && timestamp < endTime);
    const read = fitting(asked, limit);
    const shown = forward ? read : read.reverse();

    return {
      events: shown.map(({ event: { timestamp, message } }) => ({ timestamp, message, ingestionTime: timestamp })),
      nextForwardToken: tokenOf('f', (shown.at(-1)?.index ?? before - 1) + 1),
      nextBackwardToken: tokenOf('b', shown[0]?.index ?? before),
    };
  };
}

interface Numbered {
  event: LogEvent;
  index: number;
}

const numbered = (events: readonly LogEvent[]): Numbered[] => events.map((event, index) => ({ event, index }));

/** The first of them, as far as they fit into one answer; one event always does. */
function fitting(events: readonly Numbered[], limit: number): Numbered[] {
  let bytes = 0;
  const end = events.findIndex(({ event: { message } }, index) => {
    bytes += Buffer.byteLength(message);
    return index > 0 && bytes > MAX_BYTES;
  });
  return events.slice(0, end < 0 ? limit : Math.min(end, limit));
}

function eventsOf(
  streams: LogStreams,
  { logGroupName, logGroupIdentifier, logStreamName = '' }: GetLogEventsRequest,
): readonly LogEvent[] {
  if ((logGroupName === undefined) === (logGroupIdentifier === undefined)) {
    throw invalid('Exactly one of logGroupName and logGroupIdentifier must be specified.');
  }
  const group = logGroupName ?? logGroupIdentifier?.replace(/^arn:aws:logs:[^:]*:[^:]*:log-group:/, '') ?? '';
  if (!streams.hasGroup(group)) throw notFound('The specified log group does not exist.');
  const events = streams.events(group, logStreamName);
  if (!events) throw notFound('The specified log stream does not exist.');
  return events;
}

function positionOf({ nextToken, startFromHead = false }: GetLogEventsRequest, end: number): Position {
  if (nextToken === undefined) {
    return startFromHead ? { direction: 'forward', before: 0 } : { direction: 'backward', before: end };
  }
  const [, letter, digits] = TOKEN.exec(nextToken) ?? [];
  const before = Number(digits);
  if (letter === undefined || before > end) throw invalid('The specified nextToken is invalid.');
  return { direction: letter === 'f' ? 'forward' : 'backward', before };
}

const TOKEN = new RegExp(`^([fb])/(\\d{${TOKEN_DIGITS}})/s$`);

const tokenOf = (letter: 'f' | 'b', before: number): string =>
  `${letter}/${String(before).padStart(TOKEN_DIGITS, '0')}/s`;

const invalid = (message: string) => new AwsError('InvalidParameterException', message);
const notFound = (message: string) => new AwsError('ResourceNotFoundException', message);
