import type { Finding } from './chain-finding';
import type { Checkpoint } from './checkpoint';
import type { OpenIntent } from './open-intents';

/** What is known of a chain after every record and every anchor of it was read. */
export interface ChainProof {
  chain: string;
  /** What lies in it, records or not. */
  links: number;
  /** Number and hash of the newest record: together an anchor for whoever keeps it. */
  head?: { sequence: number; hash: string } | undefined;
  /** By which retention records 1 to `upTo` are gone. */
  removed?: (Checkpoint & { upTo: number }) | undefined;
  /** The checkpoint that reaches furthest, whether or not all is gone that it stands for. */
  checkpoint?: Checkpoint | undefined;
  /** In the order of the records; none: nothing is wrong as far as can be known. */
  findings: readonly Finding[];
  /** How many more there are. */
  furtherFindings: number;
  /** The newest record that an anchor proves, with everything before it, and where that anchor is. */
  proven?: { upTo: number; by: string } | undefined;
  /** What each source had of it. */
  sources: readonly SourceReport[];
  /** The newest release of its pipeline, where nothing at all is on record; absent where nobody looked, too. */
  unrecorded?: { release: string; at: string } | undefined;
  /** The first of those that are late, and how many there are. */
  lateIntents: { first: readonly OpenIntent[]; count: number };
}

export interface SourceReport {
  name: string;
  /** The newest record whose anchor fits. */
  fitsUpTo?: number | undefined;
  /** Records that it has an anchor of and that were not there to be compared, the first of them. */
  uncompared?: readonly number[] | undefined;
  /** Sentences. */
  untold: readonly string[];
  /** It has, or should have, anchors that could not be read. */
  isUnread: boolean;
}

/** Anchors that should be there could not be read: nobody knows whether the chain fits them. */
export const isUnread = ({ sources }: Pick<ChainProof, 'sources'>): boolean =>
  sources.some((source) => source.isUnread);

export const isWhole = ({ findings }: Pick<ChainProof, 'findings'>): boolean => findings.length === 0;
