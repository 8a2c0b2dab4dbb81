import type { ExecutionStatus } from '../../domain/executions/execution';
import { interestsInWords } from '../../domain/notifications/subscriptions';
import type { Authorize } from '../../domain/policies/authorize';
import type { Policies } from '../../domain/policies/policy';
import type { Approvals } from '../../domain/ports/approvals';
import type { Locks } from '../../domain/ports/locks';
import type { Pipelines, StageNow } from '../../domain/ports/pipelines';
import type { Subscriptions } from '../../domain/ports/subscriptions';
import type { ProductionOf } from '../../domain/releases/production';
import { releaseName } from '../../domain/releases/release';
import { whereItWaits } from '../approvals/approval-view';
import { brief, channelLink, code, context, header, join, type Mrkdwn, md, moment, section } from '../blocks';
import type { Verb } from '../command-router';
import { figure, metricLabel } from '../figures';
import { holdLines } from '../locks/lock-card';
import { STATUS } from './execution-status';

export interface StatusDeps {
  policies: Policies;
  authorize: Authorize;
  approvals: Approvals;
  pipelines: Pipelines;
  locks: Locks;
  subscriptions: Subscriptions;
  productionOf: ProductionOf;
  now: () => Date;
}

/** `status`: where each stage stands now, what production serves, what waits. */
export function statusCommand(deps: StatusDeps): Verb {
  return {
    name: 'status',
    usage: '<pipeline>',
    does: 'stages, production release and waiting approvals of one pipeline',
    role: 'viewer',
    on: 'pipeline',
    options: {},
    examples: ['status penguins'],
    run: async ({ respond, caller, args }) => {
      const policy = deps.policies.pipeline(args.words({ required: ['pipeline'] }).pipeline);
      await deps.authorize({ caller, role: 'viewer', scope: policy, verb: 'status' });
      const [stages, open, production, locks, subscribed] = await Promise.all([
        deps.pipelines.stages(policy.name),
        deps.approvals.open(policy.name),
        deps.productionOf(policy),
        deps.locks.get(policy.name),
        deps.subscriptions.get(policy.name),
      ]);
      const waiting = open.map(
        (approval) =>
          md`:bell: ${brief(approval.evidence.model.version ?? '', 80) || code(approval.approvalId.slice(0, 8))} waits in ${whereItWaits(approval)} since ${moment(approval.requestedAt)}`,
      );
      const metrics = Object.entries(production?.metrics ?? {}).map(
        ([key, value]) => md`${metricLabel(key)} ${figure(value)}`,
      );
      const serves = production
        ? md`*Production* ${code(releaseName(production))} since ${moment(production.servedSince)}`
        : md`*Production* nothing yet`;
      const others = (subscribed?.subscriptions ?? []).map(
        ({ channel, gets }) => md`${channelLink(channel)} ${interestsInWords(gets)}`,
      );
      await respond({
        text: `Status of ${policy.name}`,
        blocks: [
          header(policy.name),
          ...holdLines(policy, locks, deps.now()).map(section),
          section(join(stages.map(stageLine), '\n')),
          section(join([serves, ...(metrics.length > 0 ? [join(metrics, '  ·  ')] : []), ...waiting], '\n')),
          context(md`Cards: ${join([md`${channelLink(policy.channel)} every card`, ...others], '  ·  ')}`),
        ],
      });
    },
  };
}

function stageLine({ stage, status, executionId, waitingExecutionId }: StageNow): Mrkdwn {
  const known = STATUS[status as ExecutionStatus];
  const held = executionId
    ? md`${known?.mark ?? ':grey_question:'} *${stage}* ${known?.words ?? status ?? ''} ${code(executionId.slice(0, 8))}`
    : md`:white_circle: *${stage}* not entered yet`;
  const next = waitingExecutionId ? md`  ← ${code(waitingExecutionId.slice(0, 8))} waits to enter` : md``;
  return md`${held}${next}`;
}
