import type { Actor } from '../policies/policy';

/** CodePipeline API Reference, ApprovalResult.summary. */
const SUMMARY_LIMIT = 512;
const MARK = /mlpipeline\/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/;

/**
 * The words that CodePipeline keeps with an answer: the Slack name first, the reason, and the audit id last, by which
 * we recognise our own answer after a crash. A long reason is cut; the audit record has it in full.
 */
export function answerSummary(actor: Actor, reason: string | undefined, auditId: string): string {
  const head = `${actor.name} (${actor.id})${reason ? `: ${reason}` : ''}`;
  const mark = ` mlpipeline/${auditId}`;
  const room = SUMMARY_LIMIT - mark.length;
  const cut = head.length > room ? `${[...head.slice(0, room - 2)].join('').trimEnd()}…` : head;
  return cut + mark;
}

/** The audit id of the decision whose answer CodePipeline accepted, undefined where the answer is not ours. */
export function auditIdIn(summary: string | undefined): string | undefined {
  return summary?.match(MARK)?.[1];
}
