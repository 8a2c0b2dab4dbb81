import { createHmac, randomUUID } from 'node:crypto';
import type { Clock } from '../clock';
import type { AppConnection, Delivery, EnvelopeType, Retry, RetryReason } from './app-connection';
import { isRecord, parseJson } from './http';
import { VERIFICATION_TOKEN } from './interactions/common-payload';

export interface HttpModeOptions {
  /** Where the app takes everything: commands, interactions, events. */
  requestUrl: string;
  signingSecret: string;
}

/** Slack sends forms without a charset; an app may compare the whole header. */
const FORM = 'application/x-www-form-urlencoded';

/**
 * An app that is reached by HTTP (Slack, "Verifying requests from Slack"): every request is signed over its time and
 * its raw body.
 */
export class HttpMode implements AppConnection {
  readonly isConnected = true;

  constructor(
    private readonly options: HttpModeOptions,
    private readonly clock: Clock,
    private readonly deadlineMs: number,
  ) {}

  /** Whether the app gives back the challenge that Slack sends when a request URL is entered. */
  async verify(): Promise<boolean> {
    const challenge = randomUUID();
    const body = JSON.stringify({ token: VERIFICATION_TOKEN, challenge, type: 'url_verification' });
    const response = await this.#post('application/json', body, AbortSignal.timeout(this.deadlineMs)).catch(
      () => undefined,
    );
    if (!response?.ok) return false;
    const text = await response.text();
    const parsed = parseJson(text);
    return text === challenge || (isRecord(parsed) && parsed.challenge === challenge);
  }

  async deliver(type: EnvelopeType, payload: Record<string, unknown>, retry?: Retry): Promise<Delivery> {
    const [contentType, body] = encode(type, payload);
    const headers = retry && { 'x-slack-retry-num': String(retry.number), 'x-slack-retry-reason': retry.reason };
    const deadline = AbortSignal.timeout(this.deadlineMs);
    try {
      const response = await this.#post(contentType, body, deadline, headers);
      const text = await response.text();
      if (response.ok) return { outcome: 'acked', payload: readAnswer(text) };
      const noRetry = response.headers.get('x-slack-no-retry') === '1';
      const reason = response.status >= 300 && response.status < 400 ? 'too_many_redirects' : 'http_error';
      // What the person reads then is not documented; Slack says dispatch_failed of apps that it cannot reach.
      return { outcome: 'dispatch_failed', reason, ...(noRetry && { noRetry }) };
    } catch {
      return deadline.aborted
        ? failed('operation_timeout', 'http_timeout')
        : failed('dispatch_failed', 'connection_failed');
    }
  }

  #post(
    contentType: string,
    body: string,
    signal: AbortSignal,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const timestamp = String(Math.floor(this.clock.now().getTime() / 1000));
    return fetch(this.options.requestUrl, {
      method: 'POST',
      redirect: 'manual',
      signal,
      headers: {
        'content-type': contentType,
        'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': signature(this.options.signingSecret, timestamp, body),
        ...headers,
      },
      body,
    });
  }
}

/** Slack's v0 signature of a request. */
function signature(secret: string, timestamp: string, body: string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
}

function encode(type: EnvelopeType, payload: Record<string, unknown>): [contentType: string, body: string] {
  if (type === 'events_api') return ['application/json', JSON.stringify(payload)];
  if (type === 'interactive') return [FORM, String(new URLSearchParams({ payload: JSON.stringify(payload) }))];
  const fields = Object.entries(payload).map(([name, value]): [string, string] => [name, String(value)]);
  return [FORM, String(new URLSearchParams(fields))];
}

/** Nothing, JSON, or a plain text that answers a slash command. */
function readAnswer(text: string): Record<string, unknown> {
  if (text.trim() === '') return {};
  const parsed = parseJson(text);
  return isRecord(parsed) ? parsed : { text };
}

const failed = (outcome: 'operation_timeout' | 'dispatch_failed', reason: RetryReason): Delivery => ({
  outcome,
  reason,
});
