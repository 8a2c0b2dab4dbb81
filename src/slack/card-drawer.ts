import { type KnownBlock, WebAPIPlatformError, type WebClient } from '@slack/web-api';
import { type Card, isBehind, takeLease } from '../domain/cards';
import type { Cards } from '../domain/ports/cards';
import type { Log } from '../log';

export interface CardMessage {
  channel: string;
  /** Whole sentence for notifications and screen readers, in Slack markup. */
  text: string;
  blocks: KnownBlock[];
}

/** The card's message drawn from the state as it is now, undefined where its subject is unknown. */
export type RenderCard = (key: string) => Promise<CardMessage | undefined>;

export interface CardDrawerDeps {
  cards: Cards;
  render: RenderCard;
  client: WebClient;
  log: Log;
  now: () => Date;
  /** Names this process in the lease. */
  owner: string;
  /** Least milliseconds between two updates of one message. */
  updateEveryMs: number;
}

/**
 * How long a draw keeps others out. A slower one may be overtaken: it then stores the older version it drew, so the card
 * counts as behind and is drawn again.
 */
const LEASE_MS = 15_000;
const METADATA_TYPE = 'mlpipeline_card';

/**
 * Draws cards from state. One task draws a card at a time; it re-reads after drawing and draws again until the drawn
 * version is the current one. Updates of one message are spaced, and the last state always arrives.
 */
export function cardDrawer(deps: CardDrawerDeps) {
  const { cards, client, log, now } = deps;
  const underWay = new Set<Promise<void>>();
  const scheduled = new Map<string, NodeJS.Timeout>();

  return { draw, settled };

  /** Starts drawing where the card is behind. Never rejects: what cannot be drawn now stays behind for reconcile. */
  function draw(card: Card): void {
    if (!isBehind(card) || scheduled.has(card.key)) return;
    const wait = (card.drawnAt?.getTime() ?? 0) + deps.updateEveryMs - now().getTime();
    if (wait > 0) {
      scheduled.set(
        card.key,
        setTimeout(() => drawNow(card.key), wait),
      );
      return;
    }
    drawNow(card.key);
  }

  /** Draws what is scheduled at once and resolves when nothing is under way: the last act of a process. */
  async function settled(): Promise<void> {
    for (const key of scheduled.keys()) drawNow(key);
    while (underWay.size > 0) await Promise.all(underWay);
  }

  function drawNow(key: string): void {
    clearTimeout(scheduled.get(key));
    scheduled.delete(key);
    const work = drawOnce(key)
      .then((card) => card && draw(card))
      .catch((error: unknown) => log.error({ err: error, card: key }, 'card could not be drawn'))
      .finally(() => underWay.delete(work));
    underWay.add(work);
  }

  async function drawOnce(key: string): Promise<Card | undefined> {
    let lostPostSince: Date | undefined;
    const leased = await cards.update(key, (card) => {
      if (!card) return card;
      const taken = takeLease(card, deps.owner, now(), LEASE_MS);
      if (taken === card) return card;
      lostPostSince = card.ts ? undefined : card.postingSince;
      return card.ts || card.postingSince ? taken : { ...taken, postingSince: now() };
    });
    if (!leased || leased.lease?.owner !== deps.owner || !isBehind(leased)) return undefined;
    try {
      const message = await deps.render(key);
      const place = message && (await show(leased, message, lostPostSince));
      return await cards.update(key, (card) => card && drawn(card, leased.version, place, now()));
    } catch (error) {
      await cards.update(key, (card) => card && { ...card, lease: undefined });
      throw error;
    }
  }

  async function show(card: Card, message: CardMessage, lostPostSince: Date | undefined): Promise<Place> {
    const known = card.ts && card.channel ? { channel: card.channel, ts: card.ts } : undefined;
    const place = known ?? (lostPostSince && (await findLostPost(card.key, message.channel, lostPostSince)));
    if (!place) return post(card.key, message);
    try {
      await client.chat.update({ ...place, text: message.text, blocks: message.blocks });
      return place;
    } catch (error) {
      // Somebody deleted the message: what it said is still true, so it is said again.
      if (platformError(error) !== 'message_not_found') throw error;
      return post(card.key, message);
    }
  }

  async function post(key: string, { channel, text, blocks }: CardMessage): Promise<Place> {
    const metadata = { event_type: METADATA_TYPE, event_payload: { card: key } };
    const posted = await client.chat.postMessage({
      channel,
      text,
      blocks,
      metadata,
      unfurl_links: false,
      unfurl_media: false,
    });
    if (!posted.ts || !posted.channel) throw new Error('Slack answered a post without its channel and ts');
    return { channel: posted.channel, ts: posted.ts };
  }

  /** A process died between its post and storing the address: the message may stand in the channel already. */
  async function findLostPost(key: string, channel: string, since: Date): Promise<Place | undefined> {
    const oldest = String(Math.floor(since.getTime() / 1000) - 1);
    const { messages } = await client.conversations.history({
      channel,
      oldest,
      limit: 200,
      include_all_metadata: true,
    });
    const lost = messages?.find(({ metadata }) => {
      const payload: { card?: unknown } = metadata?.event_payload ?? {};
      return metadata?.event_type === METADATA_TYPE && payload.card === key;
    });
    return lost?.ts ? { channel, ts: lost.ts } : undefined;
  }
}

export type CardDrawer = ReturnType<typeof cardDrawer>;

function platformError(error: unknown): string | undefined {
  return error instanceof WebAPIPlatformError ? error.data.error : undefined;
}

interface Place {
  channel: string;
  ts: string;
}

function drawn(card: Card, version: number, place: Place | undefined, at: Date): Card {
  return { ...card, ...place, drawnVersion: version, drawnAt: at, lease: undefined, postingSince: undefined };
}
