import type { KnownBlock } from '@slack/web-api';
import { anchorToken } from '../../domain/audit/anchors';
import { type Digest, isQuiet, type PipelineDigest } from '../../domain/digest/digest';
import type { DoraMeasures } from '../../domain/digest/dora-measures';
import type { Period } from '../../domain/digest/period';
import { code, context, header, join, type Mrkdwn, md, section, sections } from '../blocks';
import { age, percent, pipelineLine, plural } from './digest-words';
import { doraTable, TABLE_ROWS } from './dora-table';

export interface DigestMessage {
  /** What it is called: `Saturday 28 November`. */
  title: string;
  digest: Digest;
  picture?: readonly KnownBlock[];
  /** Small print of its own: who asked for it. */
  footnotes?: readonly Mrkdwn[];
  now: Date;
}

/**
 * Slack takes some 13,200 characters of blocks in one message (msg_blocks_too_long), so of many pipelines the busiest are
 * told. So many lines, rows and anchors fit with the longest names there can be.
 */
const LINES = 10;
const ANCHORS = 16;

/** A digest as a message; a quiet day is one line. Every digest ends in the newest hash of each audit chain. */
export function digestMessage({ title, digest, picture = [], footnotes = [], now }: DigestMessage): {
  text: string;
  blocks: KnownBlock[];
} {
  const text = `Digest: ${title}`;
  const busy = digest.pipelines.filter((pipeline) => !isQuiet(pipeline));
  const small = [...(footnotes.length > 0 ? [context(...footnotes)] : []), ...anchorBlocks(digest)];
  if (busy.length === 0) {
    const line = md`*${text}.* A quiet day: nothing was started, released or rolled back, and nothing waits.`;
    return { text: `${text}: a quiet day`, blocks: [section(line), ...small] };
  }
  return {
    text: `${text}: ${inShort(busy)}`,
    blocks: [
      header(text),
      ...sections(busy.slice(0, LINES).map((pipeline) => pipelineLine(pipeline, now))),
      ...quietOnes(digest.pipelines, busy),
      ...picture,
      ...trend(digest),
      ...small,
    ],
  };
}

/** For notifications and screen readers. */
function inShort(busy: readonly PipelineDigest[]): string {
  const sum = (of: (pipeline: PipelineDigest) => number) => busy.reduce((total, pipeline) => total + of(pipeline), 0);
  const parts = [
    plural(
      sum(({ counts }) => counts.releases),
      'release',
      'releases',
    ),
    plural(
      sum(({ counts }) => counts.failed),
      'of them failed in production',
      'of them failed in production',
    ),
    plural(
      sum(({ counts }) => counts.failures),
      'execution failed',
      'executions failed',
    ),
    plural(
      sum(({ counts }) => counts.rollbacks),
      'rollback',
      'rollbacks',
    ),
    plural(
      sum(({ waiting }) => waiting.count),
      'waits for approval',
      'wait for approval',
    ),
  ].filter((part) => part !== undefined);
  return parts.length > 0 ? parts.join(', ') : 'nothing was released';
}

function quietOnes(all: readonly PipelineDigest[], busy: readonly PipelineDigest[]): KnownBlock[] {
  const untold = Math.max(0, busy.length - LINES);
  const quiet = all.length - busy.length;
  const words = [
    ...(untold > 0 ? [md`${untold} more pipelines: /mlpipeline list`] : []),
    ...(quiet > 0 ? [md`${quiet === 1 ? '1 pipeline was' : `${quiet} pipelines were`} quiet`] : []),
  ];
  return words.length > 0 ? [context(...words)] : [];
}

/** A choice that dora.dev leaves open, said where it counts: docs/dora.md. */
const COUNTED = md`A deployment that failed counts as a failure, as does a release that was rolled back, marked bad, or rang within 7 days`;

const UNCOUNTED = md`A release that was rolled back, marked bad, or rang within 7 days counts as a failure; a deployment that failed does not`;

