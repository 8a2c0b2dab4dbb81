import { randomUUID } from 'node:crypto';
import { type Card, type CardPlace, cardSubject, isBehind, isChanging, takeLease } from '../../domain/cards';
import type { Cards } from '../../domain/ports/cards';
import type { Leases } from '../../domain/ports/leases';
import type { Log } from '../../log';
import { channelLink, md, section } from '../blocks';
import type { CardMessage, CardMessages } from './card-message';
import { drawingQueue, type Turn } from './drawing-queue';
import { showInChannel } from './show-in-channel';
import type { SlackBudget, SlackCall } from './slack-budget';

/** The card's message drawn from the state as it is now, undefined where its subject is unknown. */
export type RenderCard = (key: string) => Promise<CardMessage | undefined>;

export interface CardDrawerDeps {
  cards: Cards;
  leases: Leases;
  render: RenderCard;
  messages: CardMessages;
  budget: SlackBudget;
  log: Log;
  now: () => Date;
  /** Names this process in the lease. */
  owner: string;
  /** Milliseconds that a draw keeps others out; each post renews it. A slower one may be overtaken. */
  leaseMs: number;
  /** Least milliseconds between two updates of one message. */
  updateEveryMs: number;
  /** Slack channel id for cards whose own channel takes nothing any more. */
  fallbackChannel?: string | undefined;
}

/** That a channel is closed is said once in this time. */
const SAID_MS = 7 * 24 * 60 * 60_000;

/** Of a lease, what a call to Slack may take: 10 of 15 seconds (timing.drawLeaseSeconds). */
const CALL_SHARE = 2 / 3;

/**
 * Draws cards from state. One task draws a card at a time; it re-reads after drawing and draws again until the drawn
 * version is the current one. Updates of one message are spaced, all calls keep within Slack's budget, and the last state
 * always arrives.
 */
