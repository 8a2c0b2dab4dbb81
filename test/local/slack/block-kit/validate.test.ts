import { type BlockProblem, validateBlocks, validateView } from '../../../../infra/local/slack/block-kit/validate';

const x = (length: number): string => 'x'.repeat(length);
const plain = (length: number) => ({ type: 'plain_text', text: x(length) });
const mrkdwn = (length: number) => ({ type: 'mrkdwn', text: x(length) });
const many = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));

const section = { type: 'section', text: mrkdwn(1) };
const button = (more: object = {}) => ({ type: 'button', text: plain(1), ...more });
const options = (count: number) => many(count, (index) => ({ text: plain(1), value: String(index) }));
const actionsWith = (...elements: object[]) => [{ type: 'actions', elements }];
const inputWith = (element: object, more: object = {}) => [{ type: 'input', label: plain(1), element, ...more }];
const textInput = { type: 'plain_text_input' };
const table = (rows: object[][]) => ({ type: 'table', rows });
const cell = (length: number) => ({ type: 'raw_text', text: x(length) });
const confirm = (title: number, text: number, yes: number, no: number) =>
  actionsWith(button({ confirm: { title: plain(title), text: mrkdwn(text), confirm: plain(yes), deny: plain(no) } }));

/** Each limit of Slack: what it is called, a payload of a given size, the limit, and where the problem is shown. */
const LIMITS: [name: string, make: (size: number) => unknown[], limit: number, pointer: string][] = [
  ['characters of a section', (n) => [{ type: 'section', text: mrkdwn(n) }], 3000, '/blocks/0/text/text'],
  ['fields of a section', (n) => [{ type: 'section', fields: many(n, () => mrkdwn(1)) }], 10, '/blocks/0/fields'],
  ['characters of a field', (n) => [{ type: 'section', fields: [mrkdwn(n)] }], 2000, '/blocks/0/fields/0/text'],
  ['characters of a header', (n) => [{ type: 'header', text: plain(n) }], 150, '/blocks/0/text/text'],
  ['elements of a context', (n) => [{ type: 'context', elements: many(n, () => mrkdwn(1)) }], 10, '/blocks/0/elements'],
  [
    'characters of a context element',
    (n) => [{ type: 'context', elements: [mrkdwn(n)] }],
    2000,
    '/blocks/0/elements/0/text',
  ],
  ['elements of an actions block', (n) => actionsWith(...many(n, () => button())), 25, '/blocks/0/elements'],
  ['characters of a block_id', (n) => [{ ...section, block_id: x(n) }], 255, '/blocks/0/block_id'],
  [
    'characters of an action_id',
    (n) => actionsWith(button({ action_id: x(n) })),
    255,
    '/blocks/0/elements/0/action_id',
  ],
  ['characters of a button', (n) => actionsWith(button({ text: plain(n) })), 75, '/blocks/0/elements/0/text/text'],
  ['characters of a button value', (n) => actionsWith(button({ value: x(n) })), 2000, '/blocks/0/elements/0/value'],
  [
    'characters of a button label',
    (n) => actionsWith(button({ accessibility_label: x(n) })),
    75,
    '/blocks/0/elements/0/accessibility_label',
  ],
  ['characters of a confirm title', (n) => confirm(n, 1, 1, 1), 100, '/blocks/0/elements/0/confirm/title/text'],
  ['characters of a confirm text', (n) => confirm(1, n, 1, 1), 300, '/blocks/0/elements/0/confirm/text/text'],
  ['characters of a confirm button', (n) => confirm(1, 1, n, 1), 30, '/blocks/0/elements/0/confirm/confirm/text'],
  ['characters of a deny button', (n) => confirm(1, 1, 1, n), 30, '/blocks/0/elements/0/confirm/deny/text'],
  [
    'options of a select',
    (n) => actionsWith({ type: 'static_select', options: options(n) }),
    100,
    '/blocks/0/elements/0/options',
  ],
  [
    'options of radio buttons',
    (n) => actionsWith({ type: 'radio_buttons', options: options(n) }),
    10,
    '/blocks/0/elements/0/options',
  ],
  [
    'options of checkboxes',
    (n) => actionsWith({ type: 'checkboxes', options: options(n) }),
    10,
    '/blocks/0/elements/0/options',
  ],
  [
    'options of an overflow menu',
    (n) => actionsWith({ type: 'overflow', options: options(n) }),
    5,
    '/blocks/0/elements/0/options',
  ],
  [
    'characters of an option',
    (n) => actionsWith({ type: 'overflow', options: [{ text: plain(n), value: 'v' }] }),
    75,
    '/blocks/0/elements/0/options/0/text/text',
  ],
  [
    'characters of an option value',
    (n) => actionsWith({ type: 'overflow', options: [{ text: plain(1), value: x(n) }] }),
    150,
    '/blocks/0/elements/0/options/0/value',
  ],
  [
    'characters of a placeholder',
    (n) => inputWith({ ...textInput, placeholder: plain(n) }),
    150,
    '/blocks/0/element/placeholder/text',
  ],
  ['max_length of an input', (n) => inputWith({ ...textInput, max_length: n }), 3000, '/blocks/0/element/max_length'],
  [
    'characters of a label',
    (n) => [{ type: 'input', label: plain(n), element: textInput }],
    2000,
    '/blocks/0/label/text',
  ],
  ['characters of a hint', (n) => inputWith(textInput, { hint: plain(n) }), 2000, '/blocks/0/hint/text'],
  [
    'characters of an alt text',
    (n) => [{ type: 'image', image_url: 'https://a.b/c.png', alt_text: x(n) }],
    2000,
    '/blocks/0/alt_text',
  ],
  ['rows of a table', (n) => [table(many(n, () => [cell(1)]))], 100, '/blocks/0/rows'],
  ['cells of a row', (n) => [table([many(n, () => cell(1))])], 20, '/blocks/0/rows/0'],
  ['characters of a table', (n) => [table([[cell(n - 1)], [cell(1)]])], 10_000, '/blocks/0/rows'],
];

