import type { RollbackApproval } from '../approvals/approval';
import type { RollbackClaim } from '../ports/releases';
import type { Served } from './production';
import type { Release, RollbackHow } from './release';

/** A release that a person may choose, and how it would be restored. */
export interface RollbackOption {
  release: Release;
  /** The way that is taken: by `stage` where that is possible, else by `revision`; absent: neither is. */
  how?: RollbackHow | undefined;
  /** Why a way is not possible, in a sentence. */
  whyNot: Partial<Record<RollbackHow, string>>;
}

/** What can be rolled back to, and what would happen. */
export interface RollbackPlan {
  stage: string;
  production?: Served | undefined;
  /** Releases other than production, newest first, at most ten. */
  options: RollbackOption[];
  /** Execution of the last good release that can be restored. */
  suggestedId?: string | undefined;
  /** Milliseconds that a release usually takes from its start to production; absent where there was none. */
  usuallyMs?: number | undefined;
  /** The rollback that keeps others out just now. */
  underWay?: RollbackClaim | undefined;
  /** One that somebody has asked for, and that waits to be approved. */
  waiting?: Pick<RollbackApproval, 'requestedBy' | 'asked'> | undefined;
  /** Why there is nothing to choose. */
  impossible?: string | undefined;
  /** Somebody has to approve it before it is begun. */
  needsApproval: boolean;
  /** The pipeline is locked once it has succeeded. */
  locksAfterwards: boolean;
}
