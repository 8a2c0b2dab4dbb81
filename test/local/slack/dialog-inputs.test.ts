import { join } from 'node:path';
import type { SlashCommand } from '@slack/bolt';
import type { Block, ModalView } from '@slack/web-api';
import { type RunningApp, startBolt } from './bolt';
import { GENERAL, RELEASES, type RunningWorkspace, startWorkspace, temporaryFolder } from './support';

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const option = (value: string) => ({ text: plain(`Option ${value}`), value });
const shown = (value: string) => ({ text: { ...plain(`Option ${value}`), emoji: true }, value });
const richText = (text: string) => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text }] }],
});
const options = [option('a'), option('b')];

/** An element, what it holds at first, what a person fills in, and what the payload then says. */
const INPUTS: [type: string, element: object, initial: object, filled: unknown, state: object][] = [
  ['plain_text_input', { initial_value: 'x' }, { value: 'x' }, 'words', { value: 'words' }],
  ['email_text_input', {}, { value: null }, 'a@b.org', { value: 'a@b.org' }],
  ['url_text_input', {}, { value: null }, 'https://a.org', { value: 'https://a.org' }],
  ['number_input', { is_decimal_allowed: true, initial_value: '1' }, { value: '1' }, '2.5', { value: '2.5' }],
  ['rich_text_input', {}, { rich_text_value: null }, richText('hi'), { rich_text_value: richText('hi') }],
  ['static_select', { options }, { selected_option: null }, 'b', { selected_option: shown('b') }],
  [
    'multi_static_select',
    { options, initial_options: [option('a')] },
    { selected_options: [shown('a')] },
    ['b', 'a'],
    { selected_options: [shown('b'), shown('a')] },
  ],
  [
    'radio_buttons',
    { options, initial_option: option('a') },
    { selected_option: shown('a') },
    'b',
    { selected_option: shown('b') },
  ],
  ['checkboxes', { options }, { selected_options: [] }, ['a'], { selected_options: [shown('a')] }],
  ['users_select', { initial_user: 'U0ADA' }, { selected_user: 'U0ADA' }, 'U0BEN', { selected_user: 'U0BEN' }],
  ['multi_users_select', {}, { selected_users: [] }, ['U0BEN'], { selected_users: ['U0BEN'] }],
  ['conversations_select', {}, { selected_conversation: null }, GENERAL, { selected_conversation: GENERAL }],
  ['multi_conversations_select', {}, { selected_conversations: [] }, [GENERAL], { selected_conversations: [GENERAL] }],
  [
    'channels_select',
    { initial_channel: GENERAL },
    { selected_channel: GENERAL },
    RELEASES,
    { selected_channel: RELEASES },
  ],
  [
    'multi_channels_select',
    { initial_channels: [GENERAL] },
    { selected_channels: [GENERAL] },
    [],
    { selected_channels: [] },
  ],
  [
    'datepicker',
    { initial_date: '2026-11-20' },
    { selected_date: '2026-11-20' },
    '2026-12-24',
    { selected_date: '2026-12-24' },
  ],
  [
    'timepicker',
    { timezone: 'Europe/Berlin' },
    { selected_time: null, timezone: 'Europe/Berlin' },
    '23:59',
    { selected_time: '23:59', timezone: 'Europe/Berlin' },
  ],
  ['datetimepicker', {}, { selected_date_time: null }, '1628633820', { selected_date_time: 1628633820 }],
];

