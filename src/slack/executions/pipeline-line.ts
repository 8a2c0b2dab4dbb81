import type { Ring } from '../../domain/alarms/ring';
import type { Approval } from '../../domain/approvals/approval';
import { Refusal } from '../../domain/errors';
import type { Execution } from '../../domain/executions/execution';
import type { PipelinePolicy } from '../../domain/policies/policy';
import type { PipelineLocks } from '../../domain/releases/lock';
import { mainMetric } from '../../domain/releases/main-metric';
import type { Served } from '../../domain/releases/production';
import { releaseName } from '../../domain/releases/release';
import { ringingWords } from '../alarms/alarm-line';
import { brief, code, join, type Mrkdwn, md, moment } from '../blocks';
import { figure, metricLabel } from '../figures';
import { holdLines } from '../locks/lock-card';
import { STATUS } from './execution-status';

/** How things stand with one pipeline, where it is one of several. */
export interface PipelineStanding {
  policy: PipelinePolicy;
  newest?: Execution | undefined;
  production?: Served | undefined;
  /** Approvals that wait. */
  open: readonly Approval[];
  locks?: PipelineLocks | undefined;
  /** The last time that anything of it rang. */
  ring?: Ring | undefined;
}

/** A pipeline in one line: what holds it, its newest execution, what production serves, what waits. */
export function pipelineLine({ policy, newest, production, open, locks, ring }: PipelineStanding, now: Date): Mrkdwn {
  const state = newest
    ? md`${STATUS[newest.status].mark} ${STATUS[newest.status].words}, started ${moment(newest.startedAt)}`
    : md`no execution yet`;
  const waits = open.length > 0 ? md`:bell: ${open.length} waiting for approval` : md`nothing waits`;
  const held = [...holdLines(policy, locks, now), ...ringingWords(ring)];
  return join([md`*${policy.name}*`, ...held, state, serves(policy, production), waits], '  ·  ');
}

function serves(policy: PipelinePolicy, production: Served | undefined): Mrkdwn {
  if (!production) return md`nothing in production`;
  const metric = mainMetric(policy, production.metrics);
  const measured = metric ? md` (${brief(metricLabel(metric.name), 40)} ${brief(figure(metric.value), 40)})` : md``;
  return md`production ${code(brief(releaseName(production), 80))}${measured}`;
}

/** What AWS does not let the bot read (the role of one account, say) hides no other pipeline. @throws what is no Refusal */
export function unreadablePipeline({ name }: PipelinePolicy, error: unknown): Mrkdwn {
  if (error instanceof Refusal) return md`*${name}*  ·  :grey_question: ${brief(error.userMessage, 600)}`;
  throw error;
}
