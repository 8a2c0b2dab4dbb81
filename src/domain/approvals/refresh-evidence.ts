import type { PipelinePolicy } from '../policies/policy';
import type { Approvals } from '../ports/approvals';
import type { AnswerByPolicy } from './answer-by-policy';
import type { LookAgain } from './look-again';

export interface RefreshEvidenceDeps {
  approvals: Approvals;
  lookAgain: LookAgain;
  answerByPolicy: AnswerByPolicy;
}

export type RefreshEvidence = (policy: PipelinePolicy, changedAt: Date) => Promise<void>;

/** Milliseconds: events tell whole seconds. */
const ROUNDED_MS = 1_000;

/**
 * Production has changed: every open approval is compared anew, and clicks on what was shown before no longer count. One
 * that was asked for after the change was compared with it from the beginning.
 */
export function refreshEvidence({ approvals, lookAgain, answerByPolicy }: RefreshEvidenceDeps): RefreshEvidence {
  return async (policy, changedAt) => {
    for (const approval of await approvals.open(policy.name)) {
      if (approval.requestedAt.getTime() >= changedAt.getTime() + ROUNDED_MS) continue;
      await answerByPolicy(policy, await lookAgain(policy, approval));
    }
  };
}
