import type { Surface } from '../../../../infra/local/slack/block-kit/types';
import { validateBlocks, validateView } from '../../../../infra/local/slack/block-kit/validate';

const x = (length: number): string => 'x'.repeat(length);
const url = (length: number): string => `https://a.b/${x(length - 12)}`;
const plain = (length: number) => ({ type: 'plain_text', text: x(length) });
const mrkdwn = (length: number) => ({ type: 'mrkdwn', text: x(length) });
const many = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));

const option = (index = 0, more: object = {}) => ({ text: plain(1), value: String(index), ...more });
const accessory = (element: object) => [{ type: 'section', text: mrkdwn(1), accessory: element }];
const input = (element: object) => [{ type: 'input', label: plain(1), element }];
const actions = (...elements: object[]) => [{ type: 'actions', elements }];
const contextActions = (...elements: object[]) => [{ type: 'context_actions', elements }];
const feedback = (text: number, value: number, label = 1) => ({
  type: 'feedback_buttons',
  positive_button: { text: plain(text), value: x(value), accessibility_label: x(label) },
  negative_button: { text: plain(1), value: 'no' },
});
const trash = (more: object) => contextActions({ type: 'icon_button', icon: 'trash', text: plain(1), ...more });
const card = (more: object) => [{ type: 'card', title: mrkdwn(1), ...more }];
const container = (more: object) => [
  { type: 'container', title: plain(1), child_blocks: [{ type: 'divider' }], ...more },
];
const cell = (length = 1) => ({ type: 'raw_text', text: x(length) });
const dataTable = (rows: object[][], more: object = {}) => [{ type: 'data_table', caption: 'c', rows, ...more }];
const image = { type: 'image', alt_text: 'a', image_url: 'https://a.b/c.png' };
const video = (more: object) => [
  { type: 'video', video_url: url(20), thumbnail_url: url(20), alt_text: 'a', title: plain(1), ...more },
];

type Row = [name: string, make: (size: number) => unknown[], limit: number, pointer: string, surface?: Surface];

