import type { Actor } from '../policies/policy';
import { inWords } from './in-words';

/** What a channel may ask for, where it does not want everything. */
export const INTERESTS = ['failures', 'approvals', 'releases'] as const;
export type Interest = (typeof INTERESTS)[number];

export type Interests = 'everything' | Interest[];

/** A channel that gets cards of a pipeline beside the channel that the configuration names. */
export interface Subscription {
  channel: string;
  gets: Interests;
  /** Who changed it last, and when. */
  by: Actor;
  since: Date;
}

export interface PipelineSubscriptions {
  pipeline: string;
  subscriptions: Subscription[];
}

/** Something that a channel asks for, or no longer wants; `everything` where it names nothing. */
export interface SubscriptionChange {
  pipeline: string;
  channel: string;
  what: Interest | 'everything';
  by: Actor;
  at: Date;
}

export const subscriptionOf = (known: PipelineSubscriptions | undefined, channel: string): Subscription | undefined =>
  known?.subscriptions.find((subscription) => subscription.channel === channel);

/** Adds to what a channel gets. One that gets everything and asks for something gets that alone from then on. */
export function withSubscription(
  known: PipelineSubscriptions | undefined,
  { pipeline, channel, what, by, at }: SubscriptionChange,
): PipelineSubscriptions {
  const gets = subscriptionOf(known, channel)?.gets ?? [];
  const wanted = what === 'everything' ? what : inOrder([...(gets === 'everything' ? [] : gets), what]);
  return withGets(known ?? { pipeline, subscriptions: [] }, channel, { gets: wanted, by, since: at });
}

/** Takes from what a channel gets; from everything it leaves the other interests. */
export function withoutSubscription(
  known: PipelineSubscriptions,
  { channel, what, by, at }: SubscriptionChange,
): PipelineSubscriptions {
  const gets = subscriptionOf(known, channel)?.gets;
  if (gets === undefined) return known;
  const left = what === 'everything' ? [] : (gets === 'everything' ? INTERESTS : gets).filter((one) => one !== what);
  return withGets(known, channel, { gets: [...left], by, since: at });
}

/** Channels that want a card that is about these. */
export function channelsFor(known: PipelineSubscriptions | undefined, about: readonly Interest[]): string[] {
  const wants = ({ gets }: Subscription) => gets === 'everything' || gets.some((interest) => about.includes(interest));
  return (known?.subscriptions ?? []).filter(wants).map(({ channel }) => channel);
}

/** `failures and releases`, `every card`, `nothing`: what is got of a pipeline, in words. */
export function interestsInWords(gets: Interests | undefined): string {
  if (gets === undefined) return 'nothing';
  return gets === 'everything' ? 'every card' : inWords(gets);
}

/** The argument itself where nothing is new, so that nothing is written. */
function withGets(
  known: PipelineSubscriptions,
  channel: string,
  rest: Omit<Subscription, 'channel'>,
): PipelineSubscriptions {
  if (String(subscriptionOf(known, channel)?.gets ?? []) === String(rest.gets)) return known;
  const others = known.subscriptions.filter((subscription) => subscription.channel !== channel);
  return { ...known, subscriptions: rest.gets.length === 0 ? others : [...others, { channel, ...rest }] };
}

const inOrder = (interests: readonly Interest[]): Interest[] =>
  INTERESTS.filter((interest) => interests.includes(interest));
