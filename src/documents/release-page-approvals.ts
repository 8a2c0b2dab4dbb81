import { happenedAt, type RecordedAct } from '../domain/audit/recorded-act';
import type { RecordedAnswer, RecordedApproval } from '../domain/audit/recorded-approval';
import type { ReleaseReport } from '../domain/audit/release-report';
import { textIn, textsIn } from '../domain/audit/stored-value';
import { type Html, html, joined } from './html';
import { code, facts, moment, NOT_ON_RECORD, orAbsent, person, section, table, tag } from './page-parts';

/** Every question about the release with every answer, those that were refused or taken back among them. */
export function approvalsSection({ approvals, release }: ReleaseReport): Html {
  const told = table(
    'Who let it into production, as AWS told when it was put on record',
    [{ title: 'Who', isHead: true }, { title: 'When' }, { title: 'Reason' }],
    release.approvedBy.map(({ by, at, reason }) => [person(by), moment(at), orAbsent(reason, html`–`)]),
    'Nobody was asked, as far as the record tells.',
  );
  return section('approvals', 'Approvals', ...(approvals.length > 0 ? approvals.map(approvalPart) : [told]));
}

function approvalPart(approval: RecordedApproval): Html {
  const { asked, answers, overrides, ended } = approval;
  return html`<h3>${titleOf(approval)}</h3>
${facts([
  ['Decision', decisionOf(approval)],
  ['Asked', asked ? moment(asked.requestedAt) : NOT_ON_RECORD],
  ['Words of the approval', orAbsent(asked?.customData, html`–`)],
  ['Approval', code(approval.approvalId)],
  ...(ended ? [['Ended without an answer in Slack', endingOf(ended)] as const] : []),
])}
${table(
  'Answers, oldest first',
  [
    { title: 'Who', isHead: true },
    { title: 'Answer' },
    { title: 'When' },
    { title: 'Reason' },
    { title: 'What came of it' },
    { title: 'Records', isNumber: true },
  ],
  answers.map(answerRow),
  'Nobody has answered in Slack.',
)}
${overrides.length > 0 ? overridesTable(overrides) : html``}`;
}

function titleOf({ asked }: RecordedApproval): string {
  if (asked?.kind === 'action') return `Approval of stage ${asked.stage}, action ${asked.action}`;
  return asked?.kind === 'package' ? 'Approval in the model registry' : 'Approval';
}

function decisionOf({ decision }: RecordedApproval): Html {
  if (decision === 'approved') return tag('good', 'Approved');
  return decision === 'rejected' ? tag('bad', 'Rejected') : tag('unknown', 'No decision on record');
}

const answerRow = (answer: RecordedAnswer): Html[] => [
  person(answer.act.by),
  answer.says === 'approved' ? tag('good', 'approved') : tag('bad', 'rejected'),
  moment(answer.act.at),
  orAbsent(answer.act.reason, html`<span class="absent">none was given</span>`),
  cameOf(answer),
  recordsOf(answer.act),
];

function cameOf({ act, counted, withdrawnAt }: RecordedAnswer): Html {
  if (withdrawnAt) return html`Taken back ${moment(withdrawnAt)}.`;
  if (act.end === 'done') return counted ? html`Counted: ${counted}.` : html`It decided.`;
  return endOf(act);
}

/** What became of an act, in words. */
export function endOf({ end, outcome }: RecordedAct): Html {
  const said = textIn(outcome, 'said');
  if (end === 'done') return html`Done.`;
  if (end === 'open') return html`<span class="absent">No outcome is on record.</span>`;
  return html`${end === 'refused' ? 'Refused' : 'Failed'}${said ? html`: ${said}` : html`.`}`;
}

function endingOf(act: RecordedAct): Html {
  const [how, detail] = [textIn(act.outcome, 'how'), textIn(act.outcome, 'detail')];
  const parts = [html`${how ?? 'ended'}`, html`by ${person(act.by)}`, moment(happenedAt(act))];
  return html`${joined(parts, ', ')}${detail ? html`: ${detail}` : html``}`;
}

const overridesTable = (overrides: readonly RecordedAct[]): Html =>
  table(
    'Alarms whose hold was overridden',
    [{ title: 'Who', isHead: true }, { title: 'Did' }, { title: 'When' }, { title: 'Alarms' }, { title: 'Reason' }],
    overrides.map((act) => [
      person(act.by),
      html`${act.action === 'approval.override-asked' ? 'asked for it' : 'confirmed it'}`,
      moment(act.at),
      html`${textsIn(act.request, 'alarms').join(', ')}`,
      orAbsent(act.reason, html`–`),
    ]),
    '',
  );

/** Links to the records in full. */
export const recordsOf = ({ records }: RecordedAct): Html =>
  joined(
    records.map((sequence) => html`<a href="#record-${sequence}">${sequence}</a>`),
    ', ',
  );
