import { anyText, CHOICES, ELEMENTS, element, imageFields, plainText, richText } from './block-elements';
import {
  type BlockProblem,
  characters,
  exactlyOne,
  type Fields,
  flag,
  isFields,
  list,
  oneOf,
  type Report,
  type Rule,
  shape,
  string,
  typed,
} from './block-shape';

export type { BlockProblem } from './block-shape';
export type Surface = 'message' | 'modal' | 'home';

/*
 * What Slack accepts as Block Kit, as one table. Numbers: Slack API documentation, "Block Kit reference" (blocks,
 * block elements, composition objects) and the comments of @slack/types 3.2. A new block or element is one entry.
 */

/** Blocks of one message together, as JSON. Slack documents no number; beyond about this it answers msg_blocks_too_long. */
const MESSAGE_BLOCKS_JSON = 13_200;
const BLOCKS: Record<Surface, number> = { message: 50, modal: 100, home: 100 };
const TABLE_CHARACTERS = 10_000;
const MARKDOWN_CHARACTERS = 12_000;

// --- Blocks ----------------------------------------------------------------------------------------------------------

const blockId: Record<string, Rule> = { block_id: string(255) };

const tableCell = typed(() => ({
  raw_text: shape({ required: { text: string(TABLE_CHARACTERS) } }),
  raw_number: shape({ required: { value: anyNumber }, optional: { text: string(TABLE_CHARACTERS) } }),
  rich_text: richText({}),
}));

interface BlockEntry {
  surfaces: readonly Surface[];
  rule: Rule;
}

const EVERYWHERE: readonly Surface[] = ['message', 'modal', 'home'];

const BLOCK_TYPES: Readonly<Record<string, BlockEntry>> = {
  section: {
    surfaces: EVERYWHERE,
    rule: shape({
      optional: {
        ...blockId,
        text: anyText(3000),
        fields: list(anyText(2000), { max: 10 }),
        accessory: element('button', 'image', 'overflow', ...CHOICES),
        expand: flag,
      },
      also: (value, pointer, report) => {
        if (isFields(value) && value.text === undefined && value.fields === undefined) {
          report('missing required field: text', pointer);
        }
      },
    }),
  },
  header: { surfaces: EVERYWHERE, rule: shape({ required: { text: plainText(150) }, optional: blockId }) },
  divider: { surfaces: EVERYWHERE, rule: shape({ optional: blockId }) },
  context: {
    surfaces: EVERYWHERE,
    rule: shape({
      required: {
        elements: list(
          typed(
            () => ({ ...ELEMENTS, plain_text: anyText(2000), mrkdwn: anyText(2000) }),
            ['image', 'plain_text', 'mrkdwn'],
          ),
          { max: 10 },
        ),
      },
      optional: blockId,
    }),
  },
  actions: {
    surfaces: EVERYWHERE,
    rule: shape({
      required: { elements: list(element('button', 'overflow', ...CHOICES), { max: 25 }) },
      optional: blockId,
      also: uniqueActionIds,
    }),
  },
  image: {
    surfaces: EVERYWHERE,
    rule: shape({
      required: { alt_text: string(2000) },
      optional: { ...blockId, ...imageFields, title: plainText(2000) },
      also: exactlyOne('image_url', 'slack_file'),
    }),
  },
  input: {
    surfaces: EVERYWHERE,
    rule: shape({
      required: { label: plainText(2000), element: element('plain_text_input', ...CHOICES) },
      optional: { ...blockId, hint: plainText(2000), optional: flag, dispatch_action: flag },
    }),
  },
  rich_text: { surfaces: EVERYWHERE, rule: richText(blockId) },
  markdown: {
    surfaces: ['message'],
    rule: shape({ required: { text: string(MARKDOWN_CHARACTERS) }, optional: blockId }),
  },
  table: {
    surfaces: ['message', 'home'],
    rule: shape({
      required: { rows: list(list(tableCell, { max: 20 }), { max: 100 }) },
      optional: {
        ...blockId,
        column_settings: list(shape({ optional: { align: oneOf('left', 'center', 'right'), is_wrapped: flag } }), {
          max: 20,
        }),
      },
      also: (value, pointer, report) => {
        if (isFields(value) && textLength(value.rows) > TABLE_CHARACTERS) {
          report(`all cells together must be less than ${TABLE_CHARACTERS + 1} characters`, `${pointer}/rows`);
        }
      },
    }),
  },
  alert: {
    surfaces: ['modal'],
    rule: shape({
      required: { text: anyText(200) },
      optional: { ...blockId, level: oneOf('default', 'info', 'warning', 'error', 'success') },
    }),
  },
};

const VIEW = {
  type: oneOf('modal', 'home'),
  callback_id: string(255, 0),
  private_metadata: string(3000, 0),
  external_id: string(255, 0),
};

