import type { PipelineDigest } from '../../domain/digest/digest';
import { brief, code, join, type Mrkdwn, md } from '../blocks';
import { duration, figure, metricLabel } from '../figures';

/** What happened to one pipeline, and how it stands. */
export function pipelineLine(digest: PipelineDigest, now: Date): Mrkdwn {
  const { pipeline, openFailures: open, unreadable } = digest;
  const parts = [
    ...happened(digest),
    ...waits(digest, now),
    ...(open.count > 0 ? [md`:rotating_light: ${openFailures(open.count, open.oldestMs)}`] : []),
    ...inProduction(digest),
    ...(unreadable ? [md`:grey_question: ${brief(unreadable, 200)}`] : []),
  ];
  return join([md`*${pipeline}*`, join(parts, ', ')], '  ');
}

function happened({ counts }: PipelineDigest): Mrkdwn[] {
  const { started, releases, failed, failures, rollbacks, others } = counts;
  const released = plural(releases, 'release', 'releases');
  const share = failed === 0 ? '' : `, of which ${failed} failed in production (${percent(failed / releases)})`;
  const parts = [
    `${started === 1 ? '1 execution' : `${started || 'no'} executions`} started`,
    released && `${released}${share}`,
    plural(failures, 'execution failed', 'executions failed'),
    plural(rollbacks, 'rollback', 'rollbacks'),
    plural(others, 'stopped or superseded', 'stopped or superseded'),
  ];
  return parts.filter((part) => part !== undefined).map((part) => md`${part}`);
}

function waits({ waiting: { count, oldestAt } }: PipelineDigest, now: Date): Mrkdwn[] {
  const words = plural(count, 'waits for approval now', 'wait for approval now');
  if (!words) return [];
  const since = oldestAt
    ? `${count === 1 ? ', for' : ', the oldest for'} ${age(now.getTime() - oldestAt.getTime())}`
    : '';
  return [md`:bell: ${words}${since}`];
}

function inProduction({ production }: PipelineDigest): Mrkdwn[] {
  if (!production) return [];
  const { name, metric } = production;
  const value = metric ? md` (${brief(metricLabel(metric.name), NAME)} ${brief(figure(metric.value), NAME)})` : md``;
  return [md`production now ${code(brief(name, NAME))}${value}`];
}

/** Characters of a name that somebody's build has chosen. */
const NAME = 40;

/** `1 failed deployment is not recovered, for 3 d 2 h`. */
const openFailures = (open: number, oldestMs: number | undefined): string =>
  `${open === 1 ? '1 failed deployment is' : `${open} failed deployments are`} not recovered${
    oldestMs === undefined ? '' : `, ${open === 1 ? 'for' : 'the oldest for'} ${age(oldestMs)}`
  }`;

/** A count in words; nothing for none. */
export const plural = (count: number, one: string, many: string): string | undefined =>
  count === 0 ? undefined : `${count} ${count === 1 ? one : many}`;

export const percent = (share: number): string => `${Math.round(100 * share)} %`;

/** Nobody counts the seconds of what takes minutes. */
export const age = (ms: number): string => duration(ms < 60_000 ? ms : Math.round(ms / 60_000) * 60_000);
