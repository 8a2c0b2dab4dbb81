import { join } from 'node:path';
import { PEOPLE } from '../../../infra/local/identity';
import { WIDE_POPULATION } from '../../../infra/local/slack/population';
import { postCard, type RunningApp, startBolt } from './bolt';
import { FULL_MANIFEST, RELEASES, type RunningWorkspace, startWorkspace, temporaryFolder } from './support';

describe('people who are not simply members', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let slack: RunningWorkspace;

  beforeAll(async () => {
    folder = await temporaryFolder();
    const stateFile = join(folder.path, 'slack.json');
    slack = await startWorkspace({ stateFile, manifest: FULL_MANIFEST, population: WIDE_POPULATION });
  });
  afterAll(async () => {
    await slack.stop();
    await folder.remove();
  });

  const info = async (user: string) => (await slack.call('users.info', { user })).user;

  it('are told apart by users.info: guests, those who left, those of another workspace', async () => {
    expect(await info('U0ADA')).toMatchObject({ deleted: false, is_restricted: false, is_ultra_restricted: false });
    expect(await info('U0ADA')).not.toHaveProperty('is_stranger');
    expect(await info('U0GWEN')).toMatchObject({ is_restricted: true, is_ultra_restricted: false });
    expect(await info('U0SVEN')).toMatchObject({ is_restricted: true, is_ultra_restricted: true });
    expect(await info('U0DORA')).toMatchObject({ deleted: true });
    expect(await info('U0FELIX')).toMatchObject({ team_id: 'T0PARTNER', is_stranger: true });
    expect(await info('U0FELIX')).not.toHaveProperty('profile.email');
  });

  it('are all in users.list, which comes in pages where a limit is given', async () => {
    const all = await slack.call('users.list');
    const first = await slack.call('users.list', { limit: 9 });
    const { next_cursor: cursor } = first.response_metadata as { next_cursor: string };
    const second = await slack.call('users.list', { limit: 9, cursor });

    expect(all.members).toHaveLength(10);
    expect([first.members, second.members]).toMatchObject([{ length: 9 }, [{ id: 'U0MLPIPELINE', is_bot: true }]]);
  });

  it('are found by their address while they are active and of this workspace', async () => {
    const lookup = (email?: string) => slack.call('users.lookupByEmail', { ...(email !== undefined && { email }) });

    expect(await lookup('Ada@Example.com')).toMatchObject({ user: { id: 'U0ADA' } });
    expect(await lookup('gwen@example.net')).toMatchObject({ user: { id: 'U0GWEN', is_restricted: true } });
    expect((await lookup('dora@example.com')).error).toBe('users_not_found');
    expect((await lookup('felix@partner.example')).error).toBe('users_not_found');
    expect((await lookup('nobody@example.com')).error).toBe('users_not_found');
    expect((await lookup()).error).toBe('invalid_arguments');
  });

  it('see only the channels that they are in', async () => {
    const seen = async (id: string) => (await slack.person(id).look()).channels.map((channel) => channel.id);

    expect(await seen('U0GWEN')).toEqual(['C0RELEASES', 'C0GENERAL', 'D0GWEN']);
    expect(await seen('U0SVEN')).toEqual(['C0PARTNERS', 'D0SVEN']);
    expect(await seen('U0FELIX')).toEqual(['C0PARTNERS', 'D0FELIX']);
    expect(await seen('U0EMMA')).not.toContain('C0SECRET');
    expect(await seen('U0ADA')).toContain('C0SECRET');
  });

  it('cannot do anything, nor be written to, once they have left', async () => {
    await expect(slack.person('U0DORA').look()).rejects.toThrow(/"as" must be one of/);
    expect((await slack.emma.look()).deactivated.map(({ name }) => name)).toEqual(['Dora']);
    expect((await slack.call('chat.postMessage', { channel: 'U0DORA', text: 'x' })).error).toBe('channel_not_found');
    const home = { type: 'home', blocks: [{ type: 'divider' }] };
    expect((await slack.call('views.publish', { user_id: 'U0DORA', view: home })).error).toBe('user_not_found');
  });

  describe('and an app', () => {
    let bolt: RunningApp;
    beforeAll(async () => {
      bolt = await startBolt(slack);
    });
    afterAll(() => bolt.receiver.client.disconnect());

    it('learns from a click which workspace somebody is of', async () => {
      const users: unknown[] = [];
      bolt.app.action('approve', async ({ ack, body }) => {
        users.push(body.user);
        await ack();
      });
      const card = await postCard(bolt.app, slack);
      await bolt.app.client.chat.postMessage({ channel: 'C0PARTNERS', text: 'for all', blocks: card.blocks ?? [] });
      const [shared] = await slack.person('U0FELIX').messages('C0PARTNERS');
      if (!shared) throw new Error('Felix sees no card');

      await slack.person('U0GWEN').press(card, 'approve');
      await slack.person('U0FELIX').press(shared, 'approve');

      expect(users).toMatchObject([
        { id: 'U0GWEN', team_id: 'T0LOCAL' },
        { id: 'U0FELIX', team_id: 'T0PARTNER' },
      ]);
    });

    it('is given the names of people and groups that somebody types, marked up', async () => {
      const texts: string[] = [];
      bolt.app.command('/mlpipeline', async ({ ack, command }) => {
        texts.push(command.text);
        await ack();
      });

      await slack.emma.say(RELEASES, '/mlpipeline ask @ml-approvers @Gwen @dora #ml-secret #random');

      expect(texts).toEqual([
        'ask <!subteam^S0APPROVERS|@ml-approvers> <@U0GWEN|gwen> @dora #ml-secret <#C0RANDOM|random>',
      ]);
    });
  });
});

