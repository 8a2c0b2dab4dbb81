import { type Card, isBehind } from '../../../src/domain/cards';
import type { Cards } from '../../../src/domain/ports/cards';
import { AtomicItems } from './atomic-items';
import { lateness } from './late-truth';

/** Cards in memory. A map keeps insertion order, so the set of those behind is also the order they fell behind in. */
export function fakeCards(): Cards {
  const items = new AtomicItems<Card>();
  const behind = new Set<string>();
  return {
    get: async (key) => items.get(key),
    async update(key, change) {
      const card = items.update(key, change);
      if (card && isBehind(card)) behind.add(key);
      else behind.delete(key);
      return card;
    },
    async behind(limit) {
      if (lateness() > 0) return items.list((all) => all.filter(isBehind).slice(0, limit));
      return [...behind].slice(0, limit).flatMap((key) => items.get(key) ?? []);
    },
  };
}
