import type { KnownBlock } from '@slack/web-api';
import { holdLines } from '../approvals/approval-hold';
import { plural, subjectLines, waitingTime } from '../approvals/approval-subject';
import { approvalName } from '../approvals/approval-view';
import { cautionOf } from '../approvals/missed-gates';
import { NOBODY_MAY } from '../approvals/verdict-lines';
import { brief, button, context, header, join, type Mrkdwn, md, section, sections, unfolded } from '../blocks';
import { ACTION, approvalKey } from '../ids';
import type { HomePicture, WaitingForYou } from './home-picture';

/** Approvals on one Home tab: Slack takes 100 blocks and 250 kB, and each may need two and 6 kB. */
const MOST = 12;

/** What this person is asked, each with the button that opens its Details: the submit of that dialog answers. */
export function waitingBlocks({ waiting, forOthers }: Pick<HomePicture, 'waiting' | 'forOthers'>): KnownBlock[] {
  const more = waiting.length - MOST;
  const rest = [
    ...(more > 0 ? [md`${plural(more, 'more approval')} of yours: they move up as these are answered.`] : []),
    ...(forOthers > 0
      ? [md`${plural(forOthers, 'more approval')} ${forOthers === 1 ? 'waits' : 'wait'} for others.`]
      : []),
  ];
  return [
    header(waiting.length > 0 ? `Waiting for you: ${waiting.length}` : 'Waiting for you'),
    ...(waiting.length > 0
      ? waiting.slice(0, MOST).flatMap(question)
      : [section(md`:white_check_mark: Nothing waits for you.`)]),
    ...(rest.length > 0 ? [context(join(rest, '  '))] : []),
  ];
}

function question(waits: WaitingForYou): KnownBlock[] {
  const { approval, policy } = waits;
  const name = brief(approvalName({ approval, policy }), 200);
  const [first, ...others] = unfolded(
    sections([md`*${name}*`, ...subjectLines(waits), ...judgement(waits), ...held(waits), time(waits)]),
  );
  const review = button({
    actionId: ACTION.details,
    text: 'Review',
    value: approvalKey(approval),
    style: 'primary',
    label: `Review ${name}`,
  });
  return first ? [{ ...first, accessory: review }, ...others] : [];
}

const time = (waits: WaitingForYou): Mrkdwn => md`:hourglass: ${join(waitingTime(waits), '  ·  ')}`;

/** What the policy makes of it, in one line; Details has the reasons. */
function judgement({ verdict, rules }: WaitingForYou): Mrkdwn[] {
  if (verdict.blockers.length > 0) return [NOBODY_MAY];
  const caution = cautionOf({ verdict, rules });
  if (caution) return [md`:warning: ${capital(caution.short)}.`];
  return verdict.recommendation ? [md`:point_right: ${brief(verdict.recommendation, 300)}`] : [];
}

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/** In a Home tab a mention calls nobody, so nobody is muted. */
const held = (waits: WaitingForYou): Mrkdwn[] => holdLines({ ...waits, muted: new Set() });
