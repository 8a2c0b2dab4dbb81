import type { KnownBlock } from '@slack/web-api';
import type { ChangeCommit, ChangedFile, Evidence, ModelFacts } from '../../domain/approvals/evidence';
import { brief, briefLine, clean, code, link, type Mrkdwn, md, preformatted, sections, unfolded } from '../blocks';
import { commitPage } from '../console-links';
import { commitCount, plural, subjectLines } from './approval-subject';
import type { ApprovalView } from './approval-view';
import { metricCells, metricNames, testsInWords } from './evidence-table';

/** Lines of each part; what is left out is said. A dialog has 100 blocks of 3,000 characters (Slack). */
const METRICS = 60;
const COMMITS = 50;

/** What a decision is made on: every metric, model fact and failing test. */
export function evidenceParts(view: ApprovalView): KnownBlock[] {
  const { evidence } = view.approval;
  return [
    ...part('Release', [...subjectLines(view), ...modelLines(evidence.model)]),
    ...part('Metrics', metricLines(view)),
    ...part('Tests', testLines(evidence)),
  ];
}

/** What it comes from: every commit and file, and what the pipeline itself says. */
export function originParts(view: ApprovalView): KnownBlock[] {
  const { customData, externalLink } = view.approval;
  return [
    ...changeParts(view),
    ...part('Words of the pipeline', [
      ...(customData ? [md`${brief(customData, 500)}`] : []),
      ...(externalLink ? [link(externalLink, brief(externalLink, 100))] : []),
    ]),
  ];
}

/** A heading with lines below; nothing where there are none. */
export const part = (title: string, lines: readonly Mrkdwn[]): KnownBlock[] =>
  lines.length === 0 ? [] : unfolded(sections([md`*${title}*`, ...lines]));

function modelLines({ version, digest, packageArn, imageUri, evaluationUrl }: ModelFacts): Mrkdwn[] {
  const facts = { Version: version, Digest: digest, 'Model package': packageArn, Image: imageUri };
  return [
    ...Object.entries(facts).flatMap(([name, value]) => (value ? [md`${name}: ${code(brief(value, 200))}`] : [])),
    ...(evaluationUrl ? [md`Evaluation: ${link(evaluationUrl, brief(evaluationUrl, 100))}`] : []),
  ];
}

/** With values exactly as they were exported, where the card rounds. */
function metricLines(view: ApprovalView): Mrkdwn[] {
  const names = metricNames(view);
  if (names.length === 0) return [md`not reported`];
  const left = names.length - METRICS;
  const lines = names.slice(0, METRICS).map((name) => metricLine(view, name));
  return [...lines, ...(left > 0 ? [md`… and ${left} more`] : [])];
}

function metricLine(view: ApprovalView, name: string): Mrkdwn {
  const { metrics, production } = view.approval.evidence;
  const { label, now, before, change, gate } = metricCells(view, name);
  const exact = Object.hasOwn(metrics, name) ? briefLine(metrics[name] ?? '', 40) : now;
  const past = production && Object.hasOwn(production.metrics, name) ? production.metrics[name] : undefined;
  const compared = past === undefined ? before : `${briefLine(past, 40)}`;
  const against = past === undefined ? md`` : md`  ·  production ${compared}  ·  ${change}`;
  return md`${brief(label, 60)}  *${exact}*${against}${gate ? md`  ·  gate ${brief(gate, 100)}` : md``}`;
}

function testLines({ tests }: Evidence): Mrkdwn[] {
  if (!tests) return [md`not reported`];
  return [md`${testsInWords(tests)}`, ...tests.failing.slice(0, 10).map((name) => md`•  ${code(brief(name, 150))}`)];
}

function changeParts({ approval: { evidence }, console }: ApprovalView): KnownBlock[] {
  const { changes } = evidence;
  if (!changes)
    return part('Commits since production', [
      md`not known: the bot may not read the source, or it is no CodeCommit repository`,
    ]);
  const { commits, files, repository, since } = changes;
  const shown = commits
    .slice(0, COMMITS)
    .map((commit) => commitOf(commit, commitPage(console, repository, commit.commitId)));
  const left = commits.length - shown.length;
  const capped = changes.isCapped ? [md`:warning: There are more commits than are read.`] : [];
  const heading = since === undefined ? 'Commits' : 'Commits since production';
  return [
    ...part(`${heading}: ${commitCount(changes)}`, [
      ...shown,
      ...(left > 0 ? [md`… and ${left} more`] : []),
      ...capped,
      ...(commits.length === 0 ? [md`none`] : []),
    ]),
    ...(files ? fileParts(files) : []),
  ];
}

function commitOf({ commitId, subject, authorName, committerName }: ChangeCommit, url: string): Mrkdwn {
  const committer = committerName && committerName !== authorName ? `, committed by ${brief(committerName, 60)}` : '';
  return md`${link(url, commitId.slice(0, 7))} ${briefLine(subject, 100)} by ${brief(authorName, 60)}${committer}`;
}

const SIGN: Record<ChangedFile['change'], string> = { added: '+', modified: '~', deleted: '−' };

function fileParts({ count, isCapped, shown }: NonNullable<NonNullable<Evidence['changes']>['files']>): KnownBlock[] {
  const title = `${isCapped ? 'At least ' : ''}${plural(count, 'changed file')}`;
  if (shown.length === 0) return part(title, [md`none`]);
  const left = count - shown.length;
  const lines = shown.map(({ path, change }) => `${SIGN[change]} ${brief(clean(path).replaceAll('\n', ' '), 120)}`);
  return [
    ...part(title, [md`+ added, ~ modified, − deleted`]),
    preformatted([...lines, ...(left > 0 ? [`… and ${left} more`] : [])]),
  ];
}
