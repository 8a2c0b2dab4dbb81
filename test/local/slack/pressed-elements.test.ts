import { join } from 'node:path';
import { type RunningApp, startBolt } from './bolt';
import { GENERAL, RELEASES, type RunningWorkspace, startWorkspace, temporaryFolder } from './support';

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const option = (value: string) => ({ text: plain(`Option ${value}`), value });
const shown = (value: string) => ({ text: { ...plain(`Option ${value}`), emoji: true }, value });
const options = [option('a'), option('b')];
const button = { type: 'button', action_id: 'act', value: 'v', text: plain('Press') };

describe('elements of messages, as an app is told about them', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let slack: RunningWorkspace;
  let bolt: RunningApp;
  let pressed: unknown[];

  beforeAll(async () => {
    folder = await temporaryFolder();
    slack = await startWorkspace({ stateFile: join(folder.path, 'slack.json') });
    bolt = await startBolt(slack);
    bolt.app.action('act', async ({ ack, action }) => {
      pressed.push(action);
      await ack();
    });
  });
  beforeEach(() => {
    pressed = [];
  });
  afterAll(async () => {
    await bolt.receiver.client.disconnect();
    await slack.stop();
    await folder.remove();
  });

  it.each<[where: string, block: object, selected: string | undefined, action: object]>([
    [
      'a button in a container',
      {
        type: 'container',
        title: plain('T'),
        child_blocks: [{ type: 'actions', block_id: 'inner', elements: [button] }],
      },
      undefined,
      { type: 'button', block_id: 'inner', value: 'v' },
    ],
    [
      'a button of a card',
      { type: 'card', block_id: 'card', title: { type: 'mrkdwn', text: 'T' }, actions: [button] },
      undefined,
      { type: 'button', block_id: 'card', value: 'v' },
    ],
    [
      'a button of a card in a carousel',
      {
        type: 'carousel',
        elements: [{ type: 'card', block_id: 'inner', title: { type: 'mrkdwn', text: 'T' }, actions: [button] }],
      },
      undefined,
      { type: 'button', block_id: 'inner', value: 'v' },
    ],
    [
      'feedback',
      {
        type: 'context_actions',
        elements: [
          {
            type: 'feedback_buttons',
            action_id: 'act',
            positive_button: { text: plain('Good'), value: 'good' },
            negative_button: { text: plain('Bad'), value: 'bad' },
          },
        ],
      },
      'bad',
      { type: 'feedback_buttons', value: 'bad' },
    ],
    [
      'an icon',
      {
        type: 'context_actions',
        elements: [{ type: 'icon_button', icon: 'trash', action_id: 'act', value: 'bin', text: plain('Delete') }],
      },
      undefined,
      { type: 'icon_button', value: 'bin' },
    ],
    [
      'an overflow menu',
      { type: 'actions', elements: [{ type: 'overflow', action_id: 'act', options }] },
      'b',
      { type: 'overflow', selected_option: shown('b') },
    ],
    [
      'a date',
      { type: 'actions', elements: [{ type: 'datepicker', action_id: 'act' }] },
      '2026-12-24',
      { type: 'datepicker', selected_date: '2026-12-24' },
    ],
    [
      'a channel',
      { type: 'actions', elements: [{ type: 'channels_select', action_id: 'act' }] },
      GENERAL,
      { type: 'channels_select', selected_channel: GENERAL },
    ],
  ])('%s of a message tells the app what was pressed or chosen', async (_where, block, selected, action) => {
    await slack.call('chat.postMessage', { channel: RELEASES, text: 'card', blocks: [block] });
    const card = (await slack.ada.messages(RELEASES)).at(-1);
    if (!card) throw new Error('the card is not there');

    const answer = await slack.ada.press(card, 'act', { ...(selected !== undefined && { selected }) });

    expect(answer).toEqual({ ok: true });
    expect(pressed).toMatchObject([{ action_id: 'act', ...action }]);
  });
});
