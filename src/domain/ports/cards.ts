import type { Card } from '../cards';

/** Where each card stands in Slack and which version of the truth it shows. */
export interface Cards {
  get(key: string): Promise<Card | undefined>;
  /** Applies a pure change atomically; see Executions.update. */
  update(key: string, change: (current: Card | undefined) => Card | undefined): Promise<Card | undefined>;
  /** Cards whose drawn version is behind, longest behind first (a sparse index, never a scan). */
  behind(limit: number): Promise<Card[]>;
}
