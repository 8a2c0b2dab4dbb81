import { hashOf } from '../audit/audit-chain';
import type { ExecutionTrigger } from '../executions/execution';
import type { ApprovalPolicy } from '../policies/approval-policy';
import type { Involvement } from '../policies/four-eyes';
import { type Actor, approvalPolicyOf, type PipelinePolicy } from '../policies/policy';
import type { AskedRollback } from '../releases/asked-rollback';
import { ApprovalAlreadyDecided, ApprovalNoLongerOpen } from './approval-errors';
import { type Evidence, evidenceHash } from './evidence';

export type Decision = 'approved' | 'rejected';

/** One question that waits for an answer, and what became of it. */
export type Approval = ActionApproval | PackageApproval | RollbackApproval;

/** A manual-approval action of CodePipeline. Its id is the action execution id. */
export interface ActionApproval extends OfApproval {
  kind: 'action';
  executionId: string;
  stage: string;
  action: string;
}

/** A model package that waits in the model registry, and that no execution asks about. */
export interface PackageApproval extends OfApproval {
  kind: 'package';
  /** Model package group of SageMaker. */
  group: string;
  /** Number of the version in its group. */
  packageVersion: string;
  arn: string;
}

/** A rollback that somebody wants to begin, where the policy wants others to approve it. Our own question, not AWS's. */
export interface RollbackApproval extends OfApproval {
  kind: 'rollback';
  asked: AskedRollback;
  /** Audit id of the question; what comes of it carries this id, too. */
  askedAs: string;
  requestedBy: Actor;
}

interface OfApproval {
  approvalId: string;
  pipeline: string;
  status: 'open' | 'decided' | 'ended';
  requestedAt: Date;
  /** Absent: nothing in AWS ends it. */
  expiresAt?: Date | undefined;
  /** Words of whoever asks: the approval action's comment, or what the maker of a model package says besides metrics. */
  customData?: string | undefined;
  externalLink?: string | undefined;
  requestedBy?: Actor | undefined;
  trigger?: ExecutionTrigger | undefined;
  evidence: Evidence;
  evidenceHash: string;
  /** Who had a part in it; told anew whenever the evidence is. */
  involvement: Involvement;
  /** Approvals that count, or have counted for evidence that has changed since: at most one per person. */
  votes: readonly Vote[];
  /** Who is answering right now; a claim older than its lease can be retaken. */
  claim?: Claim | undefined;
  /** What held the gate shut when somebody last looked. */
  hold?: Hold | undefined;
  override?: Override | undefined;
  /** Newer executions that wait for the answer. */
  waitingBehind?: number | undefined;
  /** Of the policy's verdict as the card shows it: another configuration may judge otherwise. */
  verdictHash?: string | undefined;
  /** Reminders, escalation and warning that were due, oldest first. */
  notices: readonly Notice[];
  decision?: SettledDecision | undefined;
  ending?: Ending | undefined;
  /** Where the execution has named a model package: what the registry says of it. */
  registry?: RegistryState | undefined;
  version: number;
}

/** One person's approval where several are needed. */
export interface Vote {
  by: Actor;
  at: Date;
  auditId: string;
  reason?: string | undefined;
  /** What it is about; for other evidence it does not count. */
  evidenceHash: string;
}

export interface Claim {
  auditId: string;
  decision: Decision;
  actor: Actor;
  reason?: string | undefined;
  leaseUntil: Date;
}

export interface SettledDecision {
  decision: Decision;
  /** Of several who approved, the one whose approval was the last that was needed. */
  by: Actor;
  reason?: string | undefined;
  at: Date;
  auditId: string;
  /** The rollback that it has begun. */
  executionId?: string | undefined;
  /** The policy's verdict at that moment, in sentences. */
  verdict?: readonly string[] | undefined;
}