/** Each limit that `validate.test.ts` does not have: a payload of a given size, the limit, where it is shown. */
const UPPER: Row[] = [
  ['a button’s address', (n) => actions({ type: 'button', text: plain(1), url: url(n) }), 3000, '/elements/0/url'],
  ['an image’s address', (n) => [{ ...image, image_url: url(n) }], 3000, '/image_url'],
  ['an image’s title', (n) => [{ ...image, title: plain(n) }], 2000, '/title/text'],
  ['a markdown block', (n) => [{ type: 'markdown', text: x(n) }], 12_000, '/text'],
  ['an alert', (n) => [{ type: 'alert', text: mrkdwn(n) }], 200, '/text/text', 'modal'],
  [
    'an option’s description',
    (n) => accessory({ type: 'static_select', options: [option(0, { description: plain(n) })] }),
    75,
    '/accessory/options/0/description/text',
  ],
  [
    'an option’s address',
    (n) => accessory({ type: 'overflow', options: [option(0, { url: url(n) })] }),
    3000,
    '/accessory/options/0/url',
  ],
  [
    'a group’s label',
    (n) => accessory({ type: 'static_select', option_groups: [{ label: plain(n), options: [option()] }] }),
    75,
    '/accessory/option_groups/0/label/text',
  ],
  [
    'options of a group',
    (n) => accessory({ type: 'static_select', option_groups: [{ label: plain(1), options: many(n, option) }] }),
    100,
    '/accessory/option_groups/0/options',
  ],
  [
    'groups of options',
    (n) =>
      accessory({ type: 'static_select', option_groups: many(n, () => ({ label: plain(1), options: [option()] })) }),
    100,
    '/accessory/option_groups',
    'modal',
  ],
  ...['static_select', 'external_select', 'users_select', 'conversations_select', 'channels_select'].flatMap(
    (type): Row[] =>
      [type, `multi_${type}`].map((kind) => [
        `the placeholder of ${kind}`,
        (n) =>
          accessory({ type: kind, placeholder: plain(n), ...(kind.includes('static') && { options: [option()] }) }),
        150,
        '/accessory/placeholder/text',
      ]),
  ),
  [
    'options of multi_static_select',
    (n) => accessory({ type: 'multi_static_select', options: many(n, option) }),
    100,
    '/accessory/options',
  ],
  ...['datepicker', 'timepicker'].map(
    (type): Row => [
      `the placeholder of ${type}`,
      (n) => accessory({ type, placeholder: plain(n) }),
      150,
      '/accessory/placeholder/text',
    ],
  ),
  ...['email_text_input', 'url_text_input', 'rich_text_input'].map(
    (type): Row => [
      `the placeholder of ${type}`,
      (n) => input({ type, placeholder: plain(n) }),
      150,
      '/element/placeholder/text',
    ],
  ),
  [
    'the placeholder of number_input',
    (n) => input({ type: 'number_input', is_decimal_allowed: true, placeholder: plain(n) }),
    150,
    '/element/placeholder/text',
  ],
  ['a text’s min_length', (n) => input({ type: 'plain_text_input', min_length: n }), 3000, '/element/min_length'],
  ['lines of rich_text_input', (n) => input({ type: 'rich_text_input', max_lines: n }), 100, '/element/max_lines'],
  ['first lines of it', (n) => input({ type: 'rich_text_input', min_lines: n }), 100, '/element/min_lines'],
  ['files of file_input', (n) => input({ type: 'file_input', max_files: n }), 10, '/element/max_files'],
  ['feedback text', (n) => contextActions(feedback(n, 1)), 75, '/elements/0/positive_button/text/text'],
  ['feedback value', (n) => contextActions(feedback(1, n)), 2000, '/elements/0/positive_button/value'],
  ['feedback label', (n) => contextActions(feedback(1, 1, n)), 75, '/elements/0/positive_button/accessibility_label'],
  ['an icon’s viewers', (n) => trash({ visible_to_user_ids: many(n, String) }), 10, '/elements/0/visible_to_user_ids'],
  ['elements of context_actions', (n) => contextActions(...many(n, () => feedback(1, 1))), 5, '/elements'],
  ['a card’s title', (n) => card({ title: mrkdwn(n) }), 150, '/title/text'],
  ['a card’s subtitle', (n) => card({ subtitle: mrkdwn(n) }), 150, '/subtitle/text'],
  ['a card’s body', (n) => card({ body: mrkdwn(n) }), 200, '/body/text'],
  ['a card’s subtext', (n) => card({ subtext: mrkdwn(n) }), 200, '/subtext/text'],
  ['a card’s buttons', (n) => card({ actions: many(n, () => ({ type: 'button', text: plain(1) })) }), 3, '/actions'],
  ['cards of a carousel', (n) => [{ type: 'carousel', elements: many(n, () => card({})[0]) }], 10, '/elements'],
  ['a container’s title', (n) => container({ title: plain(n) }), 150, '/title/text'],
  ['a container’s subtitle', (n) => container({ subtitle: mrkdwn(n) }), 150, '/subtitle/text'],
  [
    'blocks of a container',
    (n) => container({ child_blocks: many(n, () => ({ type: 'divider' })) }),
    10,
    '/child_blocks',
  ],
  ['rows under a header', (n) => dataTable(many(n + 1, () => [cell()])), 100, '/rows'],
  ['columns of a data table', (n) => dataTable(many(2, () => many(n, () => cell()))), 20, '/rows/0'],
  ['characters of a data table', (n) => dataTable([[cell(n - 1)], [cell()]]), 20_000, '/rows', 'home'],
  ['the page of a data table', (n) => dataTable([[cell()], [cell()]], { page_size: n }), 100, '/page_size'],
  [
    'settings of columns',
    (n) => [{ type: 'table', rows: [[cell()]], column_settings: many(n, () => ({})) }],
    20,
    '/column_settings',
  ],
  ['a video’s title', (n) => video({ title: plain(n) }), 199, '/title/text'],
  ['a video’s author', (n) => video({ author_name: x(n) }), 49, '/author_name'],
  ['a video’s alt text', (n) => video({ alt_text: x(n) }), 200, '/alt_text'],
  [
    'the indent of a list',
    (n) => [{ type: 'rich_text', elements: [{ type: 'rich_text_list', style: 'bullet', indent: n, elements: [] }] }],
    8,
    '/elements/0/indent',
  ],
  [
    'digits of a moment',
    (n) => input({ type: 'datetimepicker', initial_date_time: n }),
    9_999_999_999,
    '/element/initial_date_time',
  ],
];

