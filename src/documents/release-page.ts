import type { ChainProof } from '../domain/audit/chain-proof';
import type { ReleaseReport } from '../domain/audit/release-report';
import { reportFileName } from '../domain/audit/report-file-name';
import { html } from './html';
import { code, moment } from './page-parts';
import { afterSection, historySection } from './release-page-after';
import { approvalsSection } from './release-page-approvals';
import { evidenceSection, rulesSection } from './release-page-evidence';
import { glance } from './release-page-glance';
import { proofSection, recordsSection } from './release-page-proof';
import { askedSection, changesSection, shippedSection } from './release-page-shipped';
import { PAGE_STYLE } from './release-page-style';

export interface ReleasePageOptions {
  /** What the pipeline ships, where the configuration tells. */
  model?: string | undefined;
  /** Who has asked for the report, as people read it. */
  writtenFor?: string | undefined;
  /** What a verification of the whole chain has found. */
  proof?: ChainProof | undefined;
  /** What the file is called, for the command that recomputes it; absent: as it is sent in Slack. */
  file?: string | undefined;
}

/** No script runs, and nothing is fetched, whatever foreign text stands in the page: the browser sees to it as well. */
const NOTHING_BUT_STYLE = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** One file about one release that stands by itself: HTML, readable offline, on paper and in the dark. */
export function releasePage(
  report: ReleaseReport,
  { model, writtenFor, proof, file }: ReleasePageOptions = {},
): string {
  const { release, name, writtenAt } = report;
  const title = model && !name.startsWith(model) ? `${model} ${name}` : name;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${NOTHING_BUT_STYLE}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Release report: ${title} of ${release.pipeline}</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<main>
<header>
<p class="kind">Release report</p>
<h1>${title}</h1>
<p>Pipeline ${code(release.pipeline)}, execution ${code(release.executionId)}</p>
<p>Written ${moment(writtenAt)}${writtenFor ? html` for ${writtenFor}` : html``} from the record of mlpipeline. All times are UTC.</p>
</header>
${glance(report, proof)}
${shippedSection(report)}
${askedSection(report)}
${changesSection(report)}
${evidenceSection(report)}
${rulesSection(report)}
${approvalsSection(report)}
${afterSection(report)}
${historySection(report)}
${proofSection(report, proof)}
${recordsSection(report, file ?? reportFileName(release.pipeline, name))}
<footer>“Not reported”: the build said nothing of it. “Not on record”: it was before the record began, or is not kept. This file is complete in itself: it runs no script and fetches nothing.</footer>
</main>
</body>
</html>
`.text;
}
