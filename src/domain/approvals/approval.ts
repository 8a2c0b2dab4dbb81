import { hashOf } from '../audit/audit-chain';
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
    | 'version deleted';
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

/** Answered, and the registry may not hold the answer yet. */
export const isRegistryBehind = ({ status, registry }: Approval): boolean =>
  status !== 'open' && (registry?.state === 'unchecked' || registry?.state === 'behind');

/** The name of a question by itself: what is answered by one decision. */
export const packageApprovalId = (pipeline: string, packageVersion: string): string =>
  `package-${pipeline}-${packageVersion}`;

/** Whose policy counts: that of the stage; a model package has none. */
export const stageOf = (approval: Approval): string | undefined =>
  approval.kind === 'action' ? approval.stage : undefined;

export const isEscalated = ({ notices }: Pick<Approval, 'notices'>): boolean =>
  notices.some(({ kind }) => kind === 'escalation');

/** @throws a Refusal that says why an answer to what was shown cannot be given now */
export function assertAnswerable(approval: Approval, auditId: string, shownHash: string, now: Date): void {
  assertOpen(approval);
  if (approval.evidenceHash !== shownHash) throw new EvidenceChanged('the card showed other evidence');
  const held = approval.claim;
  if (held && held.auditId !== auditId && held.leaseUntil > now) throw new ApprovalBeingDecided(held.actor.name);
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

/** Takes one approval back, by its audit id. */
export function withoutVote(approval: Approval, voteId: string): Approval {
  const votes = approval.votes.filter(({ auditId }) => auditId !== voteId);
  return votes.length === approval.votes.length ? approval : { ...approval, votes };
}

/** @throws ApprovalAlreadyDecided or ApprovalNoLongerOpen */
export function assertOpen(approval: Approval): void {
  if (approval.decision) {
    throw new ApprovalAlreadyDecided({ decision: approval.decision.decision, by: approval.decision.by.name });
  }
  if (approval.status !== 'open') throw new ApprovalNoLongerOpen('the approval has ended');
}

/** Takes back what a refused answer has done to an approval: its claim and its vote. */
export function takenBack(approval: Approval, auditId: string): Approval {
  return withoutVote(approval.claim?.auditId === auditId ? { ...approval, claim: undefined } : approval, auditId);
}

/** Whether somebody else's approval, given or on its way, rests on this vote as well. */
export function isPartOfAnother({ votes, evidenceHash: hash, claim, decision }: Approval, auditId: string): boolean {
  const other = decision ?? claim;
  const isThere = votes.some((vote) => vote.auditId === auditId && vote.evidenceHash === hash);
  return isThere && other?.decision === 'approved' && other.auditId !== auditId;
}

/**
 * Closes an approval with our decision. An approval that is closed already stays as it is.
 * @param told what the model registry has made of it, where that is known
 */
export function settleDecided(
  approval: Approval,
  decision: SettledDecision,
  told: { registry?: RegistryState | undefined } = registryToAsk(approval),
): Approval {
  if (approval.status !== 'open') return approval;
  return { ...approval, status: 'decided', claim: undefined, decision, ...told };
}

/** Closes an approval that ended without us. */
export function settleEnded(approval: Approval, ending: Ending): Approval {
  if (approval.status !== 'open') return approval;
  return { ...approval, status: 'ended', claim: undefined, ending, ...(ending.decision && registryToAsk(approval)) };
}

/** An answer of CodePipeline is to stand in the registry, too, where the execution has named a model package. */
function registryToAsk({ kind, registry, evidence }: Approval): { registry?: RegistryState } {
  const { packageArn: arn } = evidence.model;
  return kind === 'action' && arn && !registry ? { registry: { arn, state: 'unchecked' } } : {};
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

/** How an ending that is not ours reads on the card. */
export function endingFrom(ending: ApprovalEnding, { expiresAt }: Pick<Approval, 'expiresAt'>): Ending {
  if (ending.status === 'Deleted') return { how: 'version deleted', at: ending.at };
  const answered = ending.summary !== undefined;
  if (ending.status === 'Abandoned') return { how: 'execution stopped', by: ending.updatedBy, at: ending.at };
  if (!answered) return { how: isAbout(ending.at, expiresAt) ? 'expired' : 'not answered', at: ending.at };
  return {
    how: 'answered elsewhere',
    decision: ending.status === 'Succeeded' ? 'approved' : 'rejected',
    detail: ending.summary,
    by: ending.updatedBy,
    at: ending.at,
  };
}

/** CodePipeline ends what has expired within moments of its time. */
const isAbout = (at: Date, expiresAt: Date | undefined): boolean =>
  expiresAt !== undefined && at.getTime() >= expiresAt.getTime() - 60_000;