const VIEW_LIMITS: [name: string, make: (size: number) => object, limit: number, pointer: string][] = [
  ['characters of a title', (n) => modal({ title: plain(n) }), 24, '/title/text'],
  ['characters of a submit button', (n) => modal({ submit: plain(n) }), 24, '/submit/text'],
  ['characters of a close button', (n) => modal({ close: plain(n) }), 24, '/close/text'],
  ['characters of a callback_id', (n) => modal({ callback_id: x(n) }), 255, '/callback_id'],
  ['characters of the private metadata', (n) => modal({ private_metadata: x(n) }), 3000, '/private_metadata'],
  ['blocks of a modal', (n) => modal({ blocks: many(n, () => ({ type: 'divider' })) }), 100, '/blocks'],
];

const modal = (more: object = {}) => ({ type: 'modal', title: plain(1), blocks: [section], ...more });
const pointers = (problems: BlockProblem[]): string[] => problems.map(({ pointer }) => pointer);

describe('the limits of Block Kit', () => {
  it.each(LIMITS)('%s: the limit is taken, one more is refused at its place', (_name, make, limit, pointer) => {
    const atLimit = validateBlocks(make(limit), 'message');
    const above = validateBlocks(make(limit + 1), 'message');

    expect(atLimit).toEqual([]);
    expect(pointers(above)).toEqual([pointer]);
    expect(above[0]?.code).toBe('invalid_blocks');
  });

  it.each(VIEW_LIMITS)('%s: the limit is taken, one more is refused at its place', (_name, make, limit, pointer) => {
    const atLimit = validateView(make(limit));
    const above = validateView(make(limit + 1));

    expect(atLimit).toEqual([]);
    expect(pointers(above)).toEqual([pointer]);
  });

  it('takes 50 blocks in a message, and says msg_blocks_too_many to the next', () => {
    const blocks = (count: number) => many(count, () => ({ type: 'divider' }));

    expect(validateBlocks(blocks(50), 'message')).toEqual([]);
    expect(validateBlocks(blocks(51), 'message')).toMatchObject([{ code: 'msg_blocks_too_many', pointer: '/blocks' }]);
  });

  it('takes 13,200 characters of block JSON in a message, and says msg_blocks_too_long to the next', () => {
    const blocks = many(5, () => ({ type: 'section', text: mrkdwn(2600) }));
    const rest = 13_200 - JSON.stringify(blocks).length;
    const exact = [...blocks.slice(1), { type: 'section', text: mrkdwn(2600 + rest) }];
    const longer = [...blocks.slice(1), { type: 'section', text: mrkdwn(2600 + rest + 1) }];

    expect(validateBlocks(exact, 'message')).toEqual([]);
    expect(validateBlocks(longer, 'message')).toMatchObject([{ code: 'msg_blocks_too_long' }]);
    expect(validateBlocks(longer, 'modal')).toEqual([]);
  });

  it('counts characters, not the halves that JavaScript keeps them in', () => {
    const penguins = { type: 'header', text: { type: 'plain_text', text: '🐧'.repeat(150) } };

    expect(validateBlocks([penguins], 'message')).toEqual([]);
  });
});

