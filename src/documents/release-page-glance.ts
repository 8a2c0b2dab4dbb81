import type { ChainProof } from '../domain/audit/chain-proof';
import { approvers, type RecordedAnswer } from '../domain/audit/recorded-approval';
import type { ReleaseReport } from '../domain/audit/release-report';
import { isBad } from '../domain/releases/release';
import { type Html, html, joined } from './html';
import { code, facts, moment, NOT_ON_RECORD, person, tag } from './page-parts';
import { rulesInALine } from './release-page-evidence';
import { recordWords } from './release-page-record';

/** The five questions of an auditor, each answered in a line. */
export function glance(report: ReleaseReport, proof: ChainProof | undefined): Html {
  const { release, chain } = report;
  return html`<section class="glance" aria-label="At a glance">
${facts([
  ['What was shipped', shippedWords(report)],
  ['When', html`${moment(release.releasedAt)}. ${productionWords(report)}`],
  ['Who asked', askedWords(report)],
  ['Who approved, and why', approvedWords(report)],
  ['Rules', html`${rulesInALine(report)} (<a href="#rules">rule by rule</a>)`],
  ['Record', html`${recordWords(chain, proof)} (<a href="#proof">how that is known</a>)`],
])}
</section>`;
}

const shippedWords = ({ name, release }: ReleaseReport): Html =>
  html`${code(name)}${
    release.revision ? html`, of commit ${code(release.revision.commitId.slice(0, 12))}` : html``
  }${release.model.digest ? html`, digest ${code(release.model.digest)}` : html``}`;

function productionWords({ isInProduction, served, release }: ReleaseReport): Html {
  const bad = isBad(release) ? html` ${tag('bad', 'Marked as bad')}` : html``;
  if (isInProduction === undefined) return html`Whether production serves it is not on record.${bad}`;
  if (isInProduction) return html`Production serves it when this is written.${bad}`;
  const until = served.at(-1)?.until;
  return html`Production serves it no more${until ? html`, since ${moment(until)}` : html``}.${bad}`;
}

function askedWords({ acts, execution }: ReleaseReport): Html {
  const by =
    acts.find(({ action, end }) => action === 'pipeline.deploy' && end === 'done')?.by ?? execution?.requestedBy;
  if (by) return person(by);
  return execution?.trigger ? html`nobody in Slack: started by ${execution.trigger.type}` : NOT_ON_RECORD;
}

function approvedWords({ approvals, release }: ReleaseReport): Html {
  const answers = approvals.filter(({ decision }) => decision === 'approved').flatMap(approvers);
  if (answers.length > 0) return lines(answers.map(answerWords));
  if (release.approvedBy.length === 0) return NOT_ON_RECORD;
  return lines(release.approvedBy.map(({ by, at, reason }) => html`${person(by)}, ${moment(at)}${why(reason)}`));
}

const answerWords = ({ act }: RecordedAnswer): Html => html`${person(act.by)}, ${moment(act.at)}${why(act.reason)}`;

const why = (reason: string | undefined): Html => (reason ? html`: “${reason}”` : html`, without a reason`);

const lines = (parts: readonly Html[]): Html =>
  html`<ul class="plain">${joined(parts.map((part) => html`<li>${part}</li>`))}</ul>`;
