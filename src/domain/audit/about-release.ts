import type { Release } from '../releases/release';
import type { ShownLink } from './shown-link';
import { textIn } from './stored-value';

/** The records of a walk that a report on a release shows. */
export interface FoundRecords {
  /** What was done to it, asked of it or said about it, oldest first. */
  about: ShownLink[];
  /** What else bears on whether the rules were kept: refusals and locks of its pipeline while it was on its way. */
  around: ShownLink[];
}

type Sought = Pick<Release, 'executionId' | 'startedAt' | 'releasedAt' | 'model'>;

/**
 * Sorts records as they come, oldest first. Some are known to be about a release only by what comes after them: the wish
 * to deploy has no execution yet, its outcome names it.
 */
export function recordsAbout(release: Sought): { visit: (link: ShownLink) => void; found: () => FoundRecords } {
  const about: ShownLink[] = [];
  const around: ShownLink[] = [];
  const acts = new Set<string>();
  const approvals = new Set<string>();
  const waiting = new Map<string, ShownLink>();

  function visit(link: ShownLink): void {
    const auditId = textIn(link.content, 'auditId') ?? '';
    const isKnown = acts.has(auditId) || approvals.has(textIn(link.content, 'target') ?? '');
    if (isKnown || names(link, release)) {
      const intent = waiting.get(auditId);
      waiting.delete(auditId);
      about.push(...(intent ? [intent, link] : [link]));
      acts.add(auditId);
      for (const id of approvalsIn(link)) approvals.add(id);
    } else if (textIn(link.content, 'phase') === 'intended') waiting.set(auditId, link);
    else {
      const intent = waiting.get(auditId);
      waiting.delete(auditId);
      if (isAround(link, release)) around.push(...(intent ? [intent, link] : [link]));
    }
  }

  const bySequence = (links: ShownLink[]) => links.toSorted((one, next) => one.sequence - next.sequence);
  return { visit, found: () => ({ about: bySequence(about), around: bySequence(around) }) };
}

/** The record itself says that it is about this release. */
function names({ content }: ShownLink, { executionId, model }: Sought): boolean {
  const action = textIn(content, 'action') ?? '';
  const isOf = (...path: string[]) => textIn(content, ...path) === executionId;
  return (
    isOf('target') ||
    isOf('request', 'executionId') ||
    isOf('outcome', 'executionId') ||
    // A rollback to it, and one that takes it out.
    ['targetId', 'replacingId'].some((name) => isOf('request', name) || isOf('request', 'rollback', name)) ||
    (action.startsWith('approval.') && isOf('evidence', 'executionId')) ||
    (model.packageArn !== undefined && textIn(content, 'request', 'arn') === model.packageArn)
  );
}

function approvalsIn({ content }: ShownLink): string[] {
  const isOfApproval = textIn(content, 'action')?.startsWith('approval.');
  return [isOfApproval ? textIn(content, 'target') : undefined, textIn(content, 'outcome', 'approvalId')].flatMap(
    (id) => id ?? [],
  );
}

function isAround({ content, at }: ShownLink, { startedAt, releasedAt }: Sought): boolean {
  const action = textIn(content, 'action') ?? '';
  const isRule = action.startsWith('refused.') || action === 'pipeline.lock' || action === 'pipeline.unlock';
  return isRule && at !== undefined && at >= startedAt && at <= releasedAt;
}
