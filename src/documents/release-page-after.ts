import type { RecordedAct } from '../domain/audit/recorded-act';
import type { ReleaseReport } from '../domain/audit/release-report';
import { textIn, textsByName } from '../domain/audit/stored-value';
import { type Release, releaseName } from '../domain/releases/release';
import { type Html, html, joined } from './html';
import { code, moment, orAbsent, person, section, table, tag } from './page-parts';
import { endOf, recordsOf } from './release-page-approvals';

/** What became of it: when production served it, what rolled it back or brought it back, what people said of it. */
export function afterSection(report: ReleaseReport): Html {
  const { served, release } = report;
  const { mark } = release;
  return section(
    'after',
    'What became of it',
    table(
      'When production served it',
      [{ title: 'From', isHead: true }, { title: 'By' }, { title: 'Until' }, { title: 'Ended by' }],
      served.map((time) => [
        moment(time.from),
        successWords(report, time.by),
        time.until ? moment(time.until) : html`when this was written`,
        time.endedBy ? successWords(report, time.endedBy) : html`–`,
      ]),
      'When production served it is not on record.',
    ),
    mark
      ? html`<p>${tag(mark.as === 'bad' ? 'bad' : 'good', `Marked as ${mark.as}`)} by ${person(mark.by)}, ${moment(mark.at)}: ${mark.reason}${
          mark.rolledBackBy ? html` (rolled back by execution ${code(mark.rolledBackBy)})` : html``
        }</p>`
      : html`<p>Nobody has marked it as good or bad.</p>`,
  );
}

function successWords({ rollbacks, release }: ReleaseReport, success: Release): Html {
  if (!success.rollback) {
    if (success.executionId === release.executionId) return html`its own release`;
    return html`release ${code(releaseName(success))}`;
  }
  const known = rollbacks.get(success.executionId);
  const to =
    success.rollback.targetId === release.executionId ? 'it' : (known?.rollback?.release ?? releaseName(success));
  const who = known?.requestedBy ? html`, asked for by ${person(known.requestedBy)}` : html``;
  const why = known?.reason ? html`: ${known.reason}` : html``;
  return html`a rollback to ${to} by ${success.rollback.how}${who}${why} (execution ${code(success.executionId)})`;
}

/** Everything on record about it, and what else happened to its pipeline meanwhile. */
export const historySection = ({ acts, around }: ReleaseReport): Html =>
  section(
    'history',
    'Everything on record',
    table(
      'About this release, oldest first',
      COLUMNS,
      acts.map(actRow),
      'Nothing about this release is in the audit record.',
    ),
    around.length > 0
      ? table('Refusals and locks of its pipeline while it was on its way', COLUMNS, around.map(actRow), '')
      : html``,
  );

const COLUMNS = [
  { title: 'When', isHead: true },
  { title: 'Who' },
  { title: 'What' },
  { title: 'Reason' },
  { title: 'What came of it' },
  { title: 'Records', isNumber: true },
];

const actRow = (act: RecordedAct): Html[] => [
  moment(act.at),
  person(act.by),
  html`${actionWords(act.action)}${whereOf(act)}`,
  orAbsent(act.reason, html`–`),
  outcomeOf(act),
  recordsOf(act),
];

/** May be broken behind its dots and dashes. */
const actionWords = (action: string): Html =>
  html`<code>${joined(action.split(/(?<=[.-])/).map((part) => html`${part}<wbr>`))}</code>`;

/** Which way, for what: the small words of a request. */
function whereOf({ request }: RecordedAct): Html {
  const { as, release, how, role } = textsByName(request);
  const words = [as, release && `release ${release}`, how && `by ${how}`, role && `needs ${role}`].filter(Boolean);
  return words.length > 0 ? html` ${words.join(', ')}` : html``;
}

function outcomeOf(act: RecordedAct): Html {
  const words = ['counted', 'decision', 'how', 'as'].flatMap((name) => textIn(act.outcome, name) ?? []);
  return act.end === 'done' && words.length > 0 ? html`Done: ${words.join(', ')}.` : endOf(act);
}
