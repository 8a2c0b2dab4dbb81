import type { KnownBlock } from '@slack/web-api';
import { withoutMark } from '../../domain/audit/signed-reason';
import { redact } from '../../domain/builds/redact';
import type { Execution } from '../../domain/executions/execution';
import type { Failure } from '../../domain/executions/failure';
import { code, firstLine, join, link, type Mrkdwn, md, mention, preformatted, section, sections } from '../blocks';
import { phaseName } from '../builds/build-card';
import type { CardReply } from '../cards/card-message';
import { ordinal } from '../figures';

/** The card is read in seconds; the thread has the rest. */
const LINES_ON_CARD = 6;
const TESTS_ON_CARD = 5;
/** Of all lines together, as JSON: Slack takes about 13,200 for a message, and there is more in it than a log. */
const LINES_JSON = 5_000;

interface FailedExecution {
  execution: Execution;
  /** The author of the commit does not want to be mentioned. */
  isMuted: boolean;
}

/** Why an execution has failed: what is known at once, and, once it has been looked into, what it means. */
export function executionFailure({ execution, isMuted }: FailedExecution): KnownBlock[] {
  const failure = explained(execution);
  if (!failure) return whatFailed(execution);
  return [
    ...whatFailed(execution, failure),
    ...evidence(failure, { lines: LINES_ON_CARD, tests: TESTS_ON_CARD }),
    ...meaning(failure, { execution, isMuted }),
  ];
}

/** Said once per attempt in the thread, so that the author is told: an update of a message notifies nobody. */
export function failureReply(failed: FailedExecution): CardReply | undefined {
  const { execution } = failed;
  const failure = explained(execution);
  if (!failure || failure.isDecision) return undefined;
  const author = authorOf(failure, failed);
  if (!author && failure.lines.length === 0 && failure.failingTests.length === 0) return undefined;
  const commit = execution.revision ? md` ${code(execution.revision.commitId.slice(0, 7))}` : md``;
  const whose = author ? md`${author}: the commit${commit}` : md`The commit${commit}`;
  const said = md`${whose} failed in *${failure.stage} / ${failure.action}* of ${execution.pipeline}.`;
  return {
    name: `failure ${failure.attempt}`,
    text: said.text,
    blocks: [
      section(join([said, ...triageLine(failure)], '\n')),
      ...evidence(failure, { lines: Number.POSITIVE_INFINITY, tests: Number.POSITIVE_INFINITY }),
    ],
  };
}

/** What is on record of the attempt that the card shows. */
const explained = ({ failure, attempt }: Execution): Failure | undefined =>
  failure?.attempt === attempt ? failure : undefined;

function whatFailed({ failedAction }: Execution, failure?: Failure): KnownBlock[] {
  const place = failure ?? failedAction;
  if (!place) return [];
  const { summary, url } = failedAction ?? {};
  // What an explained failure has to say is in its lines.
  const why =
    summary && (!failure || failure.isDecision) ? md`: ${firstLine(redact(withoutMark(summary)), 300)}` : md``;
  const where = failure?.phase ? md` in phase ${phaseName({ name: failure.phase })}` : md``;
  const log = url ? md`  ${link(url, 'Open the log')}` : md``;
  const what = failure?.isDecision ? (summary ? 'was rejected' : 'was not approved') : 'failed';
  return [section(md`*${place.stage} / ${place.action}* ${what}${where}${why}${log}`)];
}

/** Failing tests and the last lines of the log; on the card the names of tests say more than lines do. */
function evidence({ failingTests, lines }: Failure, limit: { lines: number; tests: number }): KnownBlock[] {
  const isShort = Number.isFinite(limit.lines);
  const more = failingTests.length - limit.tests;
  const tests = [
    ...failingTests.slice(0, limit.tests).map((name) => md`•  ${code(name)}`),
    ...(more > 0 ? [md`… and ${more} more`] : []),
  ];
  const shown = isShort && tests.length > 0 ? [] : fitting(lines.slice(-limit.lines));
  return [
    ...(tests.length > 0 ? sections([md`Failing tests:`, ...tests]) : []),
    ...(shown.length > 0 ? [preformatted(shown)] : []),
  ];
}

/** As many of the last lines as there is room for. */
function fitting(lines: readonly string[]): string[] {
  let room = LINES_JSON;
  const first = lines.findLastIndex((line) => {
    room -= JSON.stringify(line).length;
    return room < 0;
  });
  return lines.slice(first + 1);
}

function meaning(failure: Failure, failed: FailedExecution): KnownBlock[] {
  if (failure.isDecision) return [];
  const author = authorOf(failure, failed);
  const said = [...triageLine(failure), ...(author ? [md`The commit is by ${author}`] : [])];
  return said.length > 0 ? [section(join(said, '\n'))] : [];
}

function triageLine({ cause, says, timesThisWeek }: Failure): Mrkdwn[] {
  if (!cause) return [];
  const often = timesThisWeek > 1 ? ` ${oftenThisWeek(timesThisWeek)}.` : '';
  return [md`:mag: Looks like *${cause}*: ${says ?? ''}${often}`];
}

function oftenThisWeek(times: number): string {
  const word =
    ['Second', 'Third', 'Fourth', 'Fifth', 'Sixth', 'Seventh', 'Eighth', 'Ninth', 'Tenth'][times - 2] ?? ordinal(times);
  return `${word} time this week`;
}

/** A mention, or a name where mentions are muted; the commit's own words name whoever Slack does not know. */
function authorOf({ author }: Failure, { execution, isMuted }: FailedExecution): Mrkdwn | undefined {
  if (!author) return undefined;
  return isMuted ? md`${firstLine(execution.revision?.authorName ?? 'its author', 80)}` : mention(author);
}
