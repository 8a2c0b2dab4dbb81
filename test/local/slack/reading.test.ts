import { join } from 'node:path';
import { messagesIn } from '../../../infra/local/slack/person';
import { StandingClock } from './standing-clock';
import { FULL_MANIFEST, GENERAL, RELEASES, type RunningWorkspace, startWorkspace, temporaryFolder } from './support';

describe('what people read, change and delete', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let slack: RunningWorkspace;
  let stateFile: string;

  const start = async (): Promise<void> => {
    slack = await startWorkspace({ stateFile, clock: new StandingClock(), manifest: FULL_MANIFEST });
  };
  beforeEach(async () => {
    folder = await temporaryFolder();
    stateFile = join(folder.path, 'slack.json');
    await start();
  });
  afterEach(async () => {
    await slack.stop();
    await folder.remove();
  });

  const post = async (text: string, more: object = {}): Promise<string> =>
    String((await slack.call('chat.postMessage', { channel: RELEASES, text, ...more })).ts);
  const errorOf = async (method: string, args: Record<string, unknown>): Promise<unknown> => {
    const { ok, error } = await slack.call(method, args);
    return error ?? ok;
  };

  it('counts as unread what others wrote outside of threads since somebody last read the channel', async () => {
    const [one, two] = [await post('one'), await post('two')];
    await post('in a thread', { thread_ts: one });
    await slack.ada.say(RELEASES, 'from Ada');
    const unread = async () => (await slack.emma.look()).unread[RELEASES];

    const before = await unread();
    await slack.emma.read(RELEASES, two);
    const halfway = await unread();
    await slack.emma.read(RELEASES, one);
    const notBack = await unread();
    await slack.emma.say(RELEASES, 'from Emma');
    const own = await unread();
    await slack.emma.read(RELEASES);
    await post('new');

    expect([before, halfway, notBack, own, await unread()]).toEqual([3, 1, 1, 0, 1]);
    expect((await slack.ada.look()).unread).toMatchObject({ [RELEASES]: 2, [GENERAL]: 0 });
  });

  it('shows at the root of a thread how many answers there are, and who wrote them', async () => {
    const root = await post('root');
    await slack.ada.say(RELEASES, 'one', root);
    await slack.ada.say(RELEASES, 'two', root);
    const { ts: last } = await slack.emma.say(RELEASES, 'three', root);

    const [message] = await slack.ada.messages(RELEASES);
    const replies = await slack.call('conversations.replies', { channel: RELEASES, ts: root });

    const thread = {
      thread_ts: root,
      reply_count: 3,
      reply_users: ['U0ADA', 'U0EMMA'],
      reply_users_count: 2,
      latest_reply: last,
    };
    expect(message).toMatchObject(thread);
    expect(replies).toMatchObject({ messages: [thread, { text: 'one' }, { text: 'two' }, { text: 'three' }] });
  });

  it('tells those who opened a thread or wrote in it of its new answers, until they look', async () => {
    const root = await post('root');
    const news = async () => (await slack.emma.look()).unreadThreads;
    await slack.ada.say(RELEASES, 'before', root);

    const untold = await news();
    await slack.emma.openThread(RELEASES, root);
    const opened = await news();
    await slack.ada.say(RELEASES, 'after', root);
    const told = await news();
    await slack.emma.openThread(RELEASES, root);

    expect([untold, opened, told, await news()]).toEqual([
      [],
      [],
      [{ channel: RELEASES, thread_ts: root, count: 1 }],
      [],
    ]);
  });

  it('keeps what was read over a restart', async () => {
    await post('one');
    await slack.emma.read(RELEASES);
    await slack.stop();

    await start();

    const snapshot = await slack.emma.look();
    expect(snapshot.unread[RELEASES]).toBe(0);
    expect(snapshot.lastRead[RELEASES]).toBe(messagesIn(snapshot, RELEASES)[0]?.ts);
  });

  it('lets people change what they wrote themselves, and nothing else', async () => {
    const { ts = '' } = await slack.emma.say(RELEASES, 'helo');
    const ofApp = await post('from the app');

    await slack.emma.editMessage(RELEASES, ts, 'hello & welcome');

    expect((await slack.ada.messages(RELEASES))[0]).toMatchObject({
      text: 'hello &amp; welcome',
      edited: { user: 'U0EMMA' },
    });
    await expect(slack.ada.editMessage(RELEASES, ts, 'x')).rejects.toThrow('Ada did not write this message.');
    await expect(slack.ada.editMessage(RELEASES, ofApp, 'x')).rejects.toThrow('Ada did not write this message.');
    await expect(slack.ada.deleteMessage(RELEASES, ts)).rejects.toThrow('Ada did not write this message.');
  });

  it('a message that somebody deleted cannot be updated, deleted or linked', async () => {
    const ts = await post('card');
    await slack.ada.deleteMessage(RELEASES, ts);

    expect([
      await errorOf('chat.update', { channel: RELEASES, ts, text: 'x' }),
      await errorOf('chat.delete', { channel: RELEASES, ts }),
      await errorOf('chat.getPermalink', { channel: RELEASES, message_ts: ts }),
      await errorOf('conversations.replies', { channel: RELEASES, ts }),
    ]).toEqual(['message_not_found', 'message_not_found', 'message_not_found', 'thread_not_found']);
  });

  it('a private message cannot be updated or deleted by its ts', async () => {
    const { message_ts: ts } = await slack.call('chat.postEphemeral', { channel: RELEASES, user: 'U0ADA', text: 'x' });

    expect([
      await errorOf('chat.update', { channel: RELEASES, ts, text: 'y' }),
      await errorOf('chat.delete', { channel: RELEASES, ts }),
    ]).toEqual(['message_not_found', 'message_not_found']);
  });

  it('an update keeps or removes metadata and blocks as it says', async () => {
    const metadata = { event_type: 'card', event_payload: { id: '7' } };
    const ts = await post('card', { metadata, blocks: [{ type: 'divider' }] });
    const update = async (more: object) =>
      (await slack.call('chat.update', { channel: RELEASES, ts, ...more })).message;

    expect(await update({ text: 'a', blocks: [{ type: 'divider' }] })).toMatchObject({ metadata, blocks: [{}] });
    expect(await update({ metadata: {} })).not.toHaveProperty('metadata');
    expect(await update({ text: 'b', blocks: [] })).not.toHaveProperty('blocks');
    expect(await errorOf('chat.update', { channel: RELEASES, ts })).toBe('no_text');
  });
});