describe('user groups', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let slack: RunningWorkspace;

  const start = async (isPaid: boolean): Promise<void> => {
    folder = await temporaryFolder();
    const stateFile = join(folder.path, 'slack.json');
    slack = await startWorkspace({ stateFile, isPaid, population: WIDE_POPULATION });
  };
  afterEach(async () => {
    await slack.stop();
    await folder.remove();
  });

  it('are listed, with who is in them on request', async () => {
    await start(true);

    const plain = await slack.call('usergroups.list');
    const full = await slack.call('usergroups.list', { include_users: true, include_count: true });

    expect(plain.usergroups).toMatchObject([
      { id: 'S0APPROVERS', handle: 'ml-approvers', name: 'ML approvers', date_delete: 0 },
      { id: 'S0OPERATORS' },
    ]);
    expect(plain).not.toHaveProperty('usergroups.0.users');
    expect(full.usergroups).toMatchObject([{ users: ['U0ADA', 'U0BEN'], user_count: 2 }, { users: ['U0OMAR'] }]);
    expect((await slack.call('usergroups.users.list', { usergroup: 'S404' })).error).toBe('no_such_subteam');
  });

  it('are changed by people, and stay so over a restart', async () => {
    await start(true);
    await slack.ada.setGroup('S0OPERATORS', ['U0OMAR', 'U0EMMA']);
    await expect(slack.ada.setGroup('S0OPERATORS', ['U404'])).rejects.toThrow('There is no user U404.');
    await slack.stop();
    slack = await startWorkspace({ stateFile: join(folder.path, 'slack.json'), population: WIDE_POPULATION });

    const { users } = await slack.call('usergroups.users.list', { usergroup: 'S0OPERATORS' });

    expect(users).toEqual(['U0OMAR', 'U0EMMA']);
    expect((await slack.emma.look()).usergroups).toMatchObject([{}, { handle: 'ml-operators', users }]);
  });

  it('need a paid plan', async () => {
    await start(false);

    expect((await slack.call('usergroups.list')).error).toBe('plan_upgrade_required');
    expect((await slack.call('usergroups.users.list', { usergroup: 'S0APPROVERS' })).error).toBe(
      'plan_upgrade_required',
    );
  });

  it('and everybody else are those of the seeded workspace where nothing else was said', async () => {
    folder = await temporaryFolder();
    slack = await startWorkspace({ stateFile: join(folder.path, 'slack.json') });

    expect((await slack.emma.look()).people).toEqual(PEOPLE);
  });
});
