import type { Actor } from '../policies/policy';

const MARK = /mlpipeline\/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/;

/**
 * The words that CodePipeline keeps with what we did: the Slack name first, the reason, and the audit id last, by which
 * we recognise our own act after a crash. A long reason is cut to `limit` characters; the audit record has it in full.
 */
export function signedReason(actor: Actor, reason: string | undefined, auditId: string, limit: number): string {
  const head = printed(`${actor.name} (${actor.id})${reason ? `: ${reason}` : ''}`);
  const mark = ` mlpipeline/${auditId}`;
  const room = limit - mark.length;
  const cut = head.length > room ? `${printed(head.slice(0, room - 2)).trimEnd()}…` : head;
  return cut + mark;
}

/** Without what turns lines around or steers a terminal, and without halves of characters, which AWS may refuse. */
const printed = (text: string): string => text.replace(/(?![\t\n])[\p{Cc}\p{Cf}\p{Cs}]/gu, '');

/** The words alone, for people. */
export const withoutMark = (reason: string): string => reason.replace(MARK, '').trimEnd();

/** The audit id of whoever gave a reason through us, undefined where it is not ours. */
export function auditIdIn(reason: string | undefined): string | undefined {
  return reason?.match(MARK)?.[1];
}
