import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, type WebClient } from '@slack/web-api';
import { type Anchor, anchorsIn } from '../../domain/audit/anchors';
import { type HeldAnchors, heldAnchors } from '../../domain/audit/held-anchors';
import type { PostedDigest, PostedDigests } from '../../domain/digest/posted-digests';
import type { AnchorSource } from '../../domain/ports/anchor-source';

export interface DigestAnchorsDeps {
  /** One that makes each call once: what cannot be read is told, not waited for. */
  client: WebClient;
  /** The newest digests, newest first. */
  posted: PostedDigests;
}

/** Digests that are read at most: a month of one channel. Slack allows 50 such calls a minute (Tier 3). */
const MOST = 30;

const NONE_FOUND = 'No digest message was found to compare with.';

/** Anchors in digest messages: whoever may write to the tables cannot change what stands in Slack. Read once for all chains. */
export const digestAnchors = ({ client, posted }: DigestAnchorsDeps): AnchorSource =>
  heldAnchors('the digest messages', async () => {
    const anchors: Anchor[] = [];
    const unread = new Map<string, PostedDigest[]>();
    let isUnread = false;
    const digests = await posted(MOST);
    for (const digest of digests) {
      const { found, why } = await anchorsOf(client, digest);
      anchors.push(...found);
      // One that was posted before anything was on record has none.
      isUnread ||= why !== undefined && why !== NO_ANCHORS && found.length === 0;
      if (why) unread.set(why, [...(unread.get(why) ?? []), digest]);
    }
    // Where digests stand is looked up in the state table, and whoever may write there may leave none to be found.
    const untold = digests.length === 0 ? [NONE_FOUND] : [...unread].map(([why, unreadable]) => said(why, unreadable));
    return { anchors, untold, isUnread } satisfies HeldAnchors;
  });

const NO_ANCHORS = 'has no anchors in it';

/** Why a digest proves nothing, or less: each ends “The digest of 2026-11-28 in C0RELEASES …”. */
async function anchorsOf(client: WebClient, { channel, ts }: PostedDigest): Promise<{ found: Anchor[]; why?: string }> {
  try {
    const { messages: [message] = [] } = await client.conversations.history({
      ...{ channel, latest: ts, inclusive: true, limit: 1 },
    });
    // The message before it comes where it is no more.
    if (message?.ts !== ts) return { found: [], why: 'is gone from Slack' };
    if (!message.bot_id) return { found: [], why: 'is not a message of an app, and proves nothing' };
    const found = anchorsIn(`${message.text} ${JSON.stringify(message.blocks ?? [])}`);
    const edited =
      'edited' in message && message.edited
        ? 'was edited after it was posted: it may say what it did not say then'
        : undefined;
    if (found.length === 0) return { found, why: edited ?? NO_ANCHORS };
    return { found, ...(edited && { why: edited }) };
  } catch (error) {
    return { found: [], why: `could not be read: ${whyNot(error)}` };
  }
}

const SCOPE = 'the app lacks the scope channels:history, or groups:history for a private channel';
/** Slack's own words (conversations.history), by what a person can do about them. */
const REASONS: Readonly<Record<string, string>> = {
  missing_scope: SCOPE,
  no_permission: SCOPE,
  not_in_channel: 'the app is not in the channel any more; invite it with /invite @mlpipeline',
  channel_not_found: 'the app does not see the channel any more; invite it with /invite @mlpipeline',
  ratelimited: 'Slack gets too many requests just now; verify again in a minute',
};

function whyNot(error: unknown): string {
  if (error instanceof WebAPIRateLimitedError) return REASONS.ratelimited ?? '';
  if (error instanceof WebAPIPlatformError) {
    const { error: code } = error.data;
    return (Object.hasOwn(REASONS, code) ? REASONS[code] : undefined) ?? `Slack says ${code}`;
  }
  return error instanceof WebAPIHTTPError ? `Slack answers with HTTP ${error.statusCode}` : 'Slack does not answer';
}

function said(why: string, digests: readonly PostedDigest[]): string {
  const named = digests.slice(0, 3).map(({ day, channel }) => `${day} in ${channel}`);
  const more = digests.length - named.length;
  const which = `${named.join(', ')}${more > 0 ? ` and of ${more} more days` : ''}`;
  if (digests.length === 1) return `The digest of ${which} ${why}.`;
  return `The digests of ${which}: each ${why}.`;
}