const MODAL = shape({
  required: { type: VIEW.type, title: plainText(24), blocks: list(() => {}, {}) },
  optional: {
    ...VIEW,
    submit: plainText(24),
    close: plainText(24),
    clear_on_close: flag,
    notify_on_close: flag,
    submit_disabled: flag,
  },
});

const HOME = shape({ required: { type: VIEW.type, blocks: list(() => {}, {}) }, optional: VIEW });

/**
 * What Slack would say to these blocks on that surface; an empty list means that it takes them.
 * Messages are worded like the lines of `response_metadata.messages` of the Web API.
 */
export function validateBlocks(blocks: unknown, surface: Surface): BlockProblem[] {
  const problems: BlockProblem[] = [];
  const report: Report = (message, pointer) => problems.push({ code: 'invalid_blocks', message, pointer });
  if (!Array.isArray(blocks)) return [{ code: 'invalid_blocks', message: 'must provide an array', pointer: '/blocks' }];

  if (blocks.length > BLOCKS[surface]) {
    const code = surface === 'message' ? 'msg_blocks_too_many' : 'invalid_blocks';
    problems.push({ code, message: `no more than ${BLOCKS[surface]} items allowed`, pointer: '/blocks' });
  }
  const rules = Object.fromEntries(Object.entries(BLOCK_TYPES).map(([type, entry]) => [type, entry.rule]));
  const allowed = Object.keys(BLOCK_TYPES).filter((type) => BLOCK_TYPES[type]?.surfaces.includes(surface));
  list(
    typed(() => rules, allowed),
    { min: 0 },
  )(blocks, '/blocks', report);
  uniqueBlockIds(blocks, report);
  cumulativeLimits(blocks.filter(isFields), surface, report);

  const length = JSON.stringify(blocks).length;
  if (surface === 'message' && problems.length === 0 && length > MESSAGE_BLOCKS_JSON) {
    const message = `blocks must be less than ${MESSAGE_BLOCKS_JSON + 1} characters of JSON, these are ${length}`;
    problems.push({ code: 'msg_blocks_too_long', message, pointer: '/blocks' });
  }
  return problems;
}

/** What Slack would say to a modal or Home view; see validateBlocks. */
export function validateView(view: unknown): BlockProblem[] {
  const problems: BlockProblem[] = [];
  const report: Report = (message, pointer) => problems.push({ code: 'invalid_blocks', message, pointer });
  if (!isFields(view)) return [{ code: 'invalid_blocks', message: 'must provide an object', pointer: '' }];

  const surface = view.type === 'home' ? 'home' : 'modal';
  (surface === 'home' ? HOME : MODAL)(view, '', report);
  if (!Array.isArray(view.blocks)) return problems;
  if (surface === 'modal' && view.submit === undefined) {
    for (const [index, block] of view.blocks.entries()) {
      if (isFields(block) && block.type === 'input') {
        report('missing required field: submit (the view has an input block)', `/blocks/${index}`);
        break;
      }
    }
  }
  return [...problems, ...validateBlocks(view.blocks, surface)];
}

// --- Rules that look at more than one field --------------------------------------------------------------------------

function uniqueActionIds(value: unknown, pointer: string, report: Report): void {
  if (!isFields(value) || !Array.isArray(value.elements)) return;
  reportDuplicates(value.elements, 'action_id', `${pointer}/elements`, report);
}

function uniqueBlockIds(blocks: readonly unknown[], report: Report): void {
  reportDuplicates(blocks, 'block_id', '/blocks', report);
}

function reportDuplicates(items: readonly unknown[], field: string, pointer: string, report: Report): void {
  const seen = new Set<unknown>();
  for (const [index, item] of items.entries()) {
    const id = isFields(item) ? item[field] : undefined;
    if (id !== undefined && seen.has(id)) report(`"${id}" already exists as ${field}`, `${pointer}/${index}/${field}`);
    seen.add(id);
  }
}

function cumulativeLimits(blocks: readonly Fields[], surface: Surface, report: Report): void {
  const markdown = blocks.filter((block) => block.type === 'markdown').map((block) => String(block.text));
  if (characters(markdown.join('')) > MARKDOWN_CHARACTERS && markdown.length > 1) {
    report(`markdown blocks together must be less than ${MARKDOWN_CHARACTERS + 1} characters`, '/blocks');
  }
  const tables = blocks.filter((block) => block.type === 'table');
  if (surface === 'message' && tables.length > 1) report('only_one_table_allowed', '/blocks');
}

/** Characters of every `text` inside: what a table's limit counts. */
function textLength(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, entry) => sum + textLength(entry), 0);
  if (!isFields(value)) return 0;
  const own = typeof value.text === 'string' ? characters(value.text) : 0;
  return own + textLength(value.elements);
}

function anyNumber(value: unknown, pointer: string, report: Report): void {
  if (typeof value !== 'number' || !Number.isFinite(value)) report('must provide a number', pointer);
}
