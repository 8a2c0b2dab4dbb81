import type { Surface } from '../../../../infra/local/slack/block-kit/types';
import { validateBlocks, validateView } from '../../../../infra/local/slack/block-kit/validate';

const plain = { type: 'plain_text', text: 't' };
const mrkdwn = { type: 'mrkdwn', text: 't' };
const divider = { type: 'divider' };
const options = [{ text: plain, value: '1' }];
const richText = { type: 'rich_text', elements: [] };
const cell = { type: 'raw_text', text: 'c' };
const card = { type: 'card', title: mrkdwn };
const image = { type: 'image', alt_text: 'a', image_url: 'https://a.b/c.png' };
const video = { type: 'video', video_url: 'https://a.b', thumbnail_url: 'https://a.b', alt_text: 'a', title: plain };
const task = { type: 'task_card', task_id: '1', title: 't', status: 'pending' };
const container = { type: 'container', title: plain, child_blocks: [divider] };
const table = { type: 'data_table', caption: 'c', rows: [[cell], [cell]] };
const feedback = {
  type: 'feedback_buttons',
  positive_button: { text: plain, value: 'yes' },
  negative_button: { text: plain, value: 'no' },
};
const button = { type: 'button', text: plain };
const trash = { type: 'icon_button', icon: 'trash', text: plain };

/** One element of each kind, the least that it needs. */
const ELEMENTS: Record<string, object> = {
  button,
  workflow_button: { text: plain, workflow: { trigger: { url: 'https://slack.com/shortcuts/1' } } },
  image,
  overflow: { options },
  checkboxes: { options },
  radio_buttons: { options },
  static_select: { options },
  multi_static_select: { option_groups: [{ label: plain, options }], max_selected_items: 2 },
  external_select: { min_query_length: 2 },
  multi_external_select: { initial_options: options },
  users_select: { initial_user: 'U1' },
  multi_users_select: { initial_users: ['U1'] },
  conversations_select: { response_url_enabled: true, filter: { include: ['public'], exclude_bot_users: true } },
  multi_conversations_select: { default_to_current_conversation: true },
  channels_select: { initial_channel: 'C1' },
  multi_channels_select: { initial_channels: ['C1'] },
  datepicker: { initial_date: '2026-02-28' },
  timepicker: { initial_time: '23:59', timezone: 'Europe/Berlin' },
  datetimepicker: { initial_date_time: 1_628_633_820 },
  plain_text_input: { multiline: true, dispatch_action_config: { trigger_actions_on: ['on_enter_pressed'] } },
  email_text_input: {},
  url_text_input: {},
  number_input: { is_decimal_allowed: false, min_value: '-1', max_value: '1.5' },
  rich_text_input: { initial_value: richText },
  file_input: { filetypes: ['png'] },
  feedback_buttons: feedback,
  icon_button: trash,
};

const SELECTS = Object.keys(ELEMENTS).filter((type) => type.endsWith('_select'));
const CHOICES = ['checkboxes', 'radio_buttons', ...SELECTS];
const PICKERS = ['datepicker', 'timepicker', 'datetimepicker'];
const PLACES: [place: string, put: (element: object) => object, taken: string[]][] = [
  [
    'the accessory of a section',
    (accessory) => ({ type: 'section', text: mrkdwn, accessory }),
    ['button', 'workflow_button', 'image', 'overflow', 'datepicker', 'timepicker', ...CHOICES],
  ],
  [
    'an actions block',
    (element) => ({ type: 'actions', elements: [element] }),
    ['button', 'workflow_button', 'overflow', 'rich_text_input', ...PICKERS, ...CHOICES],
  ],
  [
    'an input block',
    (element) => ({ type: 'input', label: plain, element }),
    [
      ...['plain_text_input', 'email_text_input', 'url_text_input', 'number_input', 'rich_text_input', 'file_input'],
      ...PICKERS,
      ...CHOICES,
    ],
  ],
  ['a context block', (element) => ({ type: 'context', elements: [element] }), ['image']],
  [
    'a context_actions block',
    (element) => ({ type: 'context_actions', elements: [element] }),
    ['feedback_buttons', 'icon_button'],
  ],
];

const BLOCKS: [type: string, block: object, surfaces: Surface[]][] = [
  ['section', { text: mrkdwn }, ['message', 'modal', 'home']],
  ['header', { text: plain }, ['message', 'modal', 'home']],
  ['divider', {}, ['message', 'modal', 'home']],
  ['context', { elements: [mrkdwn] }, ['message', 'modal', 'home']],
  ['actions', { elements: [button] }, ['message', 'modal', 'home']],
  ['image', image, ['message', 'modal', 'home']],
  ['input', { label: plain, element: { type: 'plain_text_input' } }, ['message', 'modal', 'home']],
  ['rich_text', richText, ['message', 'modal', 'home']],
  ['card', card, ['message', 'modal', 'home']],
  ['video', video, ['message', 'modal', 'home']],
  ['table', { rows: [[cell]] }, ['message', 'home']],
  ['data_table', table, ['message', 'home']],
  ['container', container, ['message', 'home']],
  ['markdown', { text: '# t' }, ['message']],
  ['carousel', { elements: [card] }, ['message']],
  ['context_actions', { elements: [feedback, trash] }, ['message']],
  ['task_card', { ...task, sources: [{ type: 'url', url: 'https://a.b', text: 't' }] }, ['message']],
  ['plan', { title: 't', tasks: [task] }, ['message']],
  ['alert', { text: mrkdwn, level: 'error' }, ['modal']],
  ['file', { external_id: 'e', source: 'remote' }, []],
];

