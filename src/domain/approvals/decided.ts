import type { Caller } from '../policies/authorize';
import type { Decision } from './approval';

/** What came of one person's answer: it has decided, or it counts and more are needed. */
export type Decided = { result: 'decided' } | Counted;

export interface Counted {
  result: 'counted';
  /** Distinct people who have approved, this one among them. */
  approvals: number;
  quorum: number;
  /** Of each of these lists somebody is still missing. */
  stillToInclude: readonly (readonly string[])[];
}

export type DecideApproval = (input: {
  approvalId: string;
  /** What the person saw; compared with the state, trusted for nothing else. */
  evidenceHash: string;
  decision: Decision;
  caller: Caller;
  reason?: string | undefined;
}) => Promise<Decided>;

/** Takes one's own approval back, for as long as nothing is decided. */
export type WithdrawVote = (input: { approvalId: string; caller: Caller }) => Promise<void>;

/** An admin asks to let an approval go on although an alarm rings. */
export type AskOverride = (input: { approvalId: string; caller: Caller; reason: string }) => Promise<void>;

/** Another admin confirms it. */
export type ConfirmOverride = (input: { approvalId: string; caller: Caller }) => Promise<void>;
