import { freezeAt } from '../../domain/policies/freeze';
import type { PipelinePolicy } from '../../domain/policies/policy';
import { POLICY } from '../../domain/policies/policy-actor';
import { holds, type Lock, type PipelineLocks } from '../../domain/releases/lock';
import { context, firstLine, join, type Mrkdwn, md, mention, moment, section } from '../blocks';
import type { CardMessage } from '../cards/card-message';

/** One message per lock: who, why and until when; and, once it is off, the same message telling who took it off. */
export function lockCard(lock: Lock, policy: PipelinePolicy): CardMessage {
  return {
    channel: policy.channel,
    text: `${policy.name} ${lock.ended ? 'is no longer locked' : 'is locked'}.`,
    blocks: [
      section(join([headline(lock, policy), ...why(lock), ...ending(lock)], '\n')),
      context(...consequences(lock)),
    ],
  };
}

/** For lists: who or what keeps a pipeline from being deployed, and until when; nothing where nothing does. */
export function holdLines(policy: PipelinePolicy, locks: PipelineLocks | undefined, now: Date): Mrkdwn[] {
  const lock = locks?.current;
  const frozen = freezeAt(policy.freezes, now);
  return [
    ...(lock && holds(lock, now)
      ? [
          md`:lock: locked by ${locker(lock)}${lock.until ? md` until ${moment(lock.until)}` : md``}: ${firstLine(lock.reason)}`,
        ]
      : []),
    ...(frozen ? [md`:snowflake: frozen until ${moment(frozen.until)}: ${firstLine(frozen.reason)}`] : []),
  ];
}

const locker = ({ by }: Pick<Lock, 'by'>): Mrkdwn =>
  by.id === POLICY.id ? md`the policy (${POLICY.name})` : mention(by.id);

function headline({ ended }: Lock, { name }: PipelinePolicy): Mrkdwn {
  return ended ? md`:unlock: *${name}* is no longer locked` : md`:lock: *${name}* is locked`;
}

function why({ by, reason, since, until }: Lock): Mrkdwn[] {
  const end = until ? md`until ${moment(until)}` : md`until somebody unlocks it`;
  return [md`>${firstLine(reason, 500)}`, md`Locked by ${locker({ by })} since ${moment(since)}, ${end}`];
}

function ending({ ended }: Lock): Mrkdwn[] {
  if (!ended) return [];
  return [
    ended.by ? md`Unlocked by ${mention(ended.by.id)}, ${moment(ended.at)}` : md`Its time was over ${moment(ended.at)}`,
  ];
}

function consequences(lock: Lock): Mrkdwn[] {
  if (lock.ended) return afterwards(lock);
  const held = md`Nothing is deployed, retried or approved from here, and rolled back only by an operator who is also an admin; rejecting and stopping go on.`;
  switch (lock.transition) {
    case 'disabled':
      return [held, md`CodePipeline keeps executions out of the stage *${lock.stage}*.`];
    case 'disabled before':
      return [held, md`The transition into *${lock.stage}* had been disabled before, and stays so after this lock.`];
    case 'refused':
      return [
        held,
        md`:warning: AWS did not let me disable the transition into *${lock.stage}*: the console can slip past.`,
      ];
    case 'none':
      return [
        held,
        md`:warning: CodePipeline has no transition to disable before *${lock.stage}*: the console can slip past.`,
      ];
    case undefined:
      return [held];
  }
}

function afterwards({ ended, transition, stage }: Lock): Mrkdwn[] {
  if (ended?.transition === 'enabled') return [md`CodePipeline lets executions into the stage *${stage}* again.`];
  if (ended?.transition === 'refused') {
    return [md`:warning: AWS did not let me enable the transition into *${stage}*: enable it in the console.`];
  }
  return transition === 'disabled' || transition === 'disabled before'
    ? [md`The transition into *${stage}* was changed by somebody else and is left as it is.`]
    : [md`The pipeline can be deployed again.`];
}
