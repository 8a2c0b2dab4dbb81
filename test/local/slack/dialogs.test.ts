import { join } from 'node:path';
import type { ViewClosedAction } from '@slack/bolt';
import { postCard, type RunningApp, startBolt } from './bolt';
import { StandingClock } from './standing-clock';
import { RELEASES, type RunningWorkspace, startWorkspace, temporaryFolder } from './support';

describe('dialogs of a Bolt app', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let slack: RunningWorkspace;
  let bolt: RunningApp;
  let clock: StandingClock;

  beforeEach(async () => {
    clock = new StandingClock();
    folder = await temporaryFolder();
    slack = await startWorkspace({ stateFile: join(folder.path, 'slack.json'), clock });
    bolt = await startBolt(slack);
  });
  afterEach(async () => {
    await bolt.receiver.client.disconnect();
    await slack.stop();
    await folder.remove();
  });

  it('leads a person through a dialog: required input, the app’s own error, then done', async () => {
    const reasons: unknown[] = [];
    bolt.app.action('approve', async ({ ack, body, client }) => {
      await ack();
      const trigger = 'trigger_id' in body ? body.trigger_id : '';
      await client.views.open({ trigger_id: trigger, view: reasonDialog('7') });
    });
    bolt.app.view('reason_dialog', async ({ ack, view }) => {
      const reason = view.state.values.reason_block?.reason?.value;
      reasons.push([view.private_metadata, reason]);
      if (reason === 'because') {
        await ack({ response_action: 'errors', errors: { reason_block: 'Say more than "because".' } });
      } else await ack();
    });
    await slack.ada.press(await postCard(bolt.app, slack), 'approve');
    await slack.ada.until(({ dialogs }) => dialogs.length > 0, { what: 'the dialog' });

    const empty = await slack.ada.submit({});
    const refused = await slack.ada.submit({ reason: 'because' });
    const shown = await slack.ada.dialog();
    const accepted = await slack.ada.submit({ reason: 'accuracy is up' });

    expect(empty).toMatchObject({ ok: false, error: 'invalid_input' });
    expect(refused).toMatchObject({ ok: false, errors: { reason_block: 'Say more than "because".' } });
    expect(shown?.errors).toEqual({ reason_block: 'Say more than "because".' });
    expect(accepted).toEqual({ ok: true });
    expect(await slack.ada.dialog()).toBeUndefined();
    expect(reasons).toEqual([
      ['7', 'because'],
      ['7', 'accuracy is up'],
    ]);
    expect((await slack.emma.look()).dialogs).toEqual([]);
  });

  it('updates, pushes and clears dialogs as the acknowledgement says', async () => {
    bolt.app.command('/mlpipeline', async ({ ack, client, command }) => {
      await ack();
      await client.views.open({ trigger_id: command.trigger_id, view: reasonDialog('root') });
    });
    bolt.app.view('reason_dialog', async ({ ack, view }) => {
      const next = view.state.values.reason_block?.reason?.value ?? '';
      if (next === 'clear') await ack({ response_action: 'clear' });
      else if (next === 'push') await ack({ response_action: 'push', view: reasonDialog('pushed') });
      else await ack({ response_action: 'update', view: reasonDialog('updated') });
    });
    await slack.emma.say(RELEASES, '/mlpipeline dialog');
    await slack.emma.until(({ dialogs }) => dialogs.length > 0, { what: 'the dialog' });

    const stacks: string[][] = [];
    for (const reason of ['update', 'push', 'push', 'push', 'clear']) {
      await slack.emma.submit({ reason });
      stacks.push((await slack.emma.look()).dialogs.map(({ view }) => view.private_metadata));
    }

    expect(stacks).toEqual([
      ['updated'],
      ['updated', 'pushed'],
      ['updated', 'pushed', 'pushed'],
      // Slack stacks three views; the fourth is refused and the dialog says that it failed.
      ['updated', 'pushed', 'pushed'],
      [],
    ]);
  });

  it('opens one dialog for one trigger, and none for a stale one', async () => {
    const triggers: string[] = [];
    bolt.app.command('/mlpipeline', async ({ ack, command }) => {
      triggers.push(command.trigger_id);
      await ack();
    });
    await slack.emma.say(RELEASES, '/mlpipeline one');
    await slack.emma.say(RELEASES, '/mlpipeline two');
    const view = reasonDialog('7');

    const first = await slack.call('views.open', { trigger_id: triggers[0], view });
    const second = await slack.call('views.open', { trigger_id: triggers[0], view });
    clock.advance(3_001);
    const stale = await slack.call('views.open', { trigger_id: triggers[1], view });
    const invented = await slack.call('views.open', { trigger_id: '1.2.abc', view });

    expect(triggers[0]).toMatch(/^\d+\.\d+\.[0-9a-f]+$/);
    expect(first.ok).toBe(true);
    expect([second.error, stale.error, invented.error]).toEqual([
      'exchanged_trigger_id',
      'expired_trigger_id',
      'invalid_trigger_id',
    ]);
  });

  it('tells the app what is chosen in an input that asks for it, with all that is filled in', async () => {
    const seen: unknown[] = [];
    bolt.app.command('/mlpipeline', async ({ ack, client, command }) => {
      await ack();
      await client.views.open({ trigger_id: command.trigger_id, view: choiceDialog });
    });
    bolt.app.action('release', async ({ ack, body, action, client }) => {
      await ack();
      if (!('view' in body) || !body.view) throw new Error('the view is missing');
      seen.push([action, body.view.state.values, 'response_url' in body, 'channel' in body]);
      const title = { type: 'plain_text' as const, text: 'Chosen' };
      await client.views.update({ view_id: body.view.id, hash: body.view.hash, view: { ...choiceDialog, title } });
    });
    await slack.emma.say(RELEASES, '/mlpipeline dialog');
    await slack.emma.until(({ dialogs }) => dialogs.length > 0, { what: 'the dialog' });

    const answer = await slack.emma.choose('release', 'v2', { reason: 'drift' });

    expect(answer).toEqual({ ok: true });
    const release = { text: { type: 'plain_text', text: 'v2', emoji: true }, value: 'v2' };
    expect(seen).toEqual([
      [
        expect.objectContaining({ type: 'static_select', block_id: 'release_block', selected_option: release }),
        {
          release_block: { release: { type: 'static_select', selected_option: release } },
          flags_block: { flags: { type: 'checkboxes', selected_options: [] } },
          reason_block: { reason: { type: 'plain_text_input', value: 'drift' } },
        },
        false,
        false,
      ],
    ]);
    await slack.emma.until(({ dialogs }) => dialogs[0]?.view.title?.text === 'Chosen', { what: 'the update' });
  });

  it('lays a dialog on top of the one in which the person acted, and of no other', async () => {
    const refused: unknown[] = [];
    bolt.app.command('/mlpipeline', async ({ ack, client, command }) => {
      await ack();
      const pushed = client.views.push({ trigger_id: command.trigger_id, view: reasonDialog('too early') });
      refused.push(await pushed.catch(({ data }) => data.error));
      await client.views.open({ trigger_id: command.trigger_id, view: choiceDialog });
    });
    bolt.app.action('release', async ({ ack, body, client }) => {
      await ack();
      const trigger = 'trigger_id' in body ? body.trigger_id : '';
      await client.views.push({ trigger_id: trigger, view: reasonDialog('on top') });
    });
    await slack.emma.say(RELEASES, '/mlpipeline dialog');
    await slack.emma.until(({ dialogs }) => dialogs.length > 0, { what: 'the dialog' });

    await slack.emma.choose('release', 'v2', {});
    const { dialogs } = await slack.emma.until((seen) => seen.dialogs.length === 2 && seen, {
      what: 'the second dialog',
    });

    expect(refused).toEqual(['invalid_trigger_id']);
    expect(dialogs[1]?.view).toMatchObject({
      private_metadata: 'on top',
      root_view_id: dialogs[0]?.view.id,
      previous_view_id: dialogs[0]?.view.id,
    });
  });

  it('sends null and empty lists for optional inputs that were left alone', async () => {
    const seen: unknown[] = [];
    bolt.app.command('/mlpipeline', async ({ ack, client, command }) => {
      await ack();
      await client.views.open({ trigger_id: command.trigger_id, view: choiceDialog });
    });
    bolt.app.view('choice_dialog', async ({ ack, view }) => {
      seen.push(view.state.values);
      await ack();
    });
    await slack.emma.say(RELEASES, '/mlpipeline dialog');
    await slack.emma.until(({ dialogs }) => dialogs.length > 0, { what: 'the dialog' });

    await slack.emma.submit();

    expect(seen).toEqual([
      {
        release_block: { release: { type: 'static_select', selected_option: null } },
        flags_block: { flags: { type: 'checkboxes', selected_options: [] } },
        reason_block: { reason: { type: 'plain_text_input', value: null } },
      },
    ]);
  });

  it('keeps the dialog open and says so when a submit is not acknowledged or answered with nonsense', async () => {
    bolt.app.command('/mlpipeline', async ({ ack, client, command }) => {
      await ack();
      await client.views.open({ trigger_id: command.trigger_id, view: reasonDialog('7') });
    });
    bolt.app.view('reason_dialog', ({ ack }) =>
      ack({ response_action: 'errors', errors: { no_such_block: 'Where would this be shown?' } }),
    );
    await slack.emma.say(RELEASES, '/mlpipeline dialog');
    await slack.emma.until(({ dialogs }) => dialogs.length > 0, { what: 'the dialog' });

    const nonsense = await slack.emma.submit({ reason: 'drift' });
    const afterNonsense = await slack.emma.dialog();
    await bolt.receiver.client.disconnect();
    await slack.emma.until(({ bot }) => !bot.connected, { what: 'the app to be gone' });
    const unheard = await slack.emma.submit({ reason: 'drift' });
    const afterUnheard = await slack.emma.dialog();

    expect(nonsense).toEqual({ ok: false, error: 'invalid_response' });
    expect(afterNonsense?.notice).toContain('invalid_errors');
    expect(unheard).toEqual({ ok: false, error: 'dispatch_failed' });
    expect(afterUnheard?.notice).toContain('trouble connecting');
  });

  it('tells the app of a closed dialog only where the view asked for it', async () => {
    const closed: unknown[] = [];
    bolt.app.command('/mlpipeline', async ({ ack, client, command }) => {
      await ack();
      const notify_on_close = command.text === 'notify';
      await client.views.open({ trigger_id: command.trigger_id, view: { ...reasonDialog('7'), notify_on_close } });
    });
    bolt.app.view<ViewClosedAction>({ callback_id: 'reason_dialog', type: 'view_closed' }, async ({ ack, body }) => {
      closed.push([body.type, body.is_cleared]);
      await ack();
    });

    for (const text of ['quiet', 'notify']) {
      await slack.emma.say(RELEASES, `/mlpipeline ${text}`);
      await slack.emma.until(({ dialogs }) => dialogs.length > 0, { what: 'the dialog' });
      await slack.emma.closeDialog();
    }

    expect(await slack.emma.dialog()).toBeUndefined();
    expect(closed).toEqual([['view_closed', false]]);
  });
});