/** Alarms and freezes; a lock has an item of its own. */
export interface Hold {
  /** Alarms that ring and are not overridden. */
  alarms: readonly string[];
  /** Alarms of which nobody can tell whether they ring. */
  unreadable?: readonly string[] | undefined;
  /** A freeze of the configuration. */
  freeze?: { reason: string; until: Date } | undefined;
}

/** An alarm's hold is overridden by two admins: one asks, another confirms. */
export interface Override {
  /** The alarms that it is about: one that rings later holds all the same. */
  alarms: readonly string[];
  asked: { by: Actor; at: Date; reason: string; auditId: string };
  confirmed?: { by: Actor; at: Date; auditId: string } | undefined;
}

export interface Notice {
  kind: 'reminder' | 'escalation' | 'expires soon';
  /** Names the notice among those of its approval: each is said once. */
  name: string;
  at: Date;
}

/** Ended without an answer of ours. */
export interface Ending {
  how:
    | 'answered elsewhere'
    | 'not answered'
    | 'expired'
    | 'execution stopped'
    | 'execution superseded'
    | 'execution cancelled'
    | 'stage retried'
    | 'version deleted'
    | 'no longer possible';
  /** Words of whoever answered elsewhere. */
  detail?: string | undefined;
  decision?: Decision | undefined;
  /** ARN or name of whoever did it, where AWS tells. */
  by?: string | undefined;
  at: Date;
}

/** What the model registry holds, beside the answer that was given. */
export interface RegistryState {
  arn: string;
  /**
   * `unchecked`: answered, and nobody has looked at the registry yet. `behind`: our decision is still to be told to it.
   * `differs`: it holds something else than the answer that was given.
   */
  state: 'unchecked' | 'answered' | 'behind' | 'differs' | 'gone';
  /** A sentence for people; may quote whoever answered there. */
  detail?: string | undefined;
}

/** The name of a question by itself: what is answered by one decision. */
export const packageApprovalId = (pipeline: string, packageVersion: string): string =>
  `package-${pipeline}-${packageVersion}`;

export const rollbackApprovalId = (requestId: string): string => `rollback-${requestId}`;

/** The policy that counts: that of the stage, or that of rollbacks. */
export const approvalPolicyFor = (policy: PipelinePolicy, approval: Approval): ApprovalPolicy =>
  (approval.kind === 'rollback' ? policy.rollback.approval : undefined) ?? approvalPolicyOf(policy, stageOf(approval));

/** The stage that asks; a model package and a rollback have none. */
export const stageOf = (approval: Approval): string | undefined =>
  approval.kind === 'action' ? approval.stage : undefined;

export const isEscalated = ({ notices }: Pick<Approval, 'notices'>): boolean =>
  notices.some(({ kind }) => kind === 'escalation');

/** Those that an execution asks. */
export const askedByExecutions = (approvals: readonly Approval[]): ActionApproval[] =>
  approvals.filter((approval) => approval.kind === 'action');

/** @throws ApprovalAlreadyDecided or ApprovalNoLongerOpen */
export function assertOpen(approval: Approval): void {
  if (approval.decision) {
    throw new ApprovalAlreadyDecided({ decision: approval.decision.decision, by: approval.decision.by.name });
  }
  if (approval.status !== 'open') throw new ApprovalNoLongerOpen('the approval has ended');
}

/** New evidence invalidates what earlier cards showed. Unchanged evidence changes nothing. */
export function withEvidence(approval: Approval, evidence: Evidence): Approval {
  const hash = evidenceHash(evidence);
  if (approval.status !== 'open' || hash === approval.evidenceHash) return approval;
  return { ...approval, evidence, evidenceHash: hash };
}

/** Who had a part in it, told anew; the argument itself where that is nothing new. */
export function withInvolvement(approval: Approval, involvement: Involvement): Approval {
  const isNew = hashOf(involvement) !== hashOf(approval.involvement);
  return approval.status === 'open' && isNew ? { ...approval, involvement } : approval;
}
