import type { KnownBlock } from '@slack/web-api';
import { isRollback } from '../../domain/approvals/hold';
import { brief, type Mrkdwn, md, sections, unfolded } from '../blocks';
import type { ApprovalView } from './approval-view';

/** Sentences of one kind on a card; Details has them all. */
export const SENTENCES = 4;
/** Characters of one sentence on a card. */
const SENTENCE = 300;

/** What the policy makes of the evidence, in words: what it recommends, what stands against it, what to be aware of. */
export function verdictBlocks(view: ApprovalView, limit = SENTENCES): KnownBlock[] {
  return unfolded(sections(verdictLines(view, limit)));
}

/** The policy's blockers are told after it, or in Details. */
export const NOBODY_MAY = md`:no_entry: *Nobody may approve this as it is. It can be rejected.*`;

/** @param limit sentences of one kind at most */
function verdictLines({ approval, verdict, rules }: ApprovalView, limit: number): Mrkdwn[] {
  const { gates, recommendation, blockers, warnings, wouldHave } = verdict;
  // A missed gate is told once, with what follows from it: that is the recommendation then. Of a rollback it says more.
  const isMissed = gates.some(({ state }) => state === 'missed') && !isRollback(approval);
  return [
    ...(recommendation && !isMissed ? [md`:point_right: ${brief(recommendation, 2 * SENTENCE)}`] : []),
    ...(blockers.length > 0 ? [NOBODY_MAY] : []),
    ...listed(blockers, limit, (sentence) => md`•  ${sentence}`),
    ...listed(warnings, limit, (sentence) => md`:warning: ${sentence}`),
    ...(wouldHave ? [md`:eyes: *In shadow:* ${brief(wouldHave, 2 * SENTENCE)}`] : []),
    ...(rules.fourEyes
      ? []
      : [md`:information_source: Four eyes are off for this pipeline: its own author may approve it`]),
  ];
}

function listed(sentences: readonly string[], limit: number, written: (sentence: string) => Mrkdwn): Mrkdwn[] {
  const left = sentences.length - limit;
  return [
    ...sentences.slice(0, limit).map((sentence) => written(brief(sentence, SENTENCE))),
    ...(left > 0 ? [md`… and ${left} more in Details`] : []),
  ];
}