const reasonDialog = (metadata: string) => ({
  type: 'modal' as const,
  callback_id: 'reason_dialog',
  private_metadata: metadata,
  title: { type: 'plain_text' as const, text: 'Why?' },
  submit: { type: 'plain_text' as const, text: 'Send' },
  blocks: [
    {
      type: 'input' as const,
      block_id: 'reason_block',
      label: { type: 'plain_text' as const, text: 'Reason' },
      element: { type: 'plain_text_input' as const, action_id: 'reason', min_length: 3 },
    },
  ],
});

const choiceDialog = {
  type: 'modal' as const,
  callback_id: 'choice_dialog',
  title: { type: 'plain_text' as const, text: 'Choose' },
  submit: { type: 'plain_text' as const, text: 'Send' },
  blocks: [
    {
      type: 'input' as const,
      block_id: 'release_block',
      optional: true,
      dispatch_action: true,
      label: { type: 'plain_text' as const, text: 'Release' },
      element: {
        type: 'static_select' as const,
        action_id: 'release',
        options: ['v1', 'v2'].map((value) => ({ text: { type: 'plain_text' as const, text: value }, value })),
      },
    },
    {
      type: 'input' as const,
      block_id: 'flags_block',
      optional: true,
      label: { type: 'plain_text' as const, text: 'Flags' },
      element: {
        type: 'checkboxes' as const,
        action_id: 'flags',
        options: [{ text: { type: 'plain_text' as const, text: 'Force' }, value: 'force' }],
      },
    },
    {
      type: 'input' as const,
      block_id: 'reason_block',
      optional: true,
      label: { type: 'plain_text' as const, text: 'Reason' },
      element: { type: 'plain_text_input' as const, action_id: 'reason' },
    },
  ],
};
