import type { Card, CardPlace } from '../../domain/cards';
import type { Log } from '../../log';
import { type CardMessage, type CardMessages, SlackCallFailed } from './card-message';
import type { SlackBudget, SlackCall } from './slack-budget';

export interface ShowInChannelDeps {
  messages: CardMessages;
  budget: SlackBudget;
  log: Log;
  now: () => Date;
  /**
   * Stores what is about to happen to a place, before it happens.
   * @returns false where another task has taken over the drawing
   */
  note: (key: string, place: CardPlace) => Promise<boolean>;
}

/** A place as it is afterwards. Its `drawnVersion` is the card's where the card stands there as it should. */
interface Shown {
  place: CardPlace;
  /** Milliseconds to wait before it can be drawn. */
  heldMs?: number;
  /** Why it could not be drawn. */
  error?: unknown;
}

/** @param prepaid a call that has been taken from the budget already */
export type ShowInChannel = (
  card: Card,
  place: CardPlace,
  message: CardMessage,
  prepaid?: SlackCall | undefined,
) => Promise<Shown>;

/** A call that was not made, or had no effect, and is to be made later. */
class Held extends Error {
  override readonly name = 'Held';
  constructor(readonly waitMs: number) {
    super(`held for ${waitMs} ms`);
  }
}

/** Lets a card stand in one channel as its message says: by an update, or, where it does not stand there yet, by a post. */
export function showInChannel({ messages, budget, log, now, note }: ShowInChannelDeps): ShowInChannel {
  return async (card, known, message, prepaid) => {
    let paid = prepaid;
    /** As far as it is known to be true. */
    let place = known;
    const { channel } = place;
    const drawn = { drawnVersion: card.version, drawnAt: now() };
    try {
      const ts = await shown();
      place = { ...place, ts, drawnAt: drawn.drawnAt, postingSince: undefined, closed: undefined };
      await reply(ts);
      return { place: { ...place, ...drawn } };
    } catch (error) {
      if (error instanceof Held) return { place, heldMs: error.waitMs };
      if (!isFailure(error, 'closed')) return { place, error };
      log.warn(
        { code: error.code, card: card.key, channel },
        'channel takes no cards: unarchive it, invite the bot, or name a fallbackChannel',
      );
      return { place: { ...place, ...drawn, closed: error.code } };
    }

    async function shown(): Promise<string> {
      const ts = place.ts ?? (await lostPost());
      if (ts === undefined) return post();
      try {
        await within({ kind: 'update' }, () => messages.update({ channel, ts }, message));
        return ts;
      } catch (error) {
        if (!isFailure(error, 'gone')) throw error;
        // Somebody deleted the message: what it said is still true, so it is said again.
        place = { ...place, ts: undefined };
        return post();
      }
    }

    async function post(): Promise<string> {
      const { ts } = await within({ kind: 'post', channel }, async () => {
        const intent = { ...place, postingSince: now() };
        if (!(await note(card.key, intent))) throw new Held(0);
        place = intent;
        try {
          return await messages.post(channel, card.key, message);
        } catch (error) {
          if (hadNoEffect(error)) place = { ...place, postingSince: undefined };
          throw error;
        }
      });
      return ts;
    }

    /** A process died between its post and storing the address, or never had an answer: the message may stand there. */
    async function lostPost(): Promise<string | undefined> {
      if (!place.postingSince) return undefined;
      try {
        const found = await messages.find(channel, card.key, place.postingSince);
        place = { ...place, ts: found?.ts, postingSince: undefined };
      } catch (error) {
        if (isFailure(error, 'rate limited')) throw new Held(error.retryAfterMs);
        if (!isFailure(error, 'no scope')) throw error;
        log.warn({ err: error, card: card.key, channel }, 'history may not be read: posted anew');
      }
      return place.ts;
    }

    /** At most once: the card itself tells everything, and a person is not to be called twice. It waits for no budget. */
    async function reply(ts: string): Promise<void> {
      const due = message.channel === channel ? message.reply : undefined;
      if (!due || place.replied?.includes(due.name)) return;
      const said = { ...place, replied: [...(place.replied ?? []), due.name] };
      if (!(await note(card.key, said))) throw new Held(0);
      try {
        budget.spend({ kind: 'post', channel });
        await messages.reply({ channel, ts }, due);
      } catch (error) {
        if (isFailure(error, 'rate limited')) throw new Held(error.retryAfterMs); // not said: `place` does not have it
        log.warn({ err: error, card: card.key, channel }, 'reply could not be posted');
      }
      place = said;
    }

    /** Makes a call within the budget. @throws Held where it has to wait, SlackCallFailed */
    async function within<T>(call: SlackCall, work: () => Promise<T>): Promise<T> {
      const isPaid = paid?.kind === call.kind;
      const wait = isPaid ? 0 : budget.waitFor(call);
      if (wait > 0) throw new Held(wait);
      if (!isPaid) budget.spend(call);
      paid = undefined;
      try {
        return await work();
      } catch (error) {
        if (!isFailure(error, 'rate limited')) throw error;
        budget.pause(call, error.retryAfterMs);
        throw new Held(error.retryAfterMs);
      }
    }
  };
}

const hadNoEffect = (error: unknown): boolean => error instanceof SlackCallFailed && error.kind !== 'unknown';

const isFailure = (error: unknown, kind: SlackCallFailed['kind']): error is SlackCallFailed =>
  error instanceof SlackCallFailed && error.kind === kind;
