import { BadRequest } from '../domain/errors';

/** Ids that Slack echoes back to us. Their values are keys into the state, and trusted for nothing else. */
export const ACTION = {
  approve: 'approve',
  reject: 'reject',
} as const;

export const DIALOG = {
  reject: 'reject_dialog',
  rollback: 'rollback_dialog',
} as const;

export interface ApprovalKey {
  approvalId: string;
  /** Hash of the evidence that the card showed. */
  evidenceHash: string;
}

export const approvalKey = ({ approvalId, evidenceHash }: ApprovalKey): string => `${approvalId} ${evidenceHash}`;

/** @throws BadRequest where the value is not one of ours: an old card, or somebody's own client */
export function readApprovalKey(value: string | undefined): ApprovalKey {
  const [approvalId, evidenceHash] = (value ?? '').split(' ');
  if (!approvalId || !evidenceHash) {
    throw new BadRequest('This button is from an older version of the app. Please use the newest card in the channel.');
  }
  return { approvalId, evidenceHash };
}
