import { markChanged, markChanging } from '../../domain/cards';
import type { Cards } from '../../domain/ports/cards';
import type { Notifier } from '../../domain/ports/notifier';
import type { CardDrawer } from './card-drawer';

/** How many cards one reconcile pass draws; the rest is behind until the next one. */
const CARDS_PER_PASS = 50;

/**
 * From the announcement of a change to the change there may be a few calls, each of which hangs until its client gives
 * up: whoever has announced is not taken for dead before. A card that is drawn in the meantime does not count as drawn.
 */
const CHANGE_LEASES = 6;

interface SlackNotifierDeps {
  cards: Cards;
  drawer: CardDrawer;
  now: () => Date;
  /** Milliseconds from an intent to its outcome. */
  intentLeaseMs: number;
}

/** Notes the change durably, then draws in the background: a use case never waits for Slack. */
export function slackNotifier({ cards, drawer, now, intentLeaseMs }: SlackNotifierDeps): Notifier {
  /** Changes that this process has announced and not made yet, by the card. */
  const announced = new Map<string, number>();

  return {
    async cardWillChange(key) {
      await cards.update(key, (current) => markChanging(key, current, now(), CHANGE_LEASES * intentLeaseMs));
      announced.set(key, (announced.get(key) ?? 0) + 1);
    },
    async cardChanged(key) {
      const open = announced.get(key) ?? 0;
      if (open > 1) announced.set(key, open - 1);
      else announced.delete(key);
      const card = await cards.update(key, (current) => markChanged(key, current, open > 0));
      if (card) drawer.draw(card);
    },
    async cardDue(key) {
      const card = await cards.update(key, (current) => current ?? markChanged(key, current));
      if (card) drawer.draw(card);
    },
    async drawCardsBehind() {
      const behind = await cards.behind(CARDS_PER_PASS);
      for (const card of behind) drawer.draw(card);
      return behind.length;
    },
  };
}
