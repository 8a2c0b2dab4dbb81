import type { KnownBlock } from '@slack/web-api';
import { type Build, failedPhase, isBuildEnded } from '../../domain/builds/build';
import type { RepositoryPolicy } from '../../domain/policies/policy';
import type { TestResults } from '../../domain/ports/builds';
import { isOpen, type PullRequest } from '../../domain/pull-requests/pull-request';
import { actions, button, code, context, cut, firstLine, link, type Mrkdwn, md, moment, sections } from '../blocks';
import { headline as buildHeadline, phaseFailure, phaseInProgress, testLines } from '../builds/build-card';
import type { CardMessage } from '../cards/card-message';
import { type ConsolePlace, commitPage, pullRequestPage } from '../console-links';
import { duration } from '../figures';
import { ACTION } from '../ids';
import { principal } from '../principal';

interface PullRequestCardInput {
  request: PullRequest;
  policy: RepositoryPolicy;
  /** Builds of its newest source commit, at most one per project. */
  tests: PullRequestTest[];
  console: ConsolePlace;
}

export interface PullRequestTest {
  build: Build;
  /** Known once the build has ended, where it reports any. */
  results?: TestResults | undefined;
  /** Of the log of a build that failed without a failing test; without secrets. */
  lines: readonly string[];
}

const STATUS: Record<PullRequest['status'], { mark: string; words: string }> = {
  open: { mark: ':large_green_circle:', words: 'open' },
  merged: { mark: ':purple_heart:', words: 'merged' },
  closed: { mark: ':no_entry_sign:', words: 'closed without a merge' },
};

/** Builds shown; more projects than that test nobody's pull request. */
const TESTS_SHOWN = 5;
/** Lines of a log: the last say why. */
const LINES_SHOWN = 5;

/** One message per pull request, updated in place: opened, changed, tested, merged or closed. */
export function pullRequestCard({ request, policy, tests, console }: PullRequestCardInput): CardMessage {
  const shown = tests.slice(0, TESTS_SHOWN);
  return {
    channel: policy.channel,
    text: spoken(request, shown),
    blocks: [
      ...sections([headline(request, console), origin(request, console), ...ending(request, console)]),
      ...shown.flatMap(testBlocks),
      context(...footnotes(request, shown)),
    ],
  };
}

function spoken({ repository, pullRequestId, title, status }: PullRequest, tests: readonly PullRequestTest[]): string {
  const failed = tests.some(({ build }) => isBuildEnded(build.status) && build.status !== 'Succeeded');
  const tested = failed && status === 'open' ? ', its test failed' : '';
  return md`Pull request ${pullRequestId} of ${repository} ${STATUS[status].words}${tested}: ${firstLine(title)}`.text;
}

function headline({ repository, pullRequestId, title, status }: PullRequest, console: ConsolePlace): Mrkdwn {
  const { mark, words } = STATUS[status];
  const page = link(pullRequestPage(console, repository, pullRequestId), firstLine(title) || `#${pullRequestId}`);
  return md`:twisted_rightwards_arrows: *${page}* ${mark} ${words}`;
}

function origin({ repository, author, source, destination, sourceCommit }: PullRequest, console: ConsolePlace): Mrkdwn {
  const commit = link(commitPage(console, repository, sourceCommit), sourceCommit.slice(0, 7));
  const [from, to] = [source, destination].map((branch) => code(cut(branch, 80)));
  return md`${from ?? ''} at ${commit} → ${to ?? ''} of *${repository}*, by ${cut(principal(author), 80)}`;
}

function ending(
  { repository, status, mergedBy, mergeCommit, updatedAt }: PullRequest,
  console: ConsolePlace,
): Mrkdwn[] {
  if (status === 'open') return [];
  if (status === 'closed') return [md`Closed ${moment(updatedAt)}`];
  const by = mergedBy ? md` by ${cut(principal(mergedBy), 80)}` : md``;
  const as = mergeCommit
    ? md` as ${link(commitPage(console, repository, mergeCommit), mergeCommit.slice(0, 7))}`
    : md``;
  return [md`Merged${by}${as}, ${moment(updatedAt)}`];
}

function testBlocks({ build, results, lines }: PullRequestTest): KnownBlock[] {
  const phase = phaseInProgress(build);
  const running = phase ? [md`Phase *${phase}*`] : [];
  const shown = build.status !== 'Succeeded' && isBuildEnded(build.status);
  const log = lines.slice(-LINES_SHOWN).map((line) => code(cut(line, 200)));
  return [
    ...sections([buildHeadline(build), ...running, ...(results ? testLines(results) : [])]),
    ...(shown ? why(build, results, log) : []),
    ...(shown && build.log ? [logsButton(build)] : []),
  ];
}

/** Failing tests say why by their names; else the phase does, and the end of the log. */
function why(build: Build, results: TestResults | undefined, log: readonly Mrkdwn[]): KnownBlock[] {
  if (results && results.failed > 0) return [];
  const failed = failedPhase(build);
  return sections([...(failed ? [phaseFailure(failed)] : []), ...log]);
}

function logsButton({ buildId, project }: Build): KnownBlock {
  const label = `Logs of the build of ${project}`;
  return actions(`test_of_${project}`, button({ actionId: ACTION.buildLog, text: 'Logs', value: buildId, label }));
}

function footnotes(request: PullRequest, tests: readonly PullRequestTest[]): Mrkdwn[] {
  const { pullRequestId, openedAt, updatedAt } = request;
  const took = tests.flatMap(({ build: { startedAt, endedAt } }) =>
    endedAt ? [endedAt.getTime() - startedAt.getTime()] : [],
  );
  return [
    md`Pull request ${pullRequestId}, opened ${moment(openedAt)}`,
    ...(isOpen(request) && updatedAt > openedAt ? [md`Last active ${moment(updatedAt)}`] : []),
    ...(took.length > 0 ? [md`Tested in ${duration(Math.max(...took))}`] : []),
    ...(isOpen(request) && tests.length === 0 ? [md`No test of this commit has been heard of`] : []),
  ];
}
