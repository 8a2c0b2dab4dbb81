import { markChanged } from '../../domain/cards';
import type { Cards } from '../../domain/ports/cards';
import type { Notifier } from '../../domain/ports/notifier';
import type { CardDrawer } from './card-drawer';

/** How many cards one reconcile pass draws; the rest is behind until the next one. */
const CARDS_PER_PASS = 50;

/** Notes the change durably, then draws in the background: a use case never waits for Slack. */
export function slackNotifier({ cards, drawer }: { cards: Cards; drawer: CardDrawer }): Notifier {
  return {
    async cardWillChange(key) {
      await cards.update(key, (current) => markChanged(key, current));
    },
    async cardChanged(key) {
      const card = await cards.update(key, (current) => markChanged(key, current));
      if (card) drawer.draw(card);
    },
    async drawCardsBehind() {
      for (const card of await cards.behind(CARDS_PER_PASS)) drawer.draw(card);
    },
  };
}
