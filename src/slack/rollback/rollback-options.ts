import type { InputBlock, Option } from '@slack/web-api';
import { isBad, type Release, releaseName } from '../../domain/releases/release';
import type { RollbackOption } from '../../domain/releases/rollback-plan';
import { briefLine, context, cut, join, type Mrkdwn, md, plain } from '../blocks';
import { changeWithArrow, duration, figure, metricLabel } from '../figures';
import { CHOICE } from '../ids';
import { isRestorable } from './restorable';
import type { RollbackView } from './rollback-view';
import { shortName, whyNot } from './rollback-words';

export const RELEASE = 'release';

/** What can be restored, newest first; a choice redraws the dialog. Slack: radio buttons are ten at most. */
export function releaseChoice(view: RollbackView): InputBlock {
  const options = view.plan.options.filter(isRestorable).map(({ release }) => releaseOption(release, view));
  const initial = options.find(({ value }) => value === view.chosen?.release.executionId);
  return {
    type: 'input',
    block_id: RELEASE,
    dispatch_action: true,
    label: plain('Restore which release?'),
    element: {
      type: 'radio_buttons',
      action_id: CHOICE.release,
      options,
      ...(initial && { initial_option: initial }),
    },
  };
}

/** Named, so that nobody looks for them in vain; they cannot be chosen. */
export function notRestorable({ plan }: Pick<RollbackView, 'plan'>): ReturnType<typeof context>[] {
  const lines = plan.options.filter((option) => !isRestorable(option)).map(notRestorableLine);
  return lines.length > 0 ? [context(join([md`Cannot be restored:`, ...lines], '\n'))] : [];
}

const notRestorableLine = (option: RollbackOption): Mrkdwn =>
  md`*${shortName(option.release)}*: ${briefLine(whyNot(option).join(' ') || 'nobody can tell why', 200)}`;

/** Slack: an option's text and description hold 75 characters each, and a date token alone would take most of them. */
function releaseOption(release: Release, { plan, now }: RollbackView): Option {
  const age = duration(now.getTime() - release.releasedAt.getTime());
  const commit = release.model.version && release.revision ? `, ${release.revision.commitId.slice(0, 7)}` : '';
  const facts = [...(isBad(release) ? ['failed in production'] : []), ...metrics(release, plan.production)];
  return {
    text: plain(`${cut(releaseName(release), 36)}, released ${age} ago${commit}`),
    description: plain(facts.join(' · ') || briefLine(release.revision?.message ?? '') || 'No metrics reported'),
    value: release.executionId,
  };
}

/** Metrics that fit one line, with the change against what production serves. */
const metrics = (release: Release, production: Release | undefined): string[] =>
  Object.entries(release.metrics)
    .slice(0, 2)
    .map(([name, value]) => {
      const by = changeWithArrow(value, production?.metrics[name]);
      return `${metricLabel(name)} ${figure(value)}${by === '—' ? '' : ` (${by})`}`;
    });