describe('what Block Kit refuses beside sizes', () => {
  const cases: [name: string, blocks: unknown, message: string, pointer: string][] = [
    ['an unknown block', [{ type: 'invented' }], 'unsupported type: invented', '/blocks/0/type'],
    [
      'a type that is a word of JavaScript',
      [{ type: 'constructor' }],
      'unsupported type: constructor',
      '/blocks/0/type',
    ],
    ['a block without type', [{ text: mrkdwn(1) }], 'missing required field: type', '/blocks/0'],
    [
      'an element where it does not belong',
      actionsWith(textInput),
      'unsupported type: plain_text_input',
      '/blocks/0/elements/0/type',
    ],
    ['a section without content', [{ type: 'section' }], 'missing required field: text', '/blocks/0'],
    ['an empty text', [{ type: 'section', text: mrkdwn(0) }], 'must be more than 0 characters', '/blocks/0/text/text'],
    ['mrkdwn in a header', [{ type: 'header', text: mrkdwn(1) }], 'unsupported type: mrkdwn', '/blocks/0/text/type'],
    ['a misspelt field', [{ ...section, txet: 1 }], 'invalid additional property: txet', '/blocks/0'],
    [
      'a colour of buttons that Slack lacks',
      actionsWith(button({ style: 'green' })),
      'must be one of primary, danger',
      '/blocks/0/elements/0/style',
    ],
    [
      'a link that is no web address',
      actionsWith(button({ url: 'javascript:alert(1)' })),
      'invalid url',
      '/blocks/0/elements/0/url',
    ],
    [
      'the same block_id twice',
      [
        { ...section, block_id: 'a' },
        { ...section, block_id: 'a' },
      ],
      '"a" already exists as block_id',
      '/blocks/1/block_id',
    ],
    [
      'the same action_id twice',
      actionsWith(button({ action_id: 'a' }), button({ action_id: 'a' })),
      '"a" already exists as action_id',
      '/blocks/0/elements/1/action_id',
    ],
    [
      'an initial option that is none of the options',
      actionsWith({ type: 'static_select', options: options(2), initial_option: { text: plain(1), value: '9' } }),
      'must exactly match one of the options',
      '/blocks/0/elements/0/initial_option',
    ],
    [
      'options and groups of options',
      actionsWith({
        type: 'static_select',
        options: options(1),
        option_groups: [{ label: plain(1), options: options(1) }],
      }),
      'only one of options and option_groups is allowed',
      '/blocks/0/elements/0',
    ],
    [
      'an image that is both address and file',
      [{ type: 'image', alt_text: 'a', image_url: 'https://a.b', slack_file: { id: 'F1' } }],
      'only one of image_url and slack_file is allowed',
      '/blocks/0',
    ],
    ['an alert outside a dialog', [{ type: 'alert', text: mrkdwn(1) }], 'unsupported type: alert', '/blocks/0/type'],
    [
      'an empty leaf of rich text',
      [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: '' }] }] }],
      'must be more than 0 characters',
      '/blocks/0/elements/0/elements/0/text',
    ],
    ['two tables in one message', [table([[cell(1)]]), table([[cell(1)]])], 'only_one_table_allowed', '/blocks'],
    ['something that is no list', { type: 'section' }, 'must provide an array', '/blocks'],
  ];

  it.each(cases)('%s', (_name, blocks, message, pointer) => {
    const problems = validateBlocks(blocks, 'message');

    expect(problems).toHaveLength(1);
    expect(problems).toMatchObject([{ code: 'invalid_blocks', message, pointer }]);
  });

  it('a dialog with an input and no way to submit it', () => {
    const blocks = inputWith(textInput);

    expect(validateView(modal({ blocks }))).toMatchObject([{ pointer: '/blocks/0' }]);
    expect(validateView(modal({ blocks, submit: plain(1) }))).toEqual([]);
  });

  it('a dialog without title, and something that is no view', () => {
    expect(validateView({ type: 'modal', blocks: [section] })).toMatchObject([
      { message: 'missing required field: title' },
    ]);
    expect(validateView('modal')).toMatchObject([{ message: 'must provide an object' }]);
  });

  it('an initial option is found among the options whatever its defaults', () => {
    const option = { text: { ...plain(1), emoji: true }, value: '0' };
    const element = { type: 'radio_buttons', options: options(1), initial_option: option };

    expect(validateBlocks(inputWith(element), 'modal')).toEqual([]);
  });

  it('alerts are for dialogs, tables for messages and the Home tab', () => {
    const alert = [{ type: 'alert', level: 'warning', text: mrkdwn(1) }];

    expect(validateBlocks(alert, 'modal')).toEqual([]);
    expect(validateBlocks([table([[cell(1)]])], 'home')).toEqual([]);
    expect(validateBlocks([table([[cell(1)]])], 'modal')).toMatchObject([{ message: 'unsupported type: table' }]);
  });
});
