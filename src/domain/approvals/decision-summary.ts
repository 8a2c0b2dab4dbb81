import { signedReason } from '../audit/signed-reason';
import type { SettledDecision } from './approval';

/** CodePipeline API Reference, ApprovalResult.summary: 512 characters. The model registry takes more, and gets the same words. */
const SUMMARY_LIMIT = 512;

/** What AWS keeps with an answer: the Slack name first, the reason, and the audit id last. */
export const decisionSummary = ({ by, reason, auditId }: Pick<SettledDecision, 'by' | 'reason' | 'auditId'>): string =>
  signedReason(by, reason, auditId, SUMMARY_LIMIT);
