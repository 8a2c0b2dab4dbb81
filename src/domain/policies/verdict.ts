import type { AutoAnswer, Gate } from './approval-policy';

/** What came of one gate. */
export interface GateResult {
  gate: Gate;
  /** `open`: nothing is demanded of it, or it is not reported and need not be. */
  state: 'passed' | 'missed' | 'open';
  /** In a sentence, with the numbers it saw: "accuracy 0.94 is below the gate 0.95". */
  says: string;
}

/** What a policy makes of a release: pure, from the evidence and the people involved. Foreign text may stand in its sentences. */
export interface Verdict {
  gates: readonly GateResult[];
  /** Distinct people who must approve. */
  quorum: number;
  /** Of each of these lists at least one must be among those who approve. */
  mustInclude: readonly (readonly string[])[];
  /** Why nobody may approve, each in a sentence; rejecting is always possible. */
  blockers: readonly string[];
  /** What those who decide should know, each in a sentence. */
  warnings: readonly string[];
  /** The recommendation of the policy, in a sentence or two; absent where it has no gates, and nothing is rolled back. */
  recommendation?: string | undefined;
  /** What the policy answers by itself. */
  auto?: AutoAnswer | undefined;
  /** It approves because a rollback brings back the very model that was approved before. */
  isPreApproved?: boolean | undefined;
  /**
   * In shadow: what the policy would have done, in a sentence. Its gates are told; everything else above is then as if it
   * had none.
   */
  wouldHave?: string | undefined;
}
