import { type Acted, type AuditedDeps, audited, resume } from '../audit/audited';
import { pipelineChain } from '../audit/chains';
import type { PendingIntent } from '../audit/pending-intent';
import { approvalCardKey, executionCardKey } from '../cards';
import { BadRequest, ChannelClosed } from '../errors';
import type { Authorize, Caller } from '../policies/authorize';
import type { PipelinePolicy } from '../policies/policy';
import type { Approvals } from '../ports/approvals';
import type { ChannelNotices } from '../ports/channel-notices';
import type { Executions } from '../ports/executions';
import type { Notifier } from '../ports/notifier';
import type { Subscriptions } from '../ports/subscriptions';
import {
  type Interest,
  type Interests,
  interestsInWords,
  type SubscriptionChange,
  subscriptionOf,
  withoutSubscription,
  withSubscription,
} from './subscriptions';

export interface SubscribeChannelDeps extends AuditedDeps {
  subscriptions: Subscriptions;
  notices: ChannelNotices;
  approvals: Approvals;
  executions: Executions;
  notifier: Notifier;
  authorize: Authorize;
}

interface SubscribeChannelInput {
  policy: PipelinePolicy;
  caller: Caller;
  /** Slack channel id. */
  channel: string;
  what: Interest | 'everything';
}

/** @returns what the channel gets from now on; undefined: nothing */
export type SubscribeChannel = (input: SubscribeChannelInput) => Promise<Interests | undefined>;

/** Each update of a card is a call for each channel that it stands in, and Slack allows fifty a minute to the workspace. */
const CHANNELS_PER_PIPELINE = 10;

/** Lets a channel get cards of a pipeline: those of what is open, and of whatever happens from now on. */
export function subscribeChannel(deps: SubscribeChannelDeps): SubscribeChannel {
  return async ({ policy, caller, channel, what }) => {
    const actor = await deps.authorize({ caller, role: 'operator', scope: policy, verb: 'subscribe' });
    const { name } = policy;
    if (channel === policy.channel) throw new BadRequest(`This channel gets everything of ${name} already.`);
    const known = await deps.subscriptions.get(name);
    const asked: SubscriptionChange = { pipeline: name, channel, what, by: actor, at: deps.now() };
    const next = withSubscription(known, asked);
    if (next === known) {
      throw new BadRequest(
        `This channel gets ${interestsInWords(subscriptionOf(known, channel)?.gets)} of ${name} already.`,
      );
    }
    if (next.subscriptions.length > CHANNELS_PER_PIPELINE) {
      throw new BadRequest(
        `${name} has ${CHANNELS_PER_PIPELINE} subscribed channels, and more would slow its cards down: unsubscribe one of them first. /mlpipeline status ${name} names them.`,
      );
    }
    const intent = { ...intentOf(asked), action: 'pipeline.subscribe' };
    return audited(deps, intent, (pending) => subscribe(deps, pending));
  };
}

/** Takes cards of a pipeline from a channel; those that stand there already stay true. */
export function unsubscribeChannel(deps: SubscribeChannelDeps): SubscribeChannel {
  return async ({ policy, caller, channel, what }) => {
    const actor = await deps.authorize({ caller, role: 'operator', scope: policy, verb: 'unsubscribe' });
    const { name } = policy;
    if (channel === policy.channel) {
      throw new BadRequest(
        `mlpipeline.yaml names this channel for ${name}, so it gets everything: that can only be changed there.`,
      );
    }
    const known = await deps.subscriptions.get(name);
    const asked: SubscriptionChange = { pipeline: name, channel, what, by: actor, at: deps.now() };
    if (!known || withoutSubscription(known, asked) === known) {
      throw new BadRequest(`This channel gets ${interestsInWords(subscriptionOf(known, channel)?.gets)} of ${name}.`);
    }
    const intent = { ...intentOf(asked), action: 'pipeline.unsubscribe' };
    return audited(deps, intent, (pending) => unsubscribe(deps, pending));
  };
}

/** Finishes a subscription whose process died: the channel may be told of it twice. */
export function resumeSubscribe(deps: SubscribeChannelDeps): (pending: PendingIntent) => Promise<void> {
  return (pending) => resume(deps, pending, () => subscribe(deps, pending));
}

/** Finishes the end of a subscription whose process died. */
export function resumeUnsubscribe(deps: SubscribeChannelDeps): (pending: PendingIntent) => Promise<void> {
  return (pending) => resume(deps, pending, () => unsubscribe(deps, pending));
}

type Got = Interests | undefined;

async function subscribe(deps: SubscribeChannelDeps, pending: PendingIntent): Promise<Acted<Got>> {
  const asked = changeOf(pending);
  const now = await deps.subscriptions.update(asked.pipeline, (known) => withSubscription(known, asked));
  const gets = subscriptionOf(now, asked.channel)?.gets;
  try {
    await deps.notices.subscriptionChanged({ ...asked, gets });
  } catch (error) {
    // Whether the bot may write there shows only when it does. Where it may not, no card would ever arrive.
    if (error instanceof ChannelClosed) {
      const nothing: SubscriptionChange = { ...asked, what: 'everything' };
      await deps.subscriptions.update(asked.pipeline, (known) => known && withoutSubscription(known, nothing));
    }
    throw error;
  }
  await openCardsChanged(deps, asked.pipeline);
  return { result: gets, outcome: { gets: interestsInWords(gets) } };
}

/** What is open is drawn again, and so comes to whoever wants it. */
async function openCardsChanged(deps: SubscribeChannelDeps, pipeline: string): Promise<void> {
  const { notifier, approvals, executions } = deps;
  for (const { executionId } of await executions.open(pipeline)) {
    await notifier.cardChanged(executionCardKey(pipeline, executionId));
  }
  for (const { approvalId } of await approvals.open(pipeline)) {
    await notifier.cardChanged(approvalCardKey(approvalId));
  }
}

async function unsubscribe(deps: SubscribeChannelDeps, pending: PendingIntent): Promise<Acted<Got>> {
  const asked = changeOf(pending);
  const now = await deps.subscriptions.update(asked.pipeline, (known) => known && withoutSubscription(known, asked));
  const gets = subscriptionOf(now, asked.channel)?.gets;
  await deps.notices.subscriptionChanged({ ...asked, gets }).catch((error: unknown) => {
    if (!(error instanceof ChannelClosed)) throw error; // where the bot is no more, nobody waits for a word of it
  });
  return { result: gets, outcome: { gets: interestsInWords(gets) } };
}

const intentOf = ({ pipeline, channel, what, by }: SubscriptionChange) => ({
  chain: pipelineChain(pipeline),
  actor: by,
  target: pipeline,
  request: { channel, what },
});

function changeOf({ target, request, actor, openedAt }: PendingIntent): SubscriptionChange {
  return {
    pipeline: target,
    channel: String(request.channel),
    what: String(request.what) as SubscriptionChange['what'],
    by: actor,
    at: openedAt,
  };
}
