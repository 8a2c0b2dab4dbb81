import type { Home } from '../homes/home';

/** Who has opened their Home tab, and what stands in it. Nothing is kept for longer than that matters. */
export interface Homes {
  /** Read consistently. */
  get(slackId: string): Promise<Home | undefined>;
  /** Applies a pure change atomically; see Executions.update. */
  update(slackId: string, change: (current: Home | undefined) => Home | undefined): Promise<Home | undefined>;
  /** Those that were opened at or after a moment, the last one first. The list may lag by moments. */
  openedSince(since: Date): Promise<Home[]>;
}