export function cardDrawer(deps: CardDrawerDeps) {
  const { cards, messages, budget, log, now, owner, fallbackChannel } = deps;
  const queue = drawingQueue({ draw, isUrgent, budget, log, now });
  const show = showInChannel({ messages, budget, log, now, note });

  return {
    /** Starts drawing where the card is behind. Never rejects: what cannot be drawn now stays behind for reconcile. */
    draw(card: Card): void {
      if (isBehind(card)) queue.add(card.key, turnOf(card));
    },
    /** Draws what only waits for its time and resolves when nothing is under way: the last act of a process. */
    settled: () => queue.settled(),
  };

  async function draw(key: string, prepaid: SlackCall | undefined): Promise<Turn | undefined> {
    const leased = await cards.update(key, (card) => card && takeLease(card, owner, now(), deps.leaseMs));
    if (!leased || leased.lease?.owner !== owner || !isBehind(leased)) return undefined;
    const shown: EverywhereShown = { places: [], heldMs: 0, isDrawn: true, errors: [] };
    let after: Card | undefined;
    try {
      const message = await deps.render(key);
      if (message) await showEverywhere(shown, leased, message, prepaid);
    } catch (error) {
      shown.isDrawn = false;
      throw error;
    } finally {
      after = await cards.update(key, (card) => card && afterDrawing(card, leased.version, shown));
    }
    if (shown.errors.length > 0) throw shown.errors[0];
    if (!after || !isBehind(after)) return undefined;
    // Whoever has announced a change draws it; should they die, the reconcile pass does.
    if (shown.isDrawn && after.version === leased.version) return undefined;
    const { call, notBefore } = turnOf(after);
    return { call, notBefore: Math.max(notBefore, now().getTime() + shown.heldMs) };
  }

  async function showEverywhere(
    shown: EverywhereShown,
    card: Card,
    message: CardMessage,
    prepaid: SlackCall | undefined,
  ): Promise<void> {
    const standing = card.places.map(({ channel }) => channel);
    // The fallback joins while the others are gone through.
    const channels = [...new Set([message.channel, ...(message.copies ?? []), ...standing])];
    for (const channel of channels) {
      const known = card.places.find((place) => place.channel === channel) ?? { channel, drawnVersion: 0 };
      if (known.drawnVersion >= card.version) continue;
      if (!(await keepsLease(card))) {
        shown.isDrawn = false;
        return;
      }
      const { place, heldMs = 0, error } = await show(card, known, message, prepaid);
      shown.places.push(place);
      shown.heldMs = Math.max(shown.heldMs, heldMs);
      if (error !== undefined) shown.errors.push(error);
      if (place.drawnVersion < card.version) shown.isDrawn = false;
      if (place.closed && channel === message.channel) await fallBackFrom(channel, place.closed, channels);
    }
  }

  /**
   * A task that was held up must not put its older picture over what another one has drawn meanwhile: what is left of the
   * lease has to be enough for a call to Slack, or else it is renewed.
   * @returns false where another task has taken over
   */
  async function keepsLease({ key, lease }: Card): Promise<boolean> {
    const left = (lease?.until.getTime() ?? 0) - now().getTime();
    if (left >= CALL_SHARE * deps.leaseMs) return true;
    const renewed = await cards.update(key, (card) =>
      card?.lease?.owner === owner ? { ...card, lease: leaseFrom(now()) } : card,
    );
    return renewed?.lease?.owner === owner;
  }

  function leaseFrom(at: Date): NonNullable<Card['lease']> {
    return { owner, until: new Date(at.getTime() + deps.leaseMs) };
  }

  /** Cards of a channel that takes nothing any more go where somebody may see them, and that is said once. */
  async function fallBackFrom(channel: string, why: string, channels: string[]): Promise<void> {
    if (!fallbackChannel || channels.includes(fallbackChannel)) return;
    channels.push(fallbackChannel);
    const until = new Date(now().getTime() + SAID_MS);
    if (!(await deps.leases.acquire(`closed-channel#${channel}`, randomUUID(), now(), until))) return;
    const words = md`:warning: ${channelLink(channel)} takes no messages of mine (${why}), so its cards come here. Unarchive it or invite me, or name another channel in mlpipeline.yaml.`;
    await messages
      .post(fallbackChannel, `closed-channel#${channel}`, {
        channel: fallbackChannel,
        text: words.text,
        blocks: [section(words)],
      })
      .catch((error: unknown) => log.warn({ err: error, channel }, 'could not say that a channel is closed'));
  }

  /** Stores what is about to happen and keeps the lease. @returns false where another task has taken over */
  async function note(key: string, place: CardPlace): Promise<boolean> {
    const noted = await cards.update(key, (card) => {
      if (card?.lease?.owner !== owner) return card;
      return { ...card, places: withPlaces(card.places, [place]), lease: leaseFrom(now()) };
    });
    return noted?.lease?.owner === owner;
  }

  function afterDrawing(card: Card, version: number, shown: EverywhereShown): Card {
    if (card.lease?.owner === owner) return { ...drawn(card, version, shown, now()), lease: undefined };
    // Another task has drawn meanwhile, and knows better where the card stands. What it drew may stand below our older
    // picture: it is drawn once more.
    const over = shown.places.map(({ channel }) => channel);
    const places = card.places.map((place) => (over.includes(place.channel) ? notNewer(place, version - 1) : place));
    return over.length > 0 ? { ...card, places, drawnVersion: Math.min(card.drawnVersion, version - 1) } : card;
  }

  function turnOf({ places, drawnVersion }: Card): Turn {
    const last = Math.max(0, ...places.map(({ drawnAt }) => drawnAt?.getTime() ?? 0));
    const first = places.find((place) => place.drawnVersion <= drawnVersion && !place.closed);
    const notBefore = last === 0 ? 0 : last + deps.updateEveryMs;
    if (!first) return { notBefore };
    return { notBefore, call: first.ts ? { kind: 'update' } : { kind: 'post', channel: first.channel } };
  }
}

/** People wait for what an approval's card says, and press its buttons. */
const isUrgent = (key: string): boolean => cardSubject(key)?.kind === 'approval';

export type CardDrawer = ReturnType<typeof cardDrawer>;

interface EverywhereShown {
  places: CardPlace[];
  /** Milliseconds that the longest has to wait. */
  heldMs: number;
  /** The card stands everywhere as it should. */
  isDrawn: boolean;
  errors: unknown[];
}

function drawn(card: Card, version: number, { places, isDrawn }: EverywhereShown, now: Date): Card {
  const changing = isChanging(card, now) ? card.changing : undefined;
  const all = withPlaces(card.places, places);
  return {
    ...card,
    places: changing ? all.map((place) => notNewer(place, version - 1)) : all,
    changing,
    drawnVersion: isDrawn && !changing ? version : Math.min(card.drawnVersion, version - 1),
  };
}

const notNewer = (place: CardPlace, version: number): CardPlace => ({
  ...place,
  drawnVersion: Math.min(place.drawnVersion, version),
});

/** The same places, these ones as they are now. */
function withPlaces(places: readonly CardPlace[], now: readonly CardPlace[]): CardPlace[] {
  const others = places.filter(({ channel }) => !now.some((place) => place.channel === channel));
  return [...others, ...now];
}
