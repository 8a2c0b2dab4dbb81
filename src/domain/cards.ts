/**
 * A card is one Slack message per channel that shows one subject and is updated in place. Its item remembers where it
 * stands and which version of the truth it shows. `chat.update` has no compare-and-set, so only the holder of the lease
 * draws, and draws again until the drawn version is the current one.
 */
export interface Card {
  /** One of the keys below. */
  key: string;
  /** Raised by every change of what the card shows. */
  version: number;
  /** Everywhere it stands. */
  drawnVersion: number;
  places: CardPlace[];
  /**
   * Changes of the truth that were announced and have not been made yet. Until they are, or whoever announced them can
   * be taken for dead, what is drawn may be old already, and does not count as drawn.
   */
  changing?: { count: number; until: Date } | undefined;
  lease?: { owner: string; until: Date } | undefined;
}

/** Where a card stands: its own channel, and those that have subscribed to it. */
export interface CardPlace {
  channel: string;
  /** Slack's message id: a string, never a number. */
  ts?: string | undefined;
  /** Set before a post and kept until its `ts` is stored: a post whose answer was lost can be looked up. */
  postingSince?: Date | undefined;
  drawnVersion: number;
  drawnAt?: Date | undefined;
  /** Why Slack takes nothing there any more, in its own word: `is_archived`. */
  closed?: string | undefined;
  /** Replies in the thread that were begun, by their names: each is said once. */
  replied?: string[] | undefined;
}

export const approvalCardKey = (approvalId: string): string => `approval#${approvalId}`;
export const executionCardKey = (pipeline: string, executionId: string): string =>
  `execution#${pipeline}#${executionId}`;
export const buildCardKey = (buildId: string): string => `build#${buildId}`;
export const lockCardKey = (pipeline: string, lockId: string): string => `lock#${pipeline}#${lockId}`;
export const pullRequestCardKey = (repository: string, pullRequestId: string): string =>
  `pull-request#${repository}#${pullRequestId}`;
/** `version` is the number of the model package in its group. */
export const modelPackageCardKey = (pipeline: string, version: string): string =>
  `model-package#${pipeline}#${version}`;
/** One card from the moment an alarm rings until it is quiet again. */
export const alarmCardKey = (pipeline: string, ringId: string): string => `alarm#${pipeline}#${ringId}`;
/** One a day and channel: `day` is that of its post, as clocks show it there, `2026-11-28`. */
export const digestCardKey = (channel: string, day: string): string => `digest#${channel}#${day}`;

/** What a card key points at. */
export type CardSubject =
  | { kind: 'approval'; approvalId: string }
  | { kind: 'execution'; pipeline: string; executionId: string }
  | { kind: 'lock'; pipeline: string; lockId: string }
  | { kind: 'build'; buildId: string }
  | { kind: 'pull-request'; repository: string; pullRequestId: string }
  | { kind: 'model-package'; pipeline: string; version: string }
  | { kind: 'alarm'; pipeline: string; ringId: string }
  | { kind: 'digest'; channel: string; day: string };

export function cardSubject(key: string): CardSubject | undefined {
  const [kind, first, second] = key.split('#');
  if (kind === 'approval' && first) return { kind, approvalId: first };
  if (kind === 'build' && first) return { kind, buildId: first };
  if (kind === 'execution' && first && second) return { kind, pipeline: first, executionId: second };
  if (kind === 'lock' && first && second) return { kind, pipeline: first, lockId: second };
  if (kind === 'pull-request' && first && second) return { kind, repository: first, pullRequestId: second };
  if (kind === 'model-package' && first && second) return { kind, pipeline: first, version: second };
  if (kind === 'alarm' && first && second) return { kind, pipeline: first, ringId: second };
  if (kind === 'digest' && first && second) return { kind, channel: first, day: second };
  return undefined;
}

/** @param announced the change was announced by `markChanging` */
export function markChanged(key: string, card: Card | undefined, announced = false): Card {
  const known = card ?? { key, version: 0, drawnVersion: 0, places: [] };
  const { changing, ...rest } = known;
  const count = (changing?.count ?? 0) - (announced ? 1 : 0);
  return { ...rest, version: known.version + 1, ...(changing && count > 0 && { changing: { ...changing, count } }) };
}

/**
 * The truth is about to change.
 * @param leaseMs from the announcement to the change: whoever takes longer is taken for dead
 */
export function markChanging(key: string, card: Card | undefined, now: Date, leaseMs: number): Card {
  const marked = markChanged(key, card);
  const count = isChanging(marked, now) ? (marked.changing?.count ?? 0) : 0;
  return { ...marked, changing: { count: count + 1, until: new Date(now.getTime() + leaseMs) } };
}

export const isChanging = ({ changing }: Card, now: Date): boolean => changing !== undefined && changing.until > now;

export const isBehind = (card: Card): boolean => card.drawnVersion < card.version;

/** Takes the drawing lease, or returns the card unchanged where somebody else holds it or nothing is to be drawn. */
export function takeLease(card: Card, owner: string, now: Date, leaseMs: number): Card {
  if (!isBehind(card)) return card;
  if (card.lease && card.lease.owner !== owner && card.lease.until > now) return card;
  return { ...card, lease: { owner, until: new Date(now.getTime() + leaseMs) } };
}
