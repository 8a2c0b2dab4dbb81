import { cardSubject } from '../../domain/cards';
import type { Notifier } from '../../domain/ports/notifier';
import type { HomeRefresher } from './home-refresher';

/** Kinds of cards whose subjects a Home tab tells of. */
const TOLD: readonly string[] = ['approval', 'execution', 'lock', 'alarm'];

/**
 * Whatever changes a card may change Home tabs. A reconcile pass looks at them too: a freeze begins and a lock ends
 * without any card of theirs, and a task may have died before it showed what it had changed.
 */
export function tellingHomes<N extends Notifier>(notifier: N, { changed }: Pick<HomeRefresher, 'changed'>): N {
  return {
    ...notifier,
    async cardChanged(key: string) {
      await notifier.cardChanged(key);
      if (TOLD.includes(cardSubject(key)?.kind ?? '')) changed();
    },
    async drawCardsBehind() {
      changed();
      return notifier.drawCardsBehind();
    },
  };
}
