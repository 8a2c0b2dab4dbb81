import { type CloudWatchLogsClient, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { LOG_BYTES, LOG_EVENTS, type LogPart, type Logs } from '../domain/ports/logs';
import { awsErrorName, rethrow } from './aws-errors';

/** Answers that are asked for: a stretch without events is answered by none, and a token that leads on. */
const ANSWERS = 10;

/** CloudWatch Logs behind the Logs port. */
export function logsGateway({ client }: { client: CloudWatchLogsClient }): Logs {
  return {
    async newest({ group, stream }) {
      try {
        return await readBackwards(client, { logGroupName: group, logStreamName: stream });
      } catch (error) {
        if (awsErrorName(error) === 'ResourceNotFoundException') return undefined;
        return rethrow(error);
      }
    },
  };
}

/** From the end, answer by answer: the beginning of a stream is reached where the token stays the same. */
async function readBackwards(
  client: CloudWatchLogsClient,
  where: { logGroupName: string; logStreamName: string },
): Promise<LogPart> {
  const messages: string[] = [];
  let bytes = 0;
  let nextToken: string | undefined;
  for (let answer = 1; answer <= ANSWERS; answer++) {
    const page = await client.send(new GetLogEventsCommand({ ...where, startFromHead: false, nextToken }));
    for (const { message = '' } of (page.events ?? []).toReversed()) {
      bytes += Buffer.byteLength(message);
      if (messages.length === LOG_EVENTS || bytes > LOG_BYTES) return { text: textOf(messages), isCut: true };
      messages.push(message);
    }
    if (!page.nextBackwardToken || page.nextBackwardToken === nextToken) {
      return { text: textOf(messages), isCut: false };
    }
    nextToken = page.nextBackwardToken;
  }
  return { text: textOf(messages), isCut: true };
}

/** An event is a line, with its line break or without. @param newestFirst as they were read */
const textOf = (newestFirst: readonly string[]): string =>
  newestFirst
    .toReversed()
    .map((message) => (message.endsWith('\n') ? message : `${message}\n`))
    .join('');
