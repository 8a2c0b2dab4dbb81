/** A record of a chain, as far as an anchor speaks of it. */
export interface SealedPlace {
  sequence: number;
  hash: string;
}

/** Somewhere where anchors are kept, out of reach of whoever may write to the audit table. */
export interface AnchorSource {
  /** As it stands in a sentence: “the bucket anchors-1”. */
  readonly name: string;
  /** People typed its anchors: one that differs may be mistyped. */
  readonly isTyped?: boolean;
  /** Begins to read the anchors of one chain. Neither this nor what it returns fails: what cannot be read is told. */
  open(chain: string): AnchorsOfChain;
  /** Chains that it has anchors of, also of those that nothing is left of; empty where it cannot tell. */
  chains(): Promise<string[]>;
}

export interface AnchorsOfChain {
  /**
   * Which of these records have an anchor here, in their order, and whether it is of the very record. Asked page by page,
   * oldest record first. Every anchor counts, not the newest alone: a chain that was written anew gets new anchors that fit.
   */
  compare(records: readonly SealedPlace[]): Promise<ComparedAnchor[]>;
  /** Sequence number of the newest anchor behind everything that was compared so far. */
  newestBeyond(): Promise<number | undefined>;
  /**
   * Records up to the newest that was compared of which it has an anchor that could not be compared, since they were not
   * there; asked at the end. A source that keeps its anchors longer than the records are kept has none to tell.
   */
  uncompared?(): Promise<readonly number[]>;
  /** What could not be read, in sentences; asked at the end. */
  untold(): readonly string[];
  /** Whether some of that are anchors which should be here: then not everything was compared. Asked at the end. */
  isUnread(): boolean;
}

export interface ComparedAnchor {
  sequence: number;
  fits: boolean;
}
