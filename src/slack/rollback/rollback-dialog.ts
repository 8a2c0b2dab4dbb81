import type { KnownBlock, ModalView } from '@slack/web-api';
import type { PipelinePolicy } from '../../domain/policies/policy';
import { isBad, type Release } from '../../domain/releases/release';
import type { RollbackPlan } from '../../domain/releases/rollback-plan';
import { briefLine, code, context, join, type Mrkdwn, md, moment, plain, section } from '../blocks';
import { DIALOG } from '../ids';
import { isRestorable } from './restorable';
import { comparison } from './rollback-comparison';
import { rollbackForm, rollbackKey } from './rollback-form';
import { notRestorable, releaseChoice } from './rollback-options';
import type { RollbackView } from './rollback-view';
import { shortName, waitsAlready, whatWillHappen, whyNot } from './rollback-words';

/** Shown at once, while the releases are read. */
export function loadingRollbackDialog(policy: PipelinePolicy): ModalView {
  return dialog(policy, [section(md`:hourglass_flowing_sand: Reading the releases of *${policy.name}*…`)]);
}

/** Nothing to choose: says why, and cannot be sent. */
export function closedRollbackDialog(policy: PipelinePolicy, why: Mrkdwn): ModalView {
  return dialog(policy, [section(why)]);
}

/** Earlier releases beside production's, newest first; says exactly what will happen. */
export function rollbackDialog(view: RollbackView): ModalView {
  const { policy, plan } = view;
  if (plan.impossible || !plan.options.some(isRestorable)) return nothingToChoose(view);
  return {
    ...dialog(policy, [
      ...noted(view),
      section(production(plan)),
      releaseChoice(view),
      ...consequences(view),
      ...rollbackForm(view),
      ...notRestorable(view),
    ]),
    submit: plain(plan.needsApproval ? 'Ask for approval' : 'Roll back', 24),
    private_metadata: rollbackKey(view),
  };
}

function nothingToChoose(view: RollbackView): ModalView {
  const { policy, plan } = view;
  const why = md`${plan.impossible ?? 'No earlier release can be restored.'}`;
  return dialog(policy, [...noted(view), section(join([production(plan), why], '\n')), ...notRestorable(view)]);
}

const HELD = md`:lock: A lock or a freeze holds: you may roll back all the same, for you are an operator and an admin.`;

const noted = ({ note, isWhileLocked, plan }: RollbackView): KnownBlock[] => [
  ...(plan.waiting ? [section(waitsAlready(plan.waiting))] : []),
  ...(note ? [section(md`:warning: ${note}`)] : []),
  ...(isWhileLocked ? [section(HELD)] : []),
];

function production({ production }: RollbackPlan): Mrkdwn {
  if (!production) return md`*In production:* nothing yet`;
  const what = md`*In production:* ${code(shortName(production))} since ${moment(production.servedSince)}`;
  return isBad(production) ? md`${what}\n${failedInProduction(production)}` : what;
}

const failedInProduction = ({ mark }: Release): Mrkdwn =>
  md`:x: Failed in production: ${briefLine(mark?.reason ?? '', 200)}`;

/** Of the release that is chosen; nothing where none is. */
function consequences({ policy, plan, chosen, now }: RollbackView): KnownBlock[] {
  if (!chosen) return [];
  const { release } = chosen;
  const warned = isBad(release)
    ? [section(md`:warning: *${shortName(release)}* — ${failedInProduction(release)}`)]
    : [];
  const happens = whatWillHappen(plan, chosen).map((sentence) => md`• ${sentence}`);
  const otherwise = whyNot(chosen).map((sentence) => md`${briefLine(sentence, 400)}`);
  return [
    ...warned,
    ...comparison(policy, release, plan.production, now),
    section(join([md`*What will happen*`, ...happens], '\n')),
    ...(otherwise.length > 0 ? [context(...otherwise)] : []),
  ];
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
