import { join } from 'node:path';
import type { BlockButtonAction } from '@slack/bolt';
import { type RunningApp, startBolt } from './bolt';
import { StandingClock } from './standing-clock';
import { FULL_MANIFEST, type RunningWorkspace, startWorkspace, temporaryFolder } from './support';

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const homeWith = (title: string, more: object = {}) => ({
  type: 'home' as const,
  blocks: [
    { type: 'header' as const, text: plain(title) },
    {
      type: 'actions' as const,
      elements: [
        { type: 'button' as const, action_id: 'refresh', value: title, text: plain('Refresh') },
        { type: 'users_select' as const, action_id: 'whose' },
      ],
    },
  ],
  ...more,
});

describe('the Home tab of an app', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let slack: RunningWorkspace;
  let stateFile: string;
  let bolt: RunningApp | undefined;

  const start = async (manifest: object = FULL_MANIFEST): Promise<void> => {
    slack = await startWorkspace({ stateFile, manifest, clock: new StandingClock() });
  };
  beforeEach(async () => {
    folder = await temporaryFolder();
    stateFile = join(folder.path, 'slack.json');
    bolt = undefined;
  });
  afterEach(async () => {
    await bolt?.receiver.client.disconnect();
    await slack.stop();
    await folder.remove();
  });

  const publish = (user: string, view: object, hash?: string) =>
    slack.call('views.publish', { user_id: user, view, ...(hash !== undefined && { hash }) });
  const hashOf = ({ view }: Record<string, unknown>): string => (view as { hash: string }).hash;

  it('is published when somebody opens it, and seen by that person alone', async () => {
    await start();
    bolt = await startBolt(slack);
    bolt.app.event('app_home_opened', async ({ event, client }) => {
      await client.views.publish({ user_id: event.user, view: homeWith(`Hello ${event.user}`) });
    });

    await slack.emma.openHome();

    const home = await slack.emma.until(({ home: view }) => view, { what: 'the Home tab' });
    expect(home).toMatchObject({ type: 'home', blocks: [{ text: { text: 'Hello U0EMMA' } }, {}] });
    expect((await slack.ada.look()).home).toBeUndefined();
  });

  it('tells the app what was pressed and chosen, with the view and without channel, message or response address', async () => {
    await start();
    bolt = await startBolt(slack);
    const bodies: unknown[] = [];
    bolt.app.action(/^(refresh|whose)$/, async ({ ack, body }) => {
      bodies.push(body);
      await ack();
    });
    await publish('U0EMMA', homeWith('one'));

    await slack.emma.pressHome('refresh');
    await slack.emma.pressHome('whose', 'U0ADA');

    const { home } = await slack.emma.look();
    expect(bodies).toMatchObject([
      {
        type: 'block_actions',
        container: { type: 'view', view_id: home?.id },
        view: { id: home?.id, type: 'home', hash: home?.hash },
        actions: [{ action_id: 'refresh', value: 'one' }],
      },
      { actions: [{ action_id: 'whose', type: 'users_select', selected_user: 'U0ADA' }] },
    ]);
    for (const absent of ['channel', 'message', 'response_url']) expect(bodies[0]).not.toHaveProperty(absent);
  });

  it('opens dialogs by the trigger of a press, and pushes none: there is no dialog below', async () => {
    await start();
    bolt = await startBolt(slack);
    const dialog = { type: 'modal' as const, title: plain('Dialog'), blocks: [{ type: 'divider' as const }] };
    const refused: unknown[] = [];
    bolt.app.action<BlockButtonAction>('refresh', async ({ ack, body, client }) => {
      await ack();
      await client.views
        .push({ trigger_id: body.trigger_id, view: dialog })
        .catch((error) => refused.push(error.data.error));
      await client.views.open({ trigger_id: body.trigger_id, view: dialog });
    });
    await publish('U0EMMA', homeWith('one'));

    await slack.emma.pressHome('refresh');

    await slack.emma.until(({ dialogs }) => dialogs.length === 1, { what: 'the dialog' });
    expect(refused).toEqual(['invalid_trigger_id']);
  });

  it('is replaced whole; with a hash only where nobody else has replaced it meanwhile', async () => {
    await start();
    const first = await publish('U0EMMA', homeWith('first'));
    const second = await publish('U0EMMA', homeWith('second'), hashOf(first));

    const late = await publish('U0EMMA', homeWith('late'), hashOf(first));
    const careless = await publish('U0EMMA', homeWith('careless'));

    expect(second).toMatchObject({ ok: true, view: { id: (first.view as { id: string }).id } });
    expect(hashOf(second)).not.toBe(hashOf(first));
    expect([late.error, careless.ok]).toEqual(['hash_conflict', true]);
    expect((await slack.emma.look()).home).toMatchObject({ blocks: [{ text: { text: 'careless' } }, {}] });
  });

  it('is refused for nobody, and as a dialog', async () => {
    await start();
    const modal = { type: 'modal', title: plain('T'), blocks: [{ type: 'divider' }] };

    expect((await publish('U404', homeWith('x'))).error).toBe('user_not_found');
    expect((await publish('U0EMMA', modal)).error).toBe('invalid_arguments');
  });

  it('has an external id of its own, which no other view may have', async () => {
    await start();
    await publish('U0EMMA', homeWith('one', { external_id: 'mine' }));

    const again = await publish('U0EMMA', homeWith('two', { external_id: 'mine' }));
    const other = await publish('U0ADA', homeWith('three', { external_id: 'mine' }));

    expect([again.ok, other.error]).toEqual([true, 'duplicate_external_id']);
  });

  it('is not there where the manifest has none', async () => {
    await start({ features: { app_home: { home_tab_enabled: false } } });

    expect((await publish('U0EMMA', homeWith('x'))).error).toBe('not_enabled');
    expect((await slack.emma.look()).hasHome).toBe(false);
  });

  it('and the messages beside it: without them the app writes to nobody directly', async () => {
    await start({ features: { app_home: { messages_tab_enabled: false } } });
    const write = async (channel: string) => (await slack.call('chat.postMessage', { channel, text: 'x' })).error;

    expect([await write('U0EMMA'), await write('D0EMMA')]).toEqual(Array(2).fill('messages_tab_disabled'));
  });

  it('survives a restart', async () => {
    await start();
    await publish('U0EMMA', homeWith('kept'));
    await slack.stop();

    await start();

    expect((await slack.emma.look()).home).toMatchObject({ blocks: [{ text: { text: 'kept' } }, {}] });
  });
});
