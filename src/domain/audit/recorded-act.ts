import type { Actor } from '../policies/policy';
import { type RecordedEvidence, recordedEvidence } from './recorded-evidence';
import type { ShownLink } from './shown-link';
import { memberOf, momentIn, textIn } from './stored-value';

/** What somebody did, by the record: an intent with its outcome, or what happened without an intent of ours. */
export interface RecordedAct {
  auditId: string;
  action: string;
  target: string;
  by: Actor;
  /** When it was asked for, where that is on record, else when it happened. */
  at?: Date | undefined;
  /** `open`: no outcome is on record. */
  end: 'done' | 'refused' | 'failed' | 'open';
  endedAt?: Date | undefined;
  /** As it was given. */
  reason?: string | undefined;
  request: unknown;
  outcome: unknown;
  evidence?: RecordedEvidence | undefined;
  /** Sequence numbers of its records, oldest first. */
  records: readonly number[];
}

/** In the order of their first records. */
export function actsIn(links: readonly ShownLink[]): RecordedAct[] {
  const byId = new Map<string, ShownLink[]>();
  for (const link of links) {
    const auditId = textIn(link.content, 'auditId') ?? `record ${link.sequence}`;
    byId.set(auditId, [...(byId.get(auditId) ?? []), link]);
  }
  return [...byId].map(([auditId, records]) => actOf(auditId, records));
}

function actOf(auditId: string, links: readonly ShownLink[]): RecordedAct {
  const last = links.findLast(({ content }) => textIn(content, 'phase') !== 'intended');
  const told = (links[0] ?? last)?.content;
  const phase = textIn(last?.content, 'phase');
  return {
    auditId,
    action: textIn(told, 'action') ?? '',
    target: textIn(told, 'target') ?? '',
    by: actorIn(told),
    at: links[0]?.at,
    end: phase === 'done' || phase === 'refused' || phase === 'failed' ? phase : 'open',
    endedAt: last?.at,
    reason: textIn(told, 'request', 'reason'),
    request: memberOf(told, 'request'),
    outcome: memberOf(last?.content, 'outcome'),
    evidence: recordedEvidence(told),
    records: links.map(({ sequence }) => sequence),
  };
}

const actorIn = (content: unknown): Actor => ({
  id: textIn(content, 'actor', 'id') ?? '',
  name: textIn(content, 'actor', 'name') ?? '',
  team: textIn(content, 'actor', 'team') ?? '',
});

/** When an ending happened by AWS's own word; else when it went on record. */
export const happenedAt = ({ outcome, endedAt, at }: RecordedAct): Date | undefined =>
  momentIn(outcome, 'at') ?? endedAt ?? at;
