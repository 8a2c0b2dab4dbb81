import type { Finding } from './chain-finding';

/** Both are whole, and do not fit: it is the first that was another one when the second was written. */
export const madeAnew = (place: number): Finding => ({
  kind: 'altered',
  from: place,
  to: place,
  detail: `, and its hash made anew: record ${place + 1} does not continue it`,
});

export const forkAt = (place: number, continued: number | undefined): Finding => ({
  kind: 'forked',
  from: place,
  to: place,
  detail: forkWords(place, continued),
});

function forkWords(place: number, continued: number | undefined): string {
  if (place === 1) return 'it continues another record, and there is none before the first';
  if (continued !== undefined) return `it continues record ${continued}, not the one before it`;
  return `it continues another record ${place - 1} than the one that lies there`;
}

/** Records among which the one is looked for that a forked record continues. */
const RECENT = 100;

/** The newest records of a chain by their hashes, few however long it is. */
export function recentHashes() {
  const numbers = new Map<string, number>();
  return {
    numberOf: (hash: string): number | undefined => numbers.get(hash),
    add(place: number, hash: string): void {
      numbers.set(hash, place);
      const [oldest] = numbers.keys();
      if (numbers.size > RECENT && oldest !== undefined) numbers.delete(oldest);
    },
  };
}
