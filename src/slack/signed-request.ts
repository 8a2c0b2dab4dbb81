import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { isValidSlackRequest } from '@slack/bolt';
import type { Secret } from '../secret';

/** Slack, "Verifying requests from Slack": five minutes. Bolt looks at the past only; here a clock ahead counts as well. */
const TOLERANCE_MS = 5 * 60_000;

/** A request stays valid from five minutes before its time to five minutes after; a replay can come no later. */
export const REPLAY_WINDOW_MS = 2 * TOLERANCE_MS + 60_000;

export interface SlackRequest {
  headers: IncomingHttpHeaders;
  /** The raw body, as it was signed. */
  body: string;
}

/** Why a request is not believed to be Slack's; undefined where it is. */
export function forgeryIn(
  { headers, body }: SlackRequest,
  signingSecret: Secret,
  now: Date,
): 'unsigned' | 'stale' | 'future' | 'forged' | undefined {
  const [signature, timestamp] = [headers['x-slack-signature'], headers['x-slack-request-timestamp']];
  if (typeof signature !== 'string' || typeof timestamp !== 'string' || !/^\d{1,12}$/.test(timestamp))
    return 'unsigned';
  const sentMs = Number(timestamp) * 1000;
  if (sentMs < now.getTime() - TOLERANCE_MS) return 'stale';
  if (sentMs > now.getTime() + TOLERANCE_MS) return 'future';
  // Bolt reads as far as the next “=”: with something behind it the same request would pass for another one.
  if (!/^v0=[0-9a-f]{64}$/.test(signature)) return 'forged';
  const signed = { 'x-slack-signature': signature, 'x-slack-request-timestamp': Number(timestamp) };
  const isGenuine = isValidSlackRequest({
    signingSecret: signingSecret.reveal(),
    body,
    headers: signed,
    nowMilliseconds: now.getTime(),
  });
  return isGenuine ? undefined : 'forged';
}

/**
 * What makes a signed request the same as an earlier one: the trigger of a command, a click or a dialog, of which there
 * is one for each; else the signature. Slack repeats an event that was not acknowledged with a new time and signature.
 */
export function identityOf({ headers, body }: SlackRequest): string {
  // Of a form only: what people have written in other bodies may look like a field.
  const form = new URLSearchParams(isForm(headers) ? body : '');
  const trigger = form.get('trigger_id') ?? triggerIn(form.get('payload') ?? '');
  const identity = trigger ? `trigger ${trigger}` : `signature ${headers['x-slack-signature']}`;
  return createHash('sha256').update(identity).digest('hex');
}

/** Slack looks now and then whether there is a server, unsigned: that is answered, and nothing taken from it. */
export const isSslCheck = ({ headers, body }: SlackRequest): boolean =>
  isForm(headers) && new URLSearchParams(body).get('ssl_check') === '1';

const isForm = (headers: IncomingHttpHeaders): boolean =>
  headers['content-type'] === 'application/x-www-form-urlencoded';

function triggerIn(payload: string): string | undefined {
  try {
    const { trigger_id: trigger }: { trigger_id?: unknown } = Object(JSON.parse(payload));
    return typeof trigger === 'string' ? trigger : undefined;
  } catch {
    return undefined;
  }
}
