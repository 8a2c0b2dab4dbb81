import { join } from 'node:path';
import { TOKENS } from '../../../infra/local/identity';
import { StandingClock } from './standing-clock';
import { FULL_MANIFEST, RELEASES, type RunningWorkspace, startWorkspace, temporaryFolder } from './support';

describe('the Web API of the workspace', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let slack: RunningWorkspace;
  let stateFile: string;
  let clock: StandingClock;

  beforeEach(async () => {
    clock = new StandingClock();
    folder = await temporaryFolder();
    stateFile = join(folder.path, 'slack.json');
    slack = await startWorkspace({ stateFile, clock, manifest: FULL_MANIFEST });
  });
  afterEach(async () => {
    await slack.stop();
    await folder.remove();
  });

  const post = async (text: string, more: Record<string, unknown> = {}): Promise<string> =>
    String((await slack.call('chat.postMessage', { channel: RELEASES, text, ...more })).ts);

  it('asks for the right token', async () => {
    const answers = await Promise.all([
      slack.call('auth.test', {}, ''),
      slack.call('auth.test', {}, 'xoxb-other'),
      slack.call('auth.test', {}, TOKENS.app),
      slack.call('apps.connections.open', {}, TOKENS.bot),
      slack.call('chat.invented'),
    ]);

    expect(answers.map(({ error }) => error)).toEqual([
      'not_authed',
      'invalid_auth',
      'not_allowed_token_type',
      'not_allowed_token_type',
      'unknown_method',
    ]);
  });

  it('understands a form with JSON inside as well as a JSON body', async () => {
    const form = new URLSearchParams({
      token: TOKENS.bot,
      channel: RELEASES,
      text: 'from a form',
      blocks: JSON.stringify([{ type: 'divider' }]),
    });

    const response = await fetch(`${slack.baseUrl}/api/chat.postMessage`, { method: 'POST', body: form });

    expect(await response.json()).toMatchObject({
      ok: true,
      message: {
        text: 'from a form',
        bot_id: 'B0MLPIPELINE',
        blocks: [{ type: 'divider', block_id: expect.stringMatching(/./) }],
      },
    });
  });

  it('posts to a person by opening the direct conversation, which others do not see', async () => {
    const { channel } = await slack.call('chat.postMessage', { channel: 'U0EMMA', text: 'for you' });

    expect(channel).toBe('D0EMMA');
    expect((await slack.emma.messages('D0EMMA')).map(({ text }) => text)).toEqual(['for you']);
    expect(Object.keys((await slack.ada.look()).messages)).not.toContain('D0EMMA');
  });

  it('reads a thread from its first message on, whichever of its messages is named', async () => {
    const root = await post('root');
    const reply = await post('reply', { thread_ts: root });
    await post('elsewhere');

    const { messages } = await slack.call('conversations.replies', { channel: RELEASES, ts: reply });

    expect(messages).toMatchObject([{ text: 'root' }, { text: 'reply', thread_ts: root }]);
    expect(await slack.call('conversations.replies', { channel: RELEASES, ts: '1795168800.999999' })).toMatchObject({
      ok: false,
      error: 'thread_not_found',
    });
  });

  it('links a message that is there', async () => {
    const ts = await post('worth a link');

    const { permalink } = await slack.call('chat.getPermalink', { channel: RELEASES, message_ts: ts });

    expect(permalink).toBe(`${slack.baseUrl}/archives/${RELEASES}/p${ts.replace('.', '')}`);
    expect(await slack.call('chat.getPermalink', { channel: RELEASES, message_ts: '1.000001' })).toMatchObject({
      error: 'message_not_found',
    });
  });

  it('numbers messages upwards even while the clock stands still', async () => {
    const stamps = [await post('one'), await post('two'), await post('three')];

    expect(stamps).toEqual(['1795168800.000100', '1795168800.000200', '1795168800.000300']);
  });

  it('refuses what chat.postMessage refuses', async () => {
    const answers = await Promise.all([
      slack.call('chat.postMessage', { channel: 'C0NOWHERE', text: 'x' }),
      slack.call('chat.postMessage', { channel: RELEASES }),
      slack.call('chat.postMessage', { channel: RELEASES, text: 'x', thread_ts: 'yesterday' }),
      slack.call('chat.postMessage', { channel: RELEASES, text: 'x', blocks: '[{' }),
      slack.call('chat.postMessage', { channel: RELEASES, text: 'x', metadata: { event_type: 'a' } }),
    ]);

    expect(answers.map(({ error }) => error)).toEqual([
      'channel_not_found',
      'no_text',
      'invalid_thread_ts',
      'invalid_blocks_format',
      'invalid_metadata_format',
    ]);
  });

  it('takes the blocks away where an update brings text alone, and keeps the text where it brings blocks alone', async () => {
    const ts = await post('old text', { blocks: [{ type: 'divider' }] });

    const blocksAlone = await slack.call('chat.update', {
      channel: RELEASES,
      ts,
      blocks: [{ type: 'header', text: { type: 'plain_text', text: 'new' } }],
    });
    const textAlone = await slack.call('chat.update', { channel: RELEASES, ts, text: 'new text' });

    expect(blocksAlone).toMatchObject({ text: 'old text', message: { blocks: [{ type: 'header' }] } });
    expect(textAlone).toMatchObject({ text: 'new text', message: { edited: { user: 'U0MLPIPELINE' } } });
    expect(textAlone).not.toHaveProperty('message.blocks');
  });

  it('counts the text of an update in escaped bytes, 4,000 of them', async () => {
    const ts = await post('card');
    const update = (text: string) => slack.call('chat.update', { channel: RELEASES, ts, text });

    const answers = [await update('é'.repeat(2000)), await update('é'.repeat(2001)), await update('&'.repeat(801))];

    expect(answers.map(({ ok, error }) => error ?? ok)).toEqual([true, 'msg_too_long', 'msg_too_long']);
  });

  it('updates and deletes only messages of the app', async () => {
    await slack.emma.say(RELEASES, 'mine');
    const [mine] = await slack.emma.messages(RELEASES);

    const answers = [
      await slack.call('chat.update', { channel: RELEASES, ts: mine?.ts, text: 'yours' }),
      await slack.call('chat.delete', { channel: RELEASES, ts: mine?.ts }),
      await slack.call('chat.update', { channel: RELEASES, ts: '1795168800.999999', text: 'nobody’s' }),
      await slack.call('chat.update', { channel: 'U0EMMA', ts: mine?.ts, text: 'by person' }),
    ];

    expect(answers.map(({ error }) => error)).toEqual([
      'cant_update_message',
      'cant_delete_message',
      'message_not_found',
      'channel_not_found',
    ]);
    expect((await slack.emma.messages(RELEASES)).map(({ text }) => text)).toEqual(['mine']);
  });

  it('reads history newest first, within bounds, in pages, with metadata only when asked', async () => {
    const metadata = { event_type: 'card', event_payload: { id: '7' } };
    const [one, two, three] = [await post('one'), await post('two', { metadata }), await post('three')];
    await post('in a thread', { thread_ts: one });
    const history = async (args: Record<string, unknown>) => {
      const answer = await slack.call('conversations.history', { channel: RELEASES, ...args });
      return answer as { messages: { text: string; metadata?: unknown; reply_count?: number }[] } & typeof answer;
    };
    const texts = async (args: Record<string, unknown>) => (await history(args)).messages.map(({ text }) => text);

    const first = await history({ limit: 2 });
    const { next_cursor: cursor } = first.response_metadata as { next_cursor: string };

    expect(first.messages.map(({ text }) => text)).toEqual(['three', 'two']);
    expect(first.has_more).toBe(true);
    expect(await texts({ limit: 2, cursor })).toEqual(['one']);
    expect(await texts({ oldest: one, latest: three })).toEqual(['two']);
    expect(await texts({ oldest: two, latest: two, inclusive: true })).toEqual(['two']);
    expect((await history({})).messages[2]).toMatchObject({ text: 'one', reply_count: 1 });
    expect((await history({})).messages[1]?.metadata).toBeUndefined();
    expect((await history({ include_all_metadata: true })).messages[1]?.metadata).toEqual(metadata);
    expect((await history({ limit: 1000 })).error).toBe('invalid_limit');
  });

  it('keeps channels and messages over a restart, and goes on counting', async () => {
    const first = await post('before the restart', { blocks: [{ type: 'divider', block_id: 'kept' }] });
    await slack.stop();

    slack = await startWorkspace({ stateFile, clock });
    const second = await post('after');

    const messages = await slack.emma.messages(RELEASES);
    expect(messages.map(({ ts, text }) => [ts, text])).toEqual([
      [first, 'before the restart'],
      [second, 'after'],
    ]);
    expect(messages[0]?.blocks).toEqual([{ type: 'divider', block_id: 'kept' }]);
    expect(second > first).toBe(true);
  });

  it('refuses a view with the reason and its place, and an update by an old hash', async () => {
    const view = (title: string) => ({
      type: 'home',
      blocks: [{ type: 'header', text: { type: 'plain_text', text: title } }],
    });
    const publish = (title: string, hash?: unknown) =>
      slack.call('views.publish', { user_id: 'U0EMMA', view: view(title), ...(hash !== undefined && { hash }) });

    const refused = await publish('x'.repeat(151));
    const first = (await publish('first')) as { view: { id: string; hash: string } };
    const second = (await publish('second', first.view.hash)) as typeof first;
    const conflicting = await publish('third', first.view.hash);

    expect(refused).toMatchObject({
      error: 'invalid_arguments',
      response_metadata: {
        messages: ['[ERROR] must be less than 151 characters [json-pointer:/view/blocks/0/text/text]'],
      },
    });
    expect(second.view.id).toBe(first.view.id);
    expect(conflicting.error).toBe('hash_conflict');
    expect((await slack.call('views.update', { view_id: 'V404', view: modalView })).error).toBe('not_found');
  });

  it('knows people and channels', async () => {
    expect(await slack.call('users.info', { user: 'U0ADA' })).toMatchObject({
      user: { id: 'U0ADA', is_bot: false, profile: { email: 'ada@example.com', display_name: 'Ada' } },
    });
    expect((await slack.call('users.info', { user: 'U0NOBODY' })).error).toBe('user_not_found');
    expect((await slack.call('users.list')).members).toHaveLength(6);
    expect(await slack.call('conversations.info', { channel: RELEASES })).toMatchObject({
      channel: { name: 'ml-releases', is_member: true },
    });
    expect(await slack.call('conversations.open', { users: 'U0BEN' })).toMatchObject({ channel: { id: 'D0BEN' } });
    expect((await slack.call('conversations.list')).channels).toHaveLength(2);
  });

  it('validates blocks for whoever asks', async () => {
    const section = (type: string) => ({ type: 'section', text: { type, text: 'x' } });
    const validate = (args: Record<string, unknown>) => slack.call('blocks.validate', args, '');

    const answers = [
      await validate({ blocks: [section('mrkdwn')] }),
      await validate({ message: { text: 'x', blocks: [section('mrkdwn')] } }),
      await validate({ view: { type: 'home', blocks: [section('mrkdwn')] } }),
      await validate({}),
      await validate({ blocks: [], view: {} }),
    ];
    const refused = await validate({ blocks: [section('invalid')] });
    const refusedInView = await validate({ view: { type: 'home', blocks: [{ ...section('mrkdwn'), text: 7 }] } });

    expect(answers.map(({ ok, error }) => error ?? ok)).toEqual([
      true,
      true,
      true,
      'invalid_arguments',
      'invalid_arguments',
    ]);
    expect(refused).toEqual({
      ok: false,
      error: 'invalid_blocks',
      errors: [
        {
          code: 'failed_constraint',
          message: 'unsupported type: invalid',
          pointer: '/0/text/type',
          constraint: { type: 'enum', expected: ['plain_text', 'mrkdwn'] },
        },
      ],
    });
    expect(refusedInView.errors).toEqual([
      { code: 'failed_constraint', message: 'must provide an object', pointer: '/blocks/0/text' },
    ]);
  });
});

const modalView = {
  type: 'modal',
  title: { type: 'plain_text', text: 'T' },
  blocks: [{ type: 'divider' }],
};