/** Only of those that have been released at all in these weeks, the busiest first. */
function trend({ pipelines, period, timeZone, countsFailedDeployments }: Digest): KnownBlock[] {
  const released = ({ trend: { now, before } }: PipelineDigest) =>
    now.changeFailRate.of + before.changeFailRate.of + now.reworkRate.of + before.reworkRate.of;
  const told = pipelines
    .filter((pipeline) => released(pipeline) > 0)
    .sort((one, next) => released(next) - released(one));
  if (told.length === 0)
    return [
      context(md`DORA: not enough data, nothing was released in the 56 days to ${dayTitle(lastOf(period), timeZone)}`),
    ];
  const left = told.length - TABLE_ROWS;
  const words = told.slice(0, TABLE_ROWS).flatMap((pipeline) => waitingWords(pipeline, told.length > 1));
  return [
    doraTable(told),
    ...(left > 0 ? [context(md`${left} more pipelines have been released less often`)] : []),
    context(join([...words.slice(0, 5), countsFailedDeployments ? COUNTED : UNCOUNTED], '\n')),
  ];
}

/** Where the time goes, and what the releases came of. */
function waitingWords({ pipeline, trend: { now } }: PipelineDigest, isNamed: boolean): Mrkdwn[] {
  const { waitingShare, slowestGate, byTrigger, changeLeadTime, triggerToProduction, deploymentFrequency } = now;
  const parts = [
    ...timed(changeLeadTime.p90Ms, (time) => md`nine of ten commits within ${time}`),
    ...timed(
      triggerToProduction.medianMs,
      (time) => md`${triggerToProduction.samples} without a commit, ${time} from start to production`,
    ),
    ...(waitingShare.share === undefined
      ? []
      : [md`${percent(waitingShare.share)} of the lead time was waiting for approval`]),
    ...timed(
      slowestGate?.medianMs,
      (time) => md`waited longest at ${code(slowestGate?.name ?? '')}, ${time} in the median`,
    ),
    // The median of four weeks is none where most had no release: that says less than the table.
    ...(deploymentFrequency.deploymentDaysPerWeek
      ? [md`released on ${deploymentFrequency.deploymentDaysPerWeek} days of a week`]
      : []),
    ...(byTrigger.length > 0 ? [md`begun by ${byTrigger.map(triggered).join(', ')}`] : []),
  ];
  if (parts.length === 0) return [];
  return [md`${isNamed ? md`*${pipeline}*: ` : md``}${join(parts, '; ')}`];
}

const timed = (ms: number | undefined, words: (time: string) => Mrkdwn): Mrkdwn[] =>
  ms === undefined ? [] : [words(age(ms))];

/** `code (31, 3 failed)`. */
const triggered = ({ trigger, releases, failed }: DoraMeasures['byTrigger'][number]): string =>
  `${trigger} (${releases}${failed > 0 ? `, ${failed} failed` : ''})`;

/** The last moment of a period. */
const lastOf = ({ to }: Period): Date => new Date(to.getTime() - 1);

/** `Saturday 28 November`. */
export const dayTitle = (at: Date, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone, weekday: 'long', day: 'numeric', month: 'long' })
    .format(at)
    .replace(',', '');

/**
 * How the audit chains end now, where nobody can change it later without Slack saying so: `audit verify` reads them. Of
 * many chains those that were written to last: an older digest has the end of those that have not changed since.
 */
function anchorBlocks({ anchors }: Digest): KnownBlock[] {
  if (anchors.length === 0) return [];
  const left = anchors.length - ANCHORS;
  const more = left > 0 ? [md`${left} more chains have no anchor here: those that were written to least lately`] : [];
  const lines = anchors.slice(0, ANCHORS).map((anchor) => code(anchorToken(anchor)));
  const [first = [], second = []] = [lines.slice(0, ANCHORS / 2), lines.slice(ANCHORS / 2)];
  return [context(...[join([md`Audit`, ...first], '\n')], ...(second.length > 0 ? [join(second, '\n')] : []), ...more)];
}
