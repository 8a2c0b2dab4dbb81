import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, type WebClient } from '@slack/web-api';
import { type CardMessages, type MessagePlace, SlackCallFailed, type SlackFailure } from './card-message';

const METADATA_TYPE = 'mlpipeline_card';
/** Milliseconds to wait where Slack says "too many" without saying how long. */
const UNSAID_WAIT_MS = 30_000;
/** The most that one page of history may hold for an app of the company's own (conversations.history). */
const PAGE = 200;

/** Slack's own words (chat.postMessage, chat.update, conversations.history), by what they mean to a card. */
const MEANINGS: Readonly<Record<string, SlackFailure>> = {
  ratelimited: 'rate limited',
  rate_limited: 'rate limited',
  message_limit_exceeded: 'rate limited',
  message_not_found: 'gone',
  cant_update_message: 'gone',
  edit_window_closed: 'gone',
  is_archived: 'closed',
  is_inactive: 'closed',
  channel_not_found: 'closed',
  not_in_channel: 'closed',
  restricted_action: 'closed',
  restricted_action_read_only_channel: 'closed',
  missing_scope: 'no scope',
  no_permission: 'no scope',
  // Slack's own faults: what became of the call is not told.
  internal_error: 'unknown',
  fatal_error: 'unknown',
  service_unavailable: 'unknown',
  request_timeout: 'unknown',
};

/** Cards in Slack, over a client that neither repeats a call nor waits for a rate limit by itself. */
export function messagesInSlack(client: WebClient): CardMessages {
  return {
    async post(channel, key, { text, blocks }) {
      const metadata = { event_type: METADATA_TYPE, event_payload: { card: key } };
      const posted = await asked(() => client.chat.postMessage({ channel, text, blocks, metadata, ...QUIETLY }));
      return placeOf(posted);
    },
    async update(place, { text, blocks }) {
      await asked(() => client.chat.update({ ...place, text, blocks }));
    },
    async reply({ channel, ts }, { text, blocks }) {
      await asked(() => client.chat.postMessage({ channel, thread_ts: ts, text, blocks, ...QUIETLY }));
    },
    async find(channel, key, since) {
      // A second earlier: Slack's clock and ours need not agree to the millisecond.
      const oldest = String(Math.floor(since.getTime() / 1000) - 1);
      const { messages } = await asked(() =>
        client.conversations.history({ channel, oldest, limit: PAGE, include_all_metadata: true }),
      );
      const found = messages?.find(({ metadata }) => {
        const payload: { card?: unknown } = metadata?.event_payload ?? {};
        return metadata?.event_type === METADATA_TYPE && payload.card === key;
      });
      return found?.ts ? { channel, ts: found.ts } : undefined;
    },
  };
}

/** Links in what others wrote are not to be unfolded below the card. */
const QUIETLY = { unfurl_links: false, unfurl_media: false };

function placeOf({ channel, ts }: { channel?: string | undefined; ts?: string | undefined }): MessagePlace {
  if (!channel || !ts) throw new SlackCallFailed('unknown', 'an answer without channel and ts');
  return { channel, ts };
}

/** @throws SlackCallFailed for whatever the client throws */
export async function asked<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw failureOf(error);
  }
}

function failureOf(error: unknown): SlackCallFailed {
  if (error instanceof WebAPIRateLimitedError) {
    return new SlackCallFailed('rate limited', 'ratelimited', error.retryAfter * 1000, { cause: error });
  }
  if (error instanceof WebAPIPlatformError) {
    const { error: code } = error.data;
    const kind = (Object.hasOwn(MEANINGS, code) ? MEANINGS[code] : undefined) ?? 'refused';
    return new SlackCallFailed(kind, code, kind === 'rate limited' ? UNSAID_WAIT_MS : 0, { cause: error });
  }
  if (error instanceof WebAPIHTTPError && error.statusCode < 500) {
    return new SlackCallFailed('refused', `HTTP ${error.statusCode}`, 0, { cause: error });
  }
  const what = error instanceof WebAPIHTTPError ? `HTTP ${error.statusCode}` : String(error);
  // A 429 without its header is told by the client in words only.
  if (/retry header did not contain/i.test(what)) {
    return new SlackCallFailed('rate limited', 'no Retry-After', UNSAID_WAIT_MS, { cause: error });
  }
  return new SlackCallFailed('unknown', what, 0, { cause: error });
}