/** What Slack's clients do not send, and what they say to it. */
const REFUSED: [what: string, element: object, filled: unknown, sentence: string][] = [
  ['nothing', { type: 'datepicker' }, undefined, 'Please complete this required field.'],
  ['no user', { type: 'users_select' }, '', 'Please complete this required field.'],
  ['an empty list', { type: 'multi_users_select' }, [], 'Please complete this required field.'],
  ['too few characters', { type: 'plain_text_input', min_length: 5 }, 'four', 'Please write at least 5 characters.'],
  ['too many characters', { type: 'plain_text_input', max_length: 3 }, 'four', 'Please write at most 3 characters.'],
  ['no address of a mailbox', { type: 'email_text_input' }, 'ada', 'Please enter a valid email address.'],
  ['no web address', { type: 'url_text_input' }, 'javascript:alert(1)', 'Please enter a valid URL.'],
  ['no number', { type: 'number_input', is_decimal_allowed: true }, 'seven', 'Please enter a number.'],
  ['a fraction', { type: 'number_input', is_decimal_allowed: false }, '1.5', 'Please enter a whole number.'],
  [
    'too small a number',
    { type: 'number_input', is_decimal_allowed: true, min_value: '2' },
    '1.5',
    'Please enter 2 or more.',
  ],
  [
    'too large a number',
    { type: 'number_input', is_decimal_allowed: true, max_value: '2' },
    '2.5',
    'Please enter 2 or less.',
  ],
];

