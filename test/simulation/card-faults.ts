import type { DigestPlan } from '../../src/domain/digest/digest-plan';
import { renderCard } from '../../src/slack/cards/render-card';
import type { FakeCardMessages } from '../support/fakes/fake-card-messages';
import type { UseCaseBench } from '../support/use-case-bench';
import { POSTS_PER_MINUTE, UPDATES_PER_MINUTE } from './task';

/** What is not as it must be in Slack once all is calm: messages that do not show the truth, or came too fast. */
export async function cardFaults(
  bench: UseCaseBench,
  slack: FakeCardMessages,
  { keys, digests, deaths }: { keys: readonly string[]; digests: readonly DigestPlan[]; deaths: number },
): Promise<string[]> {
  const found: string[] = [];
  for (const key of keys) if (!slack.messages.some((message) => message.key === key)) found.push(`${key} has no card`);
  for (const key of new Set(slack.messages.map((message) => message.key))) {
    found.push(...(await untruths(bench, slack, key)));
  }
  for (const { channel } of digests) {
    const own = slack.in(channel).filter(({ key }) => key.startsWith(`digest#${channel}#`));
    if (own.length !== 1) found.push(`${channel} has ${own.length} digests of one day`);
  }
  // A process that takes the place of a dead one begins with its whole share.
  if (deaths > 0) return found;
  const updates = busiestMinute(slack, 'update');
  if (updates > UPDATES_PER_MINUTE) found.push(`${updates} updates in a minute`);
  const posts = busiestMinute(slack, 'post');
  if (posts > POSTS_PER_MINUTE) found.push(`${posts} posts in a minute`);
  return found;
}

/** One message in a channel, which shows what the card would show if it were drawn now. */
async function untruths(bench: UseCaseBench, slack: FakeCardMessages, key: string): Promise<string[]> {
  const messages = slack.messages.filter((message) => message.key === key);
  const channels = new Set(messages.map(({ channel }) => channel));
  if (channels.size !== messages.length) return [`${key} has ${messages.length} messages in ${channels.size} channels`];
  // A digest shows the moment at which it was drawn.
  if (key.startsWith('digest#')) return [];
  const { ports, policies, consoleOf, useCases, clock } = bench;
  const { planRollback, readDigest } = useCases;
  const undrawn = { digests: [], pictures: { draw: async () => [] as [] } };
  const now = clock.now;
  const truth = await renderCard({ ...ports, ...undrawn, policies, consoleOf, now, planRollback, readDigest })(key);
  // Of locks that are off a few are kept, for their cards; older ones are not drawn any more.
  if (!truth && key.startsWith('lock#')) return [];
  const blocks = JSON.stringify(truth?.blocks);
  const untrue = messages.filter((message) => message.text !== truth?.text || message.blocks !== blocks);
  return untrue.map(({ channel, text, blocks: shown }) => {
    if (text !== truth?.text) return `${key} in ${channel} shows “${text}”, the truth is “${truth?.text}”`;
    return `${key} in ${channel} shows “${differing(shown, blocks)}”, the truth is “${differing(blocks, shown)}”`;
  });
}

function busiestMinute(slack: FakeCardMessages, method: string): number {
  const times = slack.calls.filter((call) => call.method === method).map(({ at }) => at.getTime());
  let first = 0;
  let most = 0;
  for (const [index, at] of times.entries()) {
    while (at - (times[first] ?? 0) >= 60_000) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most;
}

/** Some characters of a text from where it differs from another one. */
function differing(text: string, other: string): string {
  const first = [...text].findIndex((character, index) => character !== other[index]);
  return text.slice(Math.max(0, first - 40), first + 80);
}
