import { join } from 'node:path';
import { WIDE_POPULATION } from '../../../infra/local/slack/population';
import { FULL_MANIFEST, GENERAL, RELEASES, type RunningWorkspace, startWorkspace, temporaryFolder } from './support';

const [RANDOM, SECRET, RETIRED, PARTNERS] = ['C0RANDOM', 'C0SECRET', 'C0RETIRED', 'C0PARTNERS'];

describe('channels', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let slack: RunningWorkspace;
  let stateFile: string;

  const start = async (): Promise<void> => {
    slack = await startWorkspace({ stateFile, manifest: FULL_MANIFEST, population: WIDE_POPULATION });
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

  const post = (channel: string, more: object = {}) => slack.call('chat.postMessage', { channel, text: 'x', ...more });
  const errorOf = async (method: string, args: Record<string, unknown>): Promise<unknown> => {
    const { ok, error } = await slack.call(method, args);
    return error ?? ok;
  };

  it('that the app is not in: a public one says not_in_channel, a private one is not found', async () => {
    const answers = [
      await errorOf('chat.postMessage', { channel: RANDOM, text: 'x' }),
      await errorOf('chat.postMessage', { channel: SECRET, text: 'x' }),
      await errorOf('chat.postEphemeral', { channel: RANDOM, user: 'U0ADA', text: 'x' }),
      await errorOf('conversations.history', { channel: RANDOM }),
      await errorOf('conversations.history', { channel: SECRET }),
      await errorOf('conversations.info', { channel: RANDOM }),
      await errorOf('conversations.info', { channel: SECRET }),
    ];

    expect(answers).toEqual([
      'not_in_channel',
      'channel_not_found',
      'not_in_channel',
      'not_in_channel',
      'channel_not_found',
      true,
      'channel_not_found',
    ]);
  });

  it('the app joins by itself where they are public and alive, and is invited to private ones', async () => {
    const joined = await slack.call('conversations.join', { channel: RANDOM });
    const again = await slack.call('conversations.join', { channel: RANDOM });
    const refused = [
      await errorOf('conversations.join', { channel: SECRET }),
      await errorOf('conversations.join', { channel: RETIRED }),
      await errorOf('conversations.join', { channel: 'D0ADA' }),
    ];
    await slack.ada.inviteApp(SECRET);

    expect(joined).toMatchObject({ ok: true, channel: { id: RANDOM, is_member: true } });
    expect(again).toMatchObject({ ok: true, warning: 'already_in_channel' });
    expect(refused).toEqual(['channel_not_found', 'is_archived', 'method_not_supported_for_channel_type']);
    expect([(await post(RANDOM)).ok, (await post(SECRET)).ok]).toEqual([true, true]);
  });

  it('that are archived can be read and not written to, by the app or by people', async () => {
    const { ts } = await post(RELEASES);
    await slack.emma.archive(RELEASES);

    const answers = [
      await errorOf('chat.postMessage', { channel: RELEASES, text: 'x' }),
      await errorOf('chat.postEphemeral', { channel: RELEASES, user: 'U0ADA', text: 'x' }),
      await errorOf('chat.update', { channel: RELEASES, ts, text: 'y' }),
      await errorOf('conversations.history', { channel: RELEASES }),
    ];
    const { channel } = await slack.call('conversations.info', { channel: RELEASES });

    expect(answers).toEqual(['is_archived', 'is_archived', 'is_inactive', true]);
    expect(channel).toMatchObject({ is_archived: true, is_member: true });
    await expect(slack.emma.say(RELEASES, 'anybody?')).rejects.toThrow('#ml-releases is archived.');
    await slack.emma.archive(RELEASES, false);
    expect(await errorOf('chat.update', { channel: RELEASES, ts, text: 'y' })).toBe(true);
  });

  it('are listed by kind, without archived ones on request, in pages', async () => {
    const list = async (args: object = {}) => {
      const answer = await slack.call('conversations.list', { ...args });
      const channels = Array.isArray(answer.channels) ? answer.channels : [];
      return { ids: channels.map(({ id }) => id), more: answer.response_metadata, error: answer.error };
    };
    const first = await list({ limit: 2, exclude_archived: true });
    const second = await list({
      limit: 2,
      exclude_archived: true,
      cursor: (first.more as { next_cursor: string }).next_cursor,
    });

    expect((await list()).ids).toEqual([RELEASES, GENERAL, PARTNERS, RANDOM, RETIRED]);
    expect([first.ids, second.ids]).toEqual([
      [RELEASES, GENERAL],
      [PARTNERS, RANDOM],
    ]);
    expect(second.more).toEqual({ next_cursor: '' });
    expect((await list({ types: 'private_channel' })).ids).toEqual([]);
    expect((await list({ types: 'im', limit: 1 })).ids).toEqual(['D0EMMA']);
    expect((await list({ types: 'everything' })).error).toBe('invalid_types');
    expect((await list({ cursor: 'nonsense' })).error).toBe('invalid_cursor');
    await slack.ada.inviteApp(SECRET);
    expect((await list({ types: 'private_channel' })).ids).toEqual([SECRET]);
  });

  it('tell who is in them, in pages', async () => {
    const members = (args: object) => slack.call('conversations.members', { channel: PARTNERS, ...args });
    const first = await members({ limit: 4 });
    const { next_cursor: cursor } = first.response_metadata as { next_cursor: string };
    const counted = await slack.call('conversations.info', { channel: PARTNERS, include_num_members: true });

    expect(first.members).toEqual(['U0EMMA', 'U0ADA', 'U0SVEN', 'U0FELIX']);
    expect((await members({ limit: 4, cursor })).members).toEqual(['U0MLPIPELINE']);
    expect(counted).toMatchObject({ channel: { num_members: 5, is_ext_shared: true } });
  });

  it('with one person are opened by their id', async () => {
    const open = (users?: string) => slack.call('conversations.open', { ...(users !== undefined && { users }) });

    expect(await open('U0BEN')).toMatchObject({ ok: true, channel: { id: 'D0BEN' } });
    expect([(await open()).error, (await open('U0BEN,U0ADA')).error]).toEqual([
      'users_list_not_supplied',
      'too_many_users',
    ]);
    expect([(await open('U0NOBODY')).error, (await open('U0DORA')).error]).toEqual(['user_not_found', 'user_disabled']);
  });

  it('take a private message only for somebody who is in them', async () => {
    const tell = (channel: string, user: string) => errorOf('chat.postEphemeral', { channel, user, text: 'x' });

    expect([await tell(RELEASES, 'U0ADA'), await tell(RELEASES, 'U0FELIX'), await tell(PARTNERS, 'U0FELIX')]).toEqual([
      true,
      'user_not_in_channel',
      true,
    ]);
    expect(await tell('D0ADA', 'U0EMMA')).toBe('user_not_in_channel');
  });

  it('stay archived and joined over a restart', async () => {
    await slack.emma.archive(GENERAL);
    await slack.call('conversations.join', { channel: RANDOM });
    await slack.stop();

    await start();

    expect([(await post(GENERAL)).error, (await post(RANDOM)).ok]).toEqual(['is_archived', true]);
  });
});
