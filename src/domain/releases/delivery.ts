/** What let an execution start: which source action's revision changed, else its rule, else whoever asked. */
export const TRIGGERS = ['code', 'data', 'schedule', 'manual', 'unknown'] as const;
export type TriggerKind = (typeof TRIGGERS)[number];

/**
 * How a release came into production: what DORA's measures are made of. It is put on record with the release, for
 * CodePipeline forgets and repositories are slow to tell; a release from before that is known without it.
 */
export interface Delivery {
  trigger: TriggerKind;
  /** Revisions that it was made of, as far as CodePipeline tells them: what the next release is compared with. */
  sources: readonly SourceRevision[];
  /** Its approvals, each from its question to the answer that let it pass. */
  waits: readonly Wait[];
  /** Commits that it brought; absent where nobody can tell, and of the first release ever. */
  commits?: BroughtCommits | undefined;
}

/** What a source action has read. */
export interface SourceRevision {
  action: string;
  provider: string;
  /** Commit, image digest, version of an S3 object. */
  revision: string;
}

/** An approval while it was open. */
export interface Wait {
  /** `<stage>/<action>`. */
  gate: string;
  from: Date;
  to: Date;
}

/** Commits that are in the history of a release and not in that of the release before. */
export interface BroughtCommits {
  /** Execution of the release before; absent where that was not looked at. */
  since?: string | undefined;
  /** When each was committed, newest first, at most a hundred; empty: it brought none, or `isHeadOnly`, nothing is known. */
  committedAt: readonly Date[];
  /** Only the newest commit is known, if any: the others cannot be read, or are too many. */
  isHeadOnly?: boolean | undefined;
}

/** Something of the model that began to ring while production served it. */
export interface NotedAlarm {
  name: string;
  at: Date;
}
