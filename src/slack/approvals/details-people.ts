import type { KnownBlock } from '@slack/web-api';
import type { Vote } from '../../domain/approvals/approval';
import { didInWords, type InvolvedPerson } from '../../domain/policies/four-eyes';
import { brief, briefLine, code, type Mrkdwn, md, mention, moment } from '../blocks';
import type { ApprovalView } from './approval-view';
import { stillNeeded } from './approval-votes';
import { part } from './details-evidence';
import { GATE_MARK } from './gate-words';

/** Lines of each part; what is left out is said. */
const LINES = 30;

/** What the policy makes of it, with every gate; who had a part in it; who has answered. A dialog calls nobody. */
export function judgementParts(view: ApprovalView): KnownBlock[] {
  const { approval, verdict, rules } = view;
  const { people, incomplete } = approval.involvement;
  // A missed gate stands below with what follows from it; in shadow nothing does.
  const told = verdict.gates.filter(({ state }) => state !== 'missed' || rules.isShadow);
  return [
    ...part(rules.isShadow ? 'What the policy says, in shadow' : 'What the policy says', [
      ...few(told, ({ state, says }) => md`${GATE_MARK[state]}  ${brief(says, 300)}`),
      ...few(verdict.blockers, (sentence) => md`:no_entry: ${brief(sentence, 400)}`),
      ...few(verdict.warnings, (sentence) => md`:warning: ${brief(sentence, 400)}`),
      ...(verdict.wouldHave ? [md`:eyes: ${brief(verdict.wouldHave, 600)}`] : []),
      md`${fourEyesWords(rules)}`,
    ]),
    ...part(`Approvals: ${view.standing.approvals} of ${verdict.quorum}`, [
      ...few(approval.votes, (vote) => voteLine(vote, approval.evidenceHash)),
      ...stillNeeded(view.standing.stillToInclude),
      ...(approval.votes.length === 0 ? [md`none so far`] : []),
    ]),
    ...part('Who had a part in it', [
      ...few(people, involved),
      ...(incomplete ? [md`:warning: ${brief(incomplete, 300)}`] : []),
      ...(people.length === 0 && !incomplete ? [md`nobody is known`] : []),
    ]),
  ];
}

function few<T>(items: readonly T[], written: (item: T) => Mrkdwn): Mrkdwn[] {
  const left = items.length - LINES;
  return [...items.slice(0, LINES).map(written), ...(left > 0 ? [md`… and ${left} more`] : [])];
}

function fourEyesWords({ fourEyes, unknownPeople }: ApprovalView['rules']): string {
  if (!fourEyes) return 'Four eyes are off for this pipeline: its own author may approve it.';
  const unknown =
    unknownPeople === 'block'
      ? 'nobody may approve what they do not know the author of'
      : 'an unknown author is warned of';
  return `Four eyes: whoever started, registered, wrote, committed or pushed it may not approve it; ${unknown}.`;
}

function involved(person: InvolvedPerson): Mrkdwn {
  const { name, address, slackId } = person;
  const did = didInWords(person);
  const known = address ? md` (${code(brief(address, 200))})` : md``;
  if (slackId === 'bot') return md`:robot_face: ${brief(name, 60)}${known} ${did}: nobody, as mlpipeline.yaml says`;
  if (slackId) return md`•  ${mention(slackId)}${known} ${did}`;
  const remedy = address
    ? md`add to *people* in mlpipeline.yaml: ${code(`"${brief(address, 200)}": U…`)}`
    : md`there is no address to know them by`;
  return md`:grey_question: ${brief(name, 60)} ${did}, and who that is in Slack is unknown: ${remedy}`;
}

function voteLine({ by, at, reason, evidenceHash }: Vote, hash: string): Mrkdwn {
  const old = evidenceHash === hash ? '' : ', for evidence that has changed since: it does not count';
  const why = reason ? md`\n>${briefLine(reason, 300)}` : md``;
  return md`:ballot_box_with_check: ${mention(by.id)}, ${moment(at)}${old}${why}`;
}
