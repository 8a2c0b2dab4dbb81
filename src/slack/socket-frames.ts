import type { SocketModeReceiver } from '@slack/bolt';
import { z } from 'zod';
import type { Log } from '../log';
import type { Metrics } from '../metrics';

/** Characters of one frame: as much as a request in HTTP mode may have. */
const LONGEST_FRAME = 1_000_000;

const id = z.string().min(1).max(255);
/** Slack's client tells of an event by its name, beside others of its own: an event is not to pass for one of those. */
const OWN_NAMES = new Set([
  ...['connecting', 'connected', 'authenticated', 'reconnecting', 'disconnecting', 'disconnected'],
  ...['close', 'error', 'ws_message', 'slack_event', 'outgoing_message'],
]);
const eventType = id.refine((type) => !OWN_NAMES.has(type));

/** What comes by the socket (Slack, "Using Socket Mode"). */
const FRAME = z.union([
  z.object({ type: z.enum(['hello', 'disconnect']) }),
  z.object({ type: z.enum(['slash_commands', 'interactive']), envelope_id: id, payload: z.object({}) }),
  z.object({
    type: z.literal('events_api'),
    envelope_id: id,
    payload: z.object({ event: z.object({ type: eventType }) }),
  }),
]);

/**
 * Lets through to Slack's client only frames that it can read: of any other it throws where nobody catches it, and the
 * process would end.
 */
export function guardFrames(
  client: SocketModeReceiver['client'],
  { log, metrics }: { log: Log; metrics: Metrics },
): void {
  const readers = client.listeners('ws_message');
  client.removeAllListeners('ws_message');
  client.on('ws_message', (frame: unknown, isBinary: boolean) => {
    const why = faultOf(frame);
    if (!why) {
      for (const read of readers) read(frame, isBinary);
      return;
    }
    metrics.count('SlackRequestsRefused', why);
    log.warn({ why }, 'frame from Slack is not let in');
  });
}

function faultOf(frame: unknown): 'too_large' | 'malformed' | undefined {
  if (typeof frame !== 'string') return 'malformed';
  if (frame.length > LONGEST_FRAME) return 'too_large';
  try {
    return FRAME.safeParse(JSON.parse(frame)).success ? undefined : 'malformed';
  } catch {
    return 'malformed';
  }
}
