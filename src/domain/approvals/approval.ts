import { ApprovalAlreadyDecided, ApprovalBeingDecided, ApprovalNoLongerOpen, EvidenceChanged } from '../errors';
import type { ExecutionTrigger } from '../executions/execution';
import type { Involvement } from '../policies/four-eyes';
import type { Actor } from '../policies/policy';
import type { ApprovalEnding } from '../ports/pipelines';
import { type Evidence, evidenceHash } from './evidence';

export type Decision = 'approved' | 'rejected';

/** One question that waits for an answer, and what became of it. */
export type Approval = ActionApproval | PackageApproval;

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

interface OfApproval {
  approvalId: string;
  pipeline: string;
  status: 'open' | 'decided' | 'ended';
  requestedAt: Date;
  /** Absent: nothing in AWS ends it. */
  expiresAt?: Date | undefined;
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
  /** The policy's verdict at that moment, in sentences. */
  verdict?: readonly string[] | undefined;
}

/** Alarms and freezes; a lock has an item of its own. */
export interface Hold {
  /** Alarms that ring and are not overridden. */
  alarms: readonly string[];
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
    | 'stage retried';
  /** Words of whoever answered elsewhere. */
  detail?: string | undefined;
  decision?: Decision | undefined;
  /** ARN or name of whoever did it, where AWS tells. */
  by?: string | undefined;
  at: Date;
}

/** `behind`: our decision is still to be told to the registry. `differs`: it holds another answer than ours. */
export interface RegistryState {
  arn: string;
  state: 'answered' | 'behind' | 'differs' | 'gone';
  detail?: string | undefined;
}

/** The name of a question by itself: what is answered by one decision. */
export const packageApprovalId = (pipeline: string, packageVersion: string): string =>
  `package-${pipeline}-${packageVersion}`;

/**
 * Claims the approval for one answer. Pure: the store applies it atomically, so of two clicks one wins.
 * @throws a Refusal that says why this click cannot answer
 */
export function claimApproval(approval: Approval, claim: Claim, shownHash: string, now: Date): Approval {
  assertOpen(approval);
  if (approval.evidenceHash !== shownHash) throw new EvidenceChanged('the card showed other evidence');
  const held = approval.claim;
  if (held && held.auditId !== claim.auditId && held.leaseUntil > now) throw new ApprovalBeingDecided(held.actor.name);
  return { ...approval, claim };
}

/** Those that an execution asks. */
export const askedByExecutions = (approvals: readonly Approval[]): ActionApproval[] =>
  approvals.filter((approval) => approval.kind === 'action');

/** Whose approvals count: those that are about what the card shows now. */
export const countedVotes = ({ votes, evidenceHash: hash }: Approval): readonly Vote[] =>
  votes.filter((vote) => vote.evidenceHash === hash);

/** Adds somebody's approval in place of their earlier one. The same one again changes nothing. */
export function withVote(approval: Approval, vote: Vote): Approval {
  if (approval.votes.some(({ auditId }) => auditId === vote.auditId)) return approval;
  return { ...approval, votes: [...approval.votes.filter(({ by }) => by.id !== vote.by.id), vote] };
}

/** Takes somebody's approval back. */
export function withoutVote(approval: Approval, slackId: string): Approval {
  const votes = approval.votes.filter(({ by }) => by.id !== slackId);
  return votes.length === approval.votes.length ? approval : { ...approval, votes };
}

/** @throws ApprovalAlreadyDecided or ApprovalNoLongerOpen */
export function assertOpen(approval: Approval): void {
  if (approval.decision) {
    throw new ApprovalAlreadyDecided({ decision: approval.decision.decision, by: approval.decision.by.name });
  }
  if (approval.status !== 'open') throw new ApprovalNoLongerOpen('the approval has ended');
}

/** Gives a claim back after AWS refused the answer; somebody else's claim stays. */
export function releaseClaim(approval: Approval, auditId: string): Approval {
  return approval.claim?.auditId === auditId ? { ...approval, claim: undefined } : approval;
}

/** Closes an approval with our decision. An approval that is closed already stays as it is. */
export function settleDecided(approval: Approval, decision: SettledDecision): Approval {
  if (approval.status !== 'open') return approval;
  return { ...approval, status: 'decided', claim: undefined, decision };
}

/** Closes an approval that ended without us. */
export function settleEnded(approval: Approval, ending: Ending): Approval {
  if (approval.status !== 'open') return approval;
  return { ...approval, status: 'ended', claim: undefined, ending };
}

/** New evidence invalidates what earlier cards showed. Unchanged evidence changes nothing. */
export function withEvidence(approval: Approval, evidence: Evidence): Approval {
  const hash = evidenceHash(evidence);
  if (approval.status !== 'open' || hash === approval.evidenceHash) return approval;
  return { ...approval, evidence, evidenceHash: hash };
}

/** How an ending that is not ours reads on the card. */
export function endingFrom(ending: ApprovalEnding): Ending {
  const answered = ending.summary !== undefined;
  if (!answered || ending.status === 'Abandoned') {
    return { how: ending.status === 'Abandoned' ? 'execution stopped' : 'not answered', at: ending.at };
  }
  return {
    how: 'answered elsewhere',
    decision: ending.status === 'Succeeded' ? 'approved' : 'rejected',
    detail: ending.summary,
    by: ending.updatedBy,
    at: ending.at,
  };
}
