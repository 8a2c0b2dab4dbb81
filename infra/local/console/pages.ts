import type { DescribeAlarmsOutput } from '@aws-sdk/client-cloudwatch';
import type { GetCommitOutput, GetPullRequestOutput } from '@aws-sdk/client-codecommit';
import type {
  ActionExecutionDetail,
  GetPipelineExecutionOutput,
  ListActionExecutionsOutput,
} from '@aws-sdk/client-codepipeline';
import type { ListModelPackagesOutput } from '@aws-sdk/client-sagemaker';
import type { ComparedCommits } from '../aws/codecommit/codecommit';
import { consolePage, type Html, html } from './html';

/** One file of a commit. */
export interface ChangedFile {
  path: string;
  /** Lines; undefined where the file is no text. */
  added?: number | undefined;
  removed?: number | undefined;
}

/** What became of an execution, stage by stage, with the logs of its builds. */
export function executionPage(
  { pipelineExecution: execution = {} }: GetPipelineExecutionOutput,
  { actionExecutionDetails: actions = [] }: ListActionExecutionsOutput,
): string {
  const { pipelineName = '', pipelineExecutionId = '', status, statusSummary, rollbackMetadata } = execution;
  const target = rollbackMetadata?.rollbackTargetPipelineExecutionId;
  const revisions = (execution.artifactRevisions ?? []).map(
    ({ revisionId = '', revisionUrl, revisionSummary = '' }) =>
      html`<p>${link(revisionUrl, revisionId.slice(0, 7))} ${revisionSummary}</p>`,
  );
  return consolePage(
    `Execution ${pipelineExecutionId.slice(0, 8)} of ${pipelineName}`,
    html`<p><strong>${status ?? ''}</strong> ${statusSummary ?? ''}${target ? html` · restores execution <a href="${target}">${target.slice(0, 8)}</a>` : ''}</p>
${revisions}
<table>
<thead><tr><th>Stage</th><th>Action</th><th>State</th><th>Started</th><th>What it says</th></tr></thead>
<tbody>${actions.toReversed().map(actionRow)}</tbody>
</table>`,
  );
}

function actionRow({ stageName, actionName, status, startTime, output }: ActionExecutionDetail): Html {
  const { externalExecutionUrl: url, externalExecutionSummary, errorDetails } = output?.executionResult ?? {};
  const words = externalExecutionSummary ?? errorDetails?.message ?? '';
  const started = startTime?.toISOString().slice(0, 19).replace('T', ' ') ?? '';
  return html`<tr><td>${stageName}</td><td>${actionName}</td><td>${status}</td><td>${started} UTC</td><td>${words} ${url ? link(url, 'Open') : ''}</td></tr>
`;
}

/** A commit: its message, and how many lines of which files it has changed. */
export function commitPage(
  repository: string,
  { commit = {} }: GetCommitOutput,
  files: readonly ChangedFile[],
): string {
  const { commitId = '', message = '', author = {}, parents = [] } = commit;
  const before = parents.map((parent) => html` · after <a href="${parent}">${parent.slice(0, 7)}</a>`);
  return consolePage(
    `Commit ${commitId.slice(0, 7)} of ${repository}`,
    html`<p>${author.name ?? ''} &lt;${author.email ?? ''}&gt;${before}</p>
<pre>${message}</pre>
${filesTable(files)}`,
  );
}

/** What lies between two commits: those that the later has and the earlier has not, and the lines that differ. */
export function comparisonPage(
  repository: string,
  { before, after }: { before: string; after: string },
  { commits, files }: ComparedCommits,
): string {
  const listed = commits.map(
    ({ commitId, authorName, subject }) =>
      html`<tr><td><a href="../../../commit/${commitId}">${commitId.slice(0, 7)}</a></td><td>${authorName}</td><td>${subject}</td></tr>\n`,
  );
  return consolePage(
    `${before.slice(0, 7)}...${after.slice(0, 7)} of ${repository}`,
    html`<table>
<thead><tr><th>Commit</th><th>Author</th><th>Message</th></tr></thead>
<tbody>${listed}</tbody>
</table>
${filesTable(files)}`,
  );
}

/** A pull request: what it wants, and whether it is open still. */
export function pullRequestPage(repository: string, { pullRequest: request = {} }: GetPullRequestOutput): string {
  const {
    pullRequestId = '',
    title = '',
    description = '',
    pullRequestStatus,
    authorArn,
    pullRequestTargets = [],
  } = request;
  return consolePage(
    `Pull request ${pullRequestId} of ${repository}: ${title}`,
    html`<p><strong>${pullRequestStatus}</strong> · by ${authorArn?.split('/').at(-1)}</p>
<pre>${description}</pre>
${pullRequestTargets.map(
  ({ sourceReference, destinationReference, sourceCommit = '', mergeMetadata }) =>
    html`<p>${sourceReference} → ${destinationReference}, at <a href="../commit/${sourceCommit}">${sourceCommit.slice(0, 7)}</a>${mergeMetadata?.isMerged ? ', merged' : ''}</p>`,
)}`,
  );
}

/** All alarms of a region, with their states. */
export const alarmsPage = ({ MetricAlarms = [], CompositeAlarms = [] }: DescribeAlarmsOutput): string =>
  consolePage(
    'Alarms',
    table(
      ['Alarm', 'State', 'Why'],
      [...MetricAlarms, ...CompositeAlarms].map(({ AlarmName, StateValue, StateReason }) => [
        AlarmName,
        StateValue,
        StateReason,
      ]),
    ),
  );

/** All versions in the model registry of a region. */
export const modelPackagesPage = ({ ModelPackageSummaryList = [] }: ListModelPackagesOutput): string =>
  consolePage(
    'Model packages',
    table(
      ['Group', 'Version', 'Approval'],
      ModelPackageSummaryList.map(({ ModelPackageGroupName, ModelPackageVersion, ModelApprovalStatus }) => [
        ModelPackageGroupName,
        ModelPackageVersion,
        ModelApprovalStatus,
      ]),
    ),
  );

const table = (head: readonly string[], rows: readonly (string | number | undefined)[][]): Html =>
  html`<table>
<thead><tr>${head.map((name) => html`<th>${name}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>\n`)}</tbody>
</table>`;

const filesTable = (files: readonly ChangedFile[]): Html =>
  table(
    ['File', 'Added', 'Removed'],
    files.map(({ path, added, removed }) => [path, count('+', added), count('−', removed)]),
  );

const count = (sign: string, lines: number | undefined): string => (lines === undefined ? 'binary' : `${sign}${lines}`);

/** An address that is not http(s) is not linked at all. */
const link = (url: string | undefined, label: string): Html =>
  url && /^https?:\/\//.test(url) ? html`<a href="${url}">${label}</a>` : html`${label}`;
