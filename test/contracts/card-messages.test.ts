import { join } from 'node:path';
import { WebClient } from '@slack/web-api';
import { TOKENS } from '../../infra/local/identity';
import type { CardMessage, CardMessages, MessagePlace } from '../../src/slack/cards/card-message';
import { messagesInSlack } from '../../src/slack/cards/messages-in-slack';
import { silent } from '../local/slack/bolt';
import { RELEASES, startWorkspace, temporaryFolder } from '../local/slack/support';
import { FakeCardMessages } from '../support/fakes/fake-card-messages';

interface Subject {
  messages: CardMessages;
  /** What a channel shows: the text of each message, and of the replies to it. */
  shown(): Promise<{ text: string; replies: string[] }[]>;
  delete(place: MessagePlace): Promise<unknown>;
  archive(): Promise<unknown>;
  /** The bot is no member of the channel any more. */
  leave(): Promise<unknown>;
  end(): Promise<void>;
}

async function fake(): Promise<Subject> {
  const messages = new FakeCardMessages(() => new Date());
  return {
    messages,
    shown: async () => messages.in(RELEASES).map(({ text, replies }) => ({ text, replies })),
    delete: async ({ ts }) => messages.delete(ts),
    archive: async () => messages.close(RELEASES, 'is_archived'),
    leave: async () => messages.close(RELEASES, 'not_in_channel'),
    end: async () => undefined,
  };
}

async function inSlack(): Promise<Subject> {
  const folder = await temporaryFolder();
  const slack = await startWorkspace({ stateFile: join(folder.path, 'slack.json') });
  const rejecting = { retryConfig: { retries: 0 }, rejectRateLimitedCalls: true, logger: silent };
  const client = new WebClient(TOKENS.bot, { slackApiUrl: `${slack.baseUrl}/api/`, ...rejecting });
  return {
    messages: messagesInSlack(client),
    async shown() {
      const all = await slack.ada.messages(RELEASES);
      const replies = all.filter(({ thread_ts: root, ts }) => root !== undefined && root !== ts);
      const repliesTo = (root: string) => replies.filter((reply) => reply.thread_ts === root).map(({ text }) => text);
      return all.filter((one) => !replies.includes(one)).map(({ text, ts }) => ({ text, replies: repliesTo(ts) }));
    },
    delete: ({ channel, ts }) => slack.ada.deleteMessage(channel, ts),
    archive: () => slack.ada.archive(RELEASES),
    leave: () => slack.ada.inviteApp(RELEASES, false),
    async end() {
      await slack.stop();
      await folder.remove();
    },
  };
}

const card = (text: string): CardMessage => ({
  channel: RELEASES,
  text,
  blocks: [{ type: 'section', text: { type: 'mrkdwn', text } }],
});
/** What a call failed with: its kind, and Slack's word. */
const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => 'nothing',
    ({ kind, code }: { kind: string; code: string }) => `${kind}: ${code}`,
  );
const LONG_AGO = new Date(Date.now() - 3_600_000);

describe.each([
  ['in memory', fake],
  ['in a workspace', inSlack],
])('CardMessages, %s', (_where, open) => {
  let subject: Subject;
  let messages: CardMessages;
  beforeEach(async () => {
    subject = await open();
    messages = subject.messages;
  });
  afterEach(() => subject.end());

  it('posts a message, changes it and replies in its thread', async () => {
    const place = await messages.post(RELEASES, 'card-1', card('begun'));
    await messages.update(place, card('ended'));
    await messages.reply(place, { ...card('why'), name: 'failure 1' });

    expect(place).toEqual({ channel: RELEASES, ts: expect.stringMatching(/^\d+\.\d{6}$/) });
    expect(await subject.shown()).toEqual([{ text: 'ended', replies: ['why'] }]);
  });

  it('finds the message of a card, and of no other, among those since a moment', async () => {
    await messages.post(RELEASES, 'card-1', card('one'));
    const second = await messages.post(RELEASES, 'card-2', card('two'));

    expect(await messages.find(RELEASES, 'card-2', LONG_AGO)).toEqual(second);
    expect(await messages.find(RELEASES, 'card-3', LONG_AGO)).toBeUndefined();
    expect(await messages.find(RELEASES, 'card-2', new Date(Date.now() + 60_000))).toBeUndefined();
  });

  it('says that a message is gone', async () => {
    const place = await messages.post(RELEASES, 'card-1', card('begun'));
    await subject.delete(place);

    expect(await failureOf(messages.update(place, card('ended')))).toBe('gone: message_not_found');
  });

  it('says that a channel is archived, whether something is new there or changes', async () => {
    const place = await messages.post(RELEASES, 'card-1', card('begun'));
    await subject.archive();

    expect(await failureOf(messages.post(RELEASES, 'card-2', card('another')))).toBe('closed: is_archived');
    expect(await failureOf(messages.update(place, card('ended')))).toMatch(/^closed: /);
  });

  it('says that the bot is not in the channel', async () => {
    await subject.leave();

    expect(await failureOf(messages.post(RELEASES, 'card-1', card('begun')))).toBe('closed: not_in_channel');
    expect(await failureOf(messages.find(RELEASES, 'card-1', LONG_AGO))).toBe('closed: not_in_channel');
  });
});
