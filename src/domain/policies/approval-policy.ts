import type { Grant } from './grant';

/** What the policy may answer by itself. */
export type AutoAnswer = 'approve' | 'reject';

/** What mlpipeline.yaml says about the approvals of one stage, everything that is not said filled in. */
export interface ApprovalPolicy {
  /** Who may approve: the list of the approvals' own, else the role `approver`. */
  approvers: Grant;
  /** The line of mlpipeline.yaml that names them; absent: none does. */
  approversAt?: string | undefined;
  /** Distinct people who must approve; one who rejects is enough. */
  quorum: number;
  /** Whoever started the execution, wrote, committed or pushed something of it may not approve it. */
  fourEyes: boolean;
  /** What four eyes do with an author whom nobody can match to a Slack user. */
  unknownPeople: 'block' | 'warn';
  gates: readonly Gate[];
  /** What the policy answers by itself where its gates are decisive; empty: a person decides. */
  auto: readonly AutoAnswer[];
  /** Gates, `auto` and `expireAfter` are told and not obeyed. */
  isShadow: boolean;
  /** Names of CloudWatch alarms that hold the gate shut while they ring. */
  alarms: readonly string[];
  remind: {
    /** Milliseconds since the approval was asked for. */
    afterMs: readonly number[];
    /** Milliseconds before it expires. */
    beforeExpiryMs: readonly number[];
  };
  /** Who is called when nobody has answered for so long; they may approve from then on. */
  escalation?: { afterMs: number; to: readonly string[] } | undefined;
  /** Milliseconds since it was asked for, after which the policy rejects it; absent: CodePipeline's own time limit alone counts. */
  expireAfterMs?: number | undefined;
  /**
   * What becomes of an approval that a rollback comes to: a person is asked, or the policy approves it where the model
   * is the one that was approved before, by its artifacts or its digest.
   */
  rollback: 'ask' | 'pre-approved';
}

/** What mlpipeline.yaml says about rolling back. */
export interface RollbackPolicy {
  /** How a rollback is approved before it is begun; absent: whoever may roll back just does. */
  approval?: ApprovalPolicy | undefined;
  /** Locks the pipeline once a rollback has succeeded, so that the bad commit is not deployed again. */
  locksAfterwards: boolean;
}

/** The policies of one pipeline: of every approval, and of those stages that have one of their own. */
export interface ApprovalPolicies {
  otherwise: ApprovalPolicy;
  stages: Readonly<Record<string, ApprovalPolicy>>;
}

/** What must be true of a release. */
export type Gate = MetricGate | TestsGate;

export interface MetricGate {
  kind: 'metric';
  /** As evidence names it: without METRIC_, in lower case. */
  metric: string;
  better: 'higher' | 'lower';
  min?: number | undefined;
  max?: number | undefined;
  /**
   * How much worse than production still passes, never negative: an amount, or a share of production's value (0.02 for
   * 2 %). Which way is worse is told by `better`.
   */
  worstChange?: { by: number; isShare: boolean } | undefined;
  /** One that is not reported is missed; else it is not looked at. */
  isRequired: boolean;
  missed: Missed;
}

/** No test fails, and tests are reported. */
export interface TestsGate {
  kind: 'tests';
  missed: Missed;
}

/** What follows from a missed gate. */
export type Missed =
  | { does: 'warn' }
  | { does: 'block' }
  /** So many must approve, if not more are needed anyway. */
  | { does: 'raise quorum'; to: number }
  /** One of these people and user groups must be among those who approve. */
  | { does: 'ask'; whom: readonly string[] };
