import type { KnownBlock } from '@slack/web-api';
import { isRinging, type Ring } from '../../domain/alarms/ring';
import { Refusal } from '../../domain/errors';
import { type ExecutionStatus, isEnded } from '../../domain/executions/execution';
import type { PipelinePolicy } from '../../domain/policies/policy';
import type { PlanRollback } from '../../domain/releases/plan-rollback';
import { releaseName } from '../../domain/releases/release';
import type { RollbackPlan } from '../../domain/releases/rollback-plan';
import { actions, briefLine, button, cut, link, type Mrkdwn, md, mention, moment, plain, section } from '../blocks';
import { type ConsolePlace, executionPage } from '../console-links';
import { ACTION, alarmRollbackKey, ringKey } from '../ids';
import { refusalText } from '../reply-refusals';
import { isRestorable, type Restorable } from '../rollback/restorable';
import { shortName, whatWillHappen } from '../rollback/rollback-words';

/** What could be done about a ring, as it was when the card was drawn; or why that could not be told. */
export type AlarmRollback = { plan: RollbackPlan } | { refused: Mrkdwn };

/** Of the rollback that was begun while it rang; undefined where none was, or where it is not on record. */
export type RollbackStatus = ExecutionStatus | undefined;

/** What has become of it, and who has begun it. */
export function rolledBackLine(ring: Ring, status: RollbackStatus, pipeline: string, console: ConsolePlace): Mrkdwn[] {
  if (!ring.rolledBack) return [];
  const { executionId, release, by, at } = ring.rolledBack;
  const page = link(executionPage(console, pipeline, executionId), executionId.slice(0, 8));
  const who = md`*${briefLine(release, 60)}* by ${mention(by.id)}, ${moment(at)} (execution ${page})`;
  if (status === 'Succeeded') return [md`:rewind: Rolled back to ${who}`];
  return hasFailed(status) ? [md`:x: Not rolled back to ${who}`] : [md`:rewind: Being rolled back to ${who}`];
}

const isOver = (status: RollbackStatus): boolean => status !== undefined && isEnded(status);

const hasFailed = (status: RollbackStatus): boolean => status !== 'Succeeded' && isOver(status);

/** A bell is not to be held up by a plan that is refused. */
export async function alarmRollback(planRollback: PlanRollback, policy: PipelinePolicy): Promise<AlarmRollback> {
  try {
    return { plan: await planRollback(policy) };
  } catch (error) {
    if (error instanceof Refusal) return { refused: refusalText(error) };
    throw error;
  }
}

interface OfferInput {
  ring: Ring;
  status: RollbackStatus;
  policy: PipelinePolicy;
  rollback: AlarmRollback;
}

/** The release that would be restored, and the buttons; where nothing can be, why. */
export function rollbackOffer({ ring, status, policy, rollback }: OfferInput): KnownBlock[] {
  if ('refused' in rollback) return [section(md`:no_entry_sign: ${rollback.refused}`)];
  const { plan } = rollback;
  if (plan.underWay && ring.rolledBack && !isOver(status)) return []; // said already
  const restorable = plan.options.filter(isRestorable);
  if (plan.impossible || restorable.length === 0) {
    return [section(md`:no_entry_sign: ${plan.impossible ?? 'No earlier release can be restored.'}`)];
  }
  const isDone = isCured(ring, status, plan);
  const suggested = isDone ? undefined : restorable.find(({ release }) => release.executionId === plan.suggestedId);
  return [
    ...(suggested ? [section(suggestion(suggested))] : []),
    actions(
      'alarm_card',
      ...(suggested ? [rollBackButton({ ring, policy, plan }, suggested)] : []),
      button({
        actionId: ACTION.chooseRollback,
        text: suggested ? 'Choose another…' : 'Choose a release…',
        value: ringKey({ pipeline: policy.name, ringId: ring.ringId }),
        label: `Choose the release that ${policy.model} is rolled back to`,
      }),
    ),
  ];
}

/** Once it was rolled back, one more is a decision of its own, unless it rings anew or production is another one again. */
function isCured({ rolledBack, alarms }: Ring, status: RollbackStatus, { production }: RollbackPlan): boolean {
  if (!rolledBack || hasFailed(status)) return false;
  const ringsAnew = alarms.some((alarm) => isRinging(alarm) && alarm.rangAt > rolledBack.at);
  const isServed = production !== undefined && releaseName(production) === rolledBack.release;
  return !ringsAnew && (isServed || !isOver(status));
}

const suggestion = ({ release }: Restorable): Mrkdwn =>
  md`Last good release: *${shortName(release)}*, released ${moment(release.releasedAt)}`;

/** Slack: the text of a question holds 300 characters. */
const QUESTION = 300;
/** Characters of each name in it, so that none of its sentences is cut. */
const NAME = 25;

function rollBackButton(
  { ring, policy, plan }: Pick<OfferInput, 'ring' | 'policy'> & { plan: RollbackPlan },
  to: Restorable,
) {
  const name = shortName(to.release, NAME);
  return button({
    actionId: ACTION.rollBackAlarm,
    text: `Roll back to ${name}`,
    style: 'danger',
    value: alarmRollbackKey({
      ...{ pipeline: policy.name, ringId: ring.ringId, targetId: to.release.executionId, how: to.how },
      productionId: plan.production?.executionId,
    }),
    label: `Roll ${cut(policy.model, 30)} back to ${name}`,
    confirm: {
      title: plain(`Roll back to ${name}?`, 100),
      text: plain(whatWillHappen(plan, to, NAME).join(' '), QUESTION),
      confirm: plain(plan.needsApproval ? 'Ask for approval' : 'Roll back', 30),
      deny: plain('Cancel', 30),
      style: 'danger',
    },
  });
}
