import { countedVotes } from '../../domain/approvals/votes';
import { join, type Mrkdwn, md, mention } from '../blocks';
import { plural } from './approval-subject';
import { type ApprovalView, named, type VotesStanding } from './approval-view';

/** Names on a card; Details has every vote. */
const NAMED = 6;
/** Lists of people of whom somebody must be among those who approve. */
const LISTS = 4;

/** Who has approved so far, and who is still missing; nothing where one person's word is enough. */
export function votesLines({ approval, standing, muted }: ApprovalView): Mrkdwn[] {
  const { approvals, quorum, stillToInclude } = standing;
  const votes = countedVotes(approval);
  if (quorum <= 1 && votes.length === 0 && stillToInclude.length === 0) return [];
  const whose = votes.slice(0, NAMED).map(({ by }) => named(by, muted));
  const more = votes.length > NAMED ? [md`${votes.length - NAMED} more`] : [];
  const by = votes.length > 0 ? md`: ${join([...whose, ...more], ', ')}` : md``;
  return [
    md`:ballot_box_with_check: *${approvals} of ${quorum}* ${quorum === 1 ? 'approval' : 'approvals'}${by}`,
    ...missing(stillToInclude, votes.length > 0),
  ];
}

/**
 * A mention in a message that is posted calls a whole group; an update of it calls nobody. The first vote is shown by
 * an update, so the groups are named from then on; before, Details names them.
 */
function missing(lists: VotesStanding['stillToInclude'], isUpdate: boolean): Mrkdwn[] {
  if (lists.length === 0) return [];
  return isUpdate ? stillNeeded(lists) : [md`:point_right: Certain people must be among them: see Details`];
}

/** One line for each list of which somebody is missing. For messages that call nobody. */
export const stillNeeded = (lists: VotesStanding['stillToInclude']): Mrkdwn[] =>
  lists.slice(0, LISTS).map((list) => md`:point_right: Still needed: ${oneOf(list)}`);

/**
 * To somebody whose approval counts already, while others are waited for: another one of theirs changes nothing. Empty
 * for everybody else, and where nobody is missing any more (the policy has come to demand less): theirs decides then.
 */
export function approvedAlready({ approval, standing }: ApprovalView, slackId: string): Mrkdwn[] {
  const { approvals, quorum, stillToInclude } = standing;
  const left = quorum - approvals;
  if (!countedVotes(approval).some(({ by }) => by.id === slackId)) return [];
  if (left > 0) return [md`You have approved this already; ${moreNeeded(left)}.`];
  return stillToInclude.length > 0 ? [md`You have approved this already; certain others must as well.`] : [];
}

/** `2 more approvals are needed` */
export const moreNeeded = (left: number): string =>
  `${plural(left, 'more approval')} ${left === 1 ? 'is' : 'are'} needed`;

/** `somebody of A or B` */
function oneOf(list: readonly string[]): Mrkdwn {
  const shown = list.slice(0, NAMED).map(mention);
  const more = list.length > NAMED ? [md`${list.length - NAMED} more`] : [];
  return join([...shown, ...more], ' or ');
}