/** Lists and numbers that must not be smaller: the limit is taken, one less is refused. */
const LOWER: Row[] = [
  ['options of a menu', (n) => accessory({ type: 'overflow', options: many(n, option) }), 1, '/accessory/options'],
  [
    'options of checkboxes',
    (n) => accessory({ type: 'checkboxes', options: many(n, option) }),
    1,
    '/accessory/options',
  ],
  ['cards of a carousel', (n) => [{ type: 'carousel', elements: many(n, () => card({})[0]) }], 1, '/elements'],
  [
    'blocks of a container',
    (n) => container({ child_blocks: many(n, () => ({ type: 'divider' })) }),
    1,
    '/child_blocks',
  ],
  ['rows of a data table', (n) => dataTable(many(n, () => [cell()])), 2, '/rows'],
  ['the page of a data table', (n) => dataTable([[cell()], [cell()]], { page_size: n }), 1, '/page_size'],
  ['lines of rich_text_input', (n) => input({ type: 'rich_text_input', max_lines: n }), 1, '/element/max_lines'],
  ['files of file_input', (n) => input({ type: 'file_input', max_files: n }), 1, '/element/max_files'],
  ['characters of a text', (n) => [{ type: 'section', text: mrkdwn(n) }], 1, '/text/text'],
  ['characters of a block_id', (n) => [{ type: 'divider', block_id: x(n) }], 1, '/block_id'],
  [
    'digits of a moment',
    (n) => input({ type: 'datetimepicker', initial_date_time: n }),
    1_000_000_000,
    '/element/initial_date_time',
  ],
];

const named = ([name, make, limit, pointer, surface]: Row) =>
  [name, { make, limit, pointer: `/blocks/0${pointer}`, surface }] as const;

const check = (blocks: unknown[], surface: Surface = 'message'): string[] =>
  validateBlocks(blocks, surface)
    .filter(({ code }) => code === 'invalid_blocks')
    .map(({ pointer }) => pointer);

describe('the other limits of Block Kit', () => {
  it.each(UPPER.map(named))(
    '%s: the limit is taken, one more is refused at its place',
    (_name, { make, limit, pointer, surface }) => {
      expect(check(make(limit), surface)).toEqual([]);
      expect(check(make(limit + 1), surface)[0]).toBe(pointer);
    },
  );

  it.each(LOWER.map(named))(
    '%s: the least is taken, one less is refused at its place',
    (_name, { make, limit, pointer, surface }) => {
      expect(check(make(limit), surface)).toEqual([]);
      expect(check(make(limit - 1), surface)[0]).toBe(pointer);
    },
  );

  it('markdown blocks share their 12,000 characters', () => {
    const blocks = (rest: number) => [
      { type: 'markdown', text: x(6000) },
      { type: 'markdown', text: x(rest) },
    ];

    expect(check(blocks(6000))).toEqual([]);
    expect(check(blocks(6001))).toEqual(['/blocks']);
  });

  it('takes 100 blocks in a Home tab, and refuses the next', () => {
    const home = (count: number) => ({ type: 'home', blocks: many(count, () => ({ type: 'divider' })) });

    expect(validateView(home(100))).toEqual([]);
    expect(validateView(home(101))).toMatchObject([{ pointer: '/blocks', message: 'no more than 100 items allowed' }]);
  });

  it('takes 255 characters of an external id, and refuses the next', () => {
    const view = (length: number) => ({ type: 'home', blocks: [{ type: 'divider' }], external_id: x(length) });

    expect(validateView(view(255))).toEqual([]);
    expect(validateView(view(256))).toMatchObject([{ pointer: '/external_id' }]);
  });
});