describe('inputs of a dialog, as an app is told about them', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let slack: RunningWorkspace;
  let bolt: RunningApp;
  let view: ModalView;
  let submitted: Record<string, Record<string, Record<string, unknown>>>[];
  let bodies: Record<string, unknown>[];

  beforeAll(async () => {
    folder = await temporaryFolder();
    slack = await startWorkspace({ stateFile: join(folder.path, 'slack.json') });
    bolt = await startBolt(slack);
    bolt.app.command(
      '/mlpipeline',
      async ({
        ack,
        client,
        command,
      }: {
        ack: () => Promise<void>;
        client: RunningApp['app']['client'];
        command: SlashCommand;
      }) => {
        await ack();
        await client.views.open({ trigger_id: command.trigger_id, view });
      },
    );
    bolt.app.view('dialog', async ({ ack, view: filled, body }) => {
      submitted.push(JSON.parse(JSON.stringify(filled.state.values)));
      bodies.push(JSON.parse(JSON.stringify(body)));
      await ack();
    });
    bolt.app.options('external', async ({ ack, payload }) => {
      bodies.push(JSON.parse(JSON.stringify(payload)));
      if (payload.value === 'none') await ack({ options: [] });
      else if (payload.value === 'groups')
        await ack({ option_groups: [{ label: plain('G'), options: [option('g')] }] });
      else if (payload.value === 'many')
        await ack({ options: Array.from({ length: 101 }, (_, index) => option(String(index))) });
      else await ack({ options: [option(payload.value)] });
    });
  });
  beforeEach(() => {
    submitted = [];
    bodies = [];
  });
  afterEach(async () => {
    await slack.emma.closeDialog();
  });
  afterAll(async () => {
    await bolt.receiver.client.disconnect();
    await slack.stop();
    await folder.remove();
  });

  const open = async (...elements: object[]): Promise<void> => {
    const blocks = elements.map((element, index) => ({
      type: 'input',
      block_id: `block${index}`,
      label: plain('Input'),
      element,
    }));
    await openBlocks(blocks);
  };
  const openBlocks = async (blocks: Block[]): Promise<void> => {
    view = { type: 'modal', callback_id: 'dialog', title: plain('Dialog'), submit: plain('Go'), blocks };
    await slack.emma.say(RELEASES, '/mlpipeline dialog');
    await slack.emma.until(({ dialogs }) => dialogs.length > 0, { what: 'the dialog' });
  };

  it.each(INPUTS)(
    '%s: what it holds at first, and what somebody fills in',
    async (type, more, initial, filled, state) => {
      const element = { type, action_id: 'value', ...more };
      view = {
        type: 'modal',
        callback_id: 'dialog',
        title: plain('Dialog'),
        submit: plain('Go'),
        blocks: [{ type: 'input', block_id: 'block0', label: plain('Input'), optional: true, element } as Block],
      };
      await slack.emma.say(RELEASES, '/mlpipeline dialog');
      await slack.emma.until(({ dialogs }) => dialogs.length > 0, { what: 'the dialog' });
      await slack.emma.submit();
      await slack.emma.say(RELEASES, '/mlpipeline dialog');
      await slack.emma.until(({ dialogs }) => dialogs.length > 0, { what: 'the dialog' });

      const answer = await slack.emma.submit({ value: filled });

      expect(answer).toEqual({ ok: true });
      expect(submitted.map((values) => values.block0?.value)).toEqual([
        { type, ...initial },
        { type, ...state },
      ]);
    },
  );

  it.each(REFUSED)('%s in a required input is not sent to the app', async (_what, element, filled, sentence) => {
    await open({ action_id: 'value', ...element });

    const answer = await slack.emma.submit(filled === undefined ? {} : { value: filled });

    expect(answer).toMatchObject({ error: 'invalid_input', errors: { block0: sentence } });
    expect(submitted).toEqual([]);
  });

  it('file_input takes a person’s files, of the kinds and in the number that it asks for', async () => {
    const [log, png] = [await slack.emma.upload('a.log', 'hello'), await slack.emma.upload('b.png', 'hello')];
    await open({ type: 'file_input', action_id: 'value', filetypes: ['log'], max_files: 1 });

    const wrongKind = await slack.emma.submit({ value: [png] });
    const tooMany = await slack.emma.submit({ value: [log, log] });
    const right = await slack.emma.submit({ value: [log] });

    expect(wrongKind).toMatchObject({ errors: { block0: 'Please choose files of these types: log.' } });
    expect(tooMany).toMatchObject({ errors: { block0: 'Please choose at most 1 files.' } });
    expect(right).toEqual({ ok: true });
    expect(submitted[0]?.block0?.value).toMatchObject({ type: 'file_input', files: [{ id: log, name: 'a.log' }] });
  });

  it('a menu for several refuses more than it takes, and any menu what it does not offer', async () => {
    await open({ type: 'multi_static_select', action_id: 'value', options, max_selected_items: 1 });

    await expect(slack.emma.submit({ value: ['a', 'b'] })).rejects.toThrow('The element value takes at most 1.');
    await expect(slack.emma.submit({ value: ['z'] })).rejects.toThrow('The element value has no option "z".');
  });

  it('an external select asks the app while somebody types, and sends what was chosen of that', async () => {
    await open({ type: 'external_select', action_id: 'external', min_query_length: 2 });

    const short = await slack.emma.suggest('external', 'f');
    const offered = await slack.emma.suggest('external', 'fraud');
    const groups = await slack.emma.suggest('external', 'groups');
    const none = await slack.emma.suggest('external', 'none');
    const many = await slack.emma.suggest('external', 'many');
    const asked = bodies.map(({ value }) => value);
    await expect(slack.emma.submit({ external: 'never offered' })).rejects.toThrow('has no option "never offered"');
    const answer = await slack.emma.submit({ external: 'fraud' });

    expect([short, none]).toEqual(Array(2).fill({ ok: true, options: [] }));
    expect(offered).toEqual({ ok: true, options: [option('fraud')] });
    expect(groups).toEqual({ ok: true, option_groups: [{ label: plain('G'), options: [option('g')] }] });
    expect(many).toEqual({ ok: false, error: 'invalid_response' });
    expect(asked).toEqual(['fraud', 'groups', 'none', 'many']);
    expect(bodies[0]).toMatchObject({ type: 'block_suggestion', action_id: 'external', block_id: 'block0', view: {} });
    expect(answer).toEqual({ ok: true });
    expect(submitted[0]?.block0?.external).toEqual({ type: 'external_select', selected_option: option('fraud') });
  });

  it('a conversation that was chosen can be answered into, where its menu asked for the address', async () => {
    await open(
      { type: 'conversations_select', action_id: 'where', response_url_enabled: true },
      { type: 'channels_select', action_id: 'else' },
    );
    await slack.emma.submit({ where: GENERAL, else: RELEASES });

    const urls = bodies[0]?.response_urls as { response_url: string }[];
    await fetch(urls[0]?.response_url ?? '', {
      method: 'POST',
      body: JSON.stringify({ text: 'here', response_type: 'in_channel' }),
    });

    expect(urls).toMatchObject([{ block_id: 'block0', action_id: 'where', channel_id: GENERAL }]);
    expect((await slack.ada.messages(GENERAL)).map(({ text }) => text)).toEqual(['here']);
  });
});