const said = (block: object, surface: Surface = 'message') =>
  validateBlocks([block], surface).map(({ message, pointer }) => `${pointer.replace('/blocks/0', '')} ${message}`);

describe('where Block Kit takes what', () => {
  it.each(BLOCKS)('the block %s stands where Slack says, and nowhere else', (type, block, surfaces) => {
    const takenBy = (['message', 'modal', 'home'] as const).filter((one) => said({ type, ...block }, one).length === 0);

    expect(takenBy).toEqual(surfaces);
  });

  it.each(PLACES)('%s takes the elements that Slack says, and no others', (_place, put, taken) => {
    const takenHere = Object.entries(ELEMENTS).filter(([type, more]) => said(put({ type, ...more })).length === 0);

    expect(takenHere.map(([type]) => type).sort()).toEqual([...taken].sort());
  });

  it('a container takes plain blocks, and neither another container nor cards', () => {
    const child = (block: object) => said({ ...container, child_blocks: [block] });

    expect(child({ type: 'section', text: mrkdwn })).toEqual([]);
    expect(child(container)).toEqual(['/child_blocks/0/type unsupported type: container']);
    expect(child(card)).toEqual(['/child_blocks/0/type unsupported type: card']);
  });
});

describe('what Block Kit refuses of its newer blocks and elements', () => {
  const accessory = (element: object) => ({ type: 'section', text: mrkdwn, accessory: element });
  const input = (element: object) => ({ type: 'input', label: plain, element });
  const cases: [name: string, block: object, problem: string][] = [
    [
      'a day that no month has',
      accessory({ type: 'datepicker', initial_date: '2026-13-01' }),
      '/accessory/initial_date must be a date as YYYY-MM-DD',
    ],
    [
      'an hour that no day has',
      accessory({ type: 'timepicker', initial_time: '24:00' }),
      '/accessory/initial_time must be a time as HH:mm',
    ],
    [
      'bounds the wrong way round',
      input({ type: 'number_input', is_decimal_allowed: true, min_value: '2', max_value: '1' }),
      '/element/min_value must not be greater than max_value',
    ],
    [
      'a number input that does not say whether it takes decimals',
      input({ type: 'number_input' }),
      '/element missing required field: is_decimal_allowed',
    ],
    [
      'an initial option of a multi select that is none of its options',
      accessory({ type: 'multi_static_select', options, initial_options: [{ text: plain, value: '9' }] }),
      '/accessory/initial_options must exactly match one of the options',
    ],
    [
      'an icon that Slack lacks',
      { type: 'context_actions', elements: [{ ...trash, icon: 'pencil' }] },
      '/elements/0/icon must be one of trash',
    ],
    [
      'a card without content',
      { type: 'card', subtitle: mrkdwn },
      ' must have at least one of hero_image, title, actions, body',
    ],
    ['plain text in a card', { type: 'card', title: plain }, '/title/type unsupported type: plain_text'],
    [
      'a card with two icons',
      { ...card, icon: image, slack_icon: { type: 'icon', name: 'rocket' } },
      ' only one of icon and slack_icon is allowed',
    ],
    ['a container without title', { type: 'container', child_blocks: [divider] }, ' missing required field: title'],
    [
      'a container with two titles',
      { ...container, rich_text_title: richText },
      ' only one of title and rich_text_title is allowed',
    ],
    ['rows of unequal length', { ...table, rows: [[cell], [cell, cell]] }, '/rows/1 must have 1 cells like the header'],
    [
      'rich text in the header of a data table',
      { ...table, rows: [[richText], [cell]] },
      '/rows/0/0/type unsupported type: rich_text',
    ],
    ['a video from an unsafe address', { ...video, video_url: 'http://a.b' }, '/video_url must be an https address'],
    [
      'a state that no task has',
      { ...task, status: 'done' },
      '/status must be one of pending, in_progress, complete, error',
    ],
    [
      'a color that is none',
      { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [{ type: 'color', value: 'red' }] }] },
      '/elements/0/elements/0/value must be a hexadecimal color',
    ],
  ];

  it.each(cases)('%s', (_name, block, problem) => {
    expect(said(block)).toEqual([problem]);
  });

  it('the same block_id inside and outside of a container', () => {
    const blocks = [
      { ...divider, block_id: 'a' },
      { ...container, child_blocks: [{ ...divider, block_id: 'a' }] },
    ];

    expect(validateBlocks(blocks, 'message')).toMatchObject([
      { message: '"a" already exists as block_id', pointer: '/blocks/1/child_blocks/0/block_id' },
    ]);
  });

  it('two elements of one view that both want the focus', () => {
    const field = input({ type: 'plain_text_input', focus_on_load: true });
    const view = (...blocks: object[]) => ({ type: 'home', blocks });

    expect(validateView(view(field))).toEqual([]);
    expect(validateView(view(field, field))).toMatchObject([
      { message: 'only one element may have focus_on_load', pointer: '/blocks/1' },
    ]);
  });
});
