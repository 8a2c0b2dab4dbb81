import type { ViewOutput } from '@slack/bolt';
import type { KnownBlock, ModalView, Option } from '@slack/web-api';
import type { PipelinePolicy } from '../../domain/policies/policy';
import { type Release, type RollbackHow, releaseName } from '../../domain/releases/release';
import type { RollbackPlan } from '../../domain/releases/rollback-plan';
import { code, context, cut, firstLine, join, type Mrkdwn, md, moment, plain, section } from '../blocks';
import { change, duration, figure, metricLabel } from '../figures';
import { DIALOG } from '../ids';

const RELEASE = 'release';
const REASON = 'reason';

/** Shown at once, while the releases are read. */
export function loadingRollbackDialog(policy: PipelinePolicy): ModalView {
  return dialog(policy, [section(md`:hourglass_flowing_sand: Reading the releases of *${policy.name}*…`)]);
}

/** Nothing to choose: says why, and cannot be sent. */
export function closedRollbackDialog(policy: PipelinePolicy, why: Mrkdwn): ModalView {
  return dialog(policy, [section(why)]);
}

export interface RollbackDialogInput {
  policy: PipelinePolicy;
  plan: RollbackPlan;
  /** Release named in the command, by version, commit or execution; chosen beforehand where it fits. */
  wanted?: string | undefined;
  /** One dialog rolls back once. */
  requestId: string;
  now: Date;
}

/** Earlier releases with their metrics beside today's, newest first; says exactly what will happen. */
export function rollbackDialog({ policy, plan, wanted, requestId, now }: RollbackDialogInput): ModalView {
  if (plan.impossible) return closedRollbackDialog(policy, join([production(plan), md`${plan.impossible}`], '\n'));
  const targets = plan.options.flatMap(({ release, how }) => (how === 'stage' ? [release] : []));
  const options = targets.map((release) => releaseOption(release, plan.production, now));
  const chosen = targets.findIndex((release) => isWanted(release, wanted));
  const initial = options[Math.max(0, chosen)];
  return {
    ...dialog(policy, [
      section(production(plan)),
      {
        type: 'input',
        block_id: RELEASE,
        label: plain('Restore which release?'),
        element: {
          type: 'radio_buttons',
          action_id: RELEASE,
          options,
          ...(initial && { initial_option: initial }),
        },
      },
      {
        type: 'input',
        block_id: REASON,
        label: plain('Why?'),
        element: { type: 'plain_text_input', action_id: REASON, multiline: true, min_length: 3, max_length: 2000 },
      },
      context(
        md`CodePipeline runs the stage *${plan.stage}* again with the artifacts of the chosen release: nothing is rebuilt. The card in the channel follows it.`,
      ),
    ]),
    submit: plain('Roll back', 24),
    private_metadata: JSON.stringify({ pipeline: policy.name, requestId, productionId: plan.production?.executionId }),
  };
}

export function readRollbackDialog(view: ViewOutput): {
  pipeline: string;
  requestId: string;
  targetId: string;
  how: RollbackHow;
  productionId: string | undefined;
  reason: string;
  /** Errors by block id, where something is missing. */
  problem?: Record<string, string> | undefined;
} {
  const metadata: { pipeline?: unknown; requestId?: unknown; productionId?: string } = JSON.parse(
    view.private_metadata || '{}',
  );
  const targetId = view.state.values[RELEASE]?.[RELEASE]?.selected_option?.value ?? '';
  const reason = view.state.values[REASON]?.[REASON]?.value?.trim() ?? '';
  const problem = {
    ...(targetId ? {} : { [RELEASE]: 'Please choose a release.' }),
    ...(reason ? {} : { [REASON]: 'Please say why.' }),
  };
  return {
    pipeline: String(metadata.pipeline),
    requestId: String(metadata.requestId),
    targetId,
    how: 'stage',
    productionId: metadata.productionId,
    reason,
    problem: Object.keys(problem).length > 0 ? problem : undefined,
  };
}

function dialog(policy: PipelinePolicy, blocks: KnownBlock[]): ModalView {
  return {
    type: 'modal',
    callback_id: DIALOG.rollback,
    title: plain(`Roll back ${policy.model}`, 24),
    close: plain('Cancel', 24),
    blocks,
  };
}

function production({ production }: RollbackPlan): Mrkdwn {
  if (!production) return md`*In production:* nothing yet`;
  const metrics = metricsLine(production);
  return md`*In production:* ${code(releaseName(production))} since ${moment(production.releasedAt)}${metrics ? ` (${metrics})` : ''}`;
}

/** Slack: an option's text and description hold 75 characters each, and a date token alone would take most of them. */
function releaseOption(release: Release, today: Release | undefined, now: Date): Option {
  const age = duration(now.getTime() - release.releasedAt.getTime());
  const description = metricsLine(release, today) || firstLine(release.revision?.message ?? 'No metrics reported');
  return {
    text: plain(`${cut(releaseName(release), 40)}, released ${age} ago`),
    description: plain(description),
    value: release.executionId,
  };
}

/** Metrics that fit one line, with the change against what production serves. */
function metricsLine(release: Release, today?: Release | undefined): string {
  return Object.entries(release.metrics)
    .slice(0, 2)
    .map(([name, value]) => {
      const difference = change(value, today?.metrics[name]);
      return `${metricLabel(name)} ${figure(value)}${difference ? ` (${difference})` : ''}`;
    })
    .join(', ');
}

function isWanted(release: Release, wanted: string | undefined): boolean {
  if (!wanted) return false;
  const names = [release.model.version, release.executionId, release.revision?.commitId];
  return names.some((name) => name?.startsWith(wanted));
}
