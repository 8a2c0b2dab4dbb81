/**
 * A card is one Slack message that shows one subject and is updated in place. Its item remembers where it stands and
 * which version of the truth it shows. `chat.update` has no compare-and-set, so only the holder of the lease draws,
 * and draws again until the drawn version is the current one.
 */
export interface Card {
  /** `approval#<approvalId>`, `execution#<pipeline>#<executionId>`, `lock#<pipeline>#<lockId>` or `build#<buildId>`. */
  key: string;
  /** Raised by every change of what the card shows. */
  version: number;
  drawnVersion: number;
  drawnAt?: Date | undefined;
  channel?: string | undefined;
  /** Slack's message id: a string, never a number. */
  ts?: string | undefined;
  /** Set before the first post and kept until its `ts` is stored: a post whose answer was lost can be looked up. */
  postingSince?: Date | undefined;
  lease?: { owner: string; until: Date } | undefined;
}

export const approvalCardKey = (approvalId: string): string => `approval#${approvalId}`;
export const executionCardKey = (pipeline: string, executionId: string): string =>
  `execution#${pipeline}#${executionId}`;
export const buildCardKey = (buildId: string): string => `build#${buildId}`;

export const lockCardKey = (pipeline: string, lockId: string): string => `lock#${pipeline}#${lockId}`;

/** What a card key points at. */
export type CardSubject =
  | { kind: 'approval'; approvalId: string }
  | { kind: 'execution'; pipeline: string; executionId: string }
  | { kind: 'lock'; pipeline: string; lockId: string }
  | { kind: 'build'; buildId: string };

export function cardSubject(key: string): CardSubject | undefined {
  const [kind, first, second] = key.split('#');
  if (kind === 'approval' && first) return { kind, approvalId: first };
  if (kind === 'build' && first) return { kind, buildId: first };
  if (kind === 'execution' && first && second) return { kind, pipeline: first, executionId: second };
  if (kind === 'lock' && first && second) return { kind, pipeline: first, lockId: second };
  return undefined;
}

export function markChanged(key: string, card: Card | undefined): Card {
  if (!card) return { key, version: 1, drawnVersion: 0 };
  return { ...card, version: card.version + 1 };
}

export const isBehind = (card: Card): boolean => card.drawnVersion < card.version;

/** Takes the drawing lease, or returns the card unchanged where somebody else holds it or nothing is to be drawn. */
export function takeLease(card: Card, owner: string, now: Date, leaseMs: number): Card {
  if (!isBehind(card)) return card;
  if (card.lease && card.lease.owner !== owner && card.lease.until > now) return card;
  return { ...card, lease: { owner, until: new Date(now.getTime() + leaseMs) } };
}
