import { plainText } from './composition';
import {
  type BlockProblem,
  characters,
  type Fields,
  flag,
  isFields,
  list,
  oneOf,
  type Report,
  shape,
  string,
  typed,
} from './shape';
import { BLOCK_TYPES, MARKDOWN_CHARACTERS, rulesOf, type Surface, uniqueBlockIds, withChildren } from './types';

export type { BlockProblem } from './shape';
export type { Surface } from './types';

/*
 * What Slack accepts as Block Kit, as one table. Numbers: Slack API documentation, "Block Kit reference" (blocks,
 * block elements, composition objects) and the comments of @slack/types 3.2. The blocks are in `types.ts`, their
 * elements in `elements.ts`; here is what concerns a message or view as a whole.
 */

/** Blocks of one message together, as JSON. Slack documents no number; beyond about this it answers msg_blocks_too_long. */
const MESSAGE_BLOCKS_JSON = 13_200;
const BLOCKS: Record<Surface, number> = { message: 50, modal: 100, home: 100 };

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
  const report = reporter(problems);
  if (!Array.isArray(blocks)) return [{ code: 'invalid_blocks', message: 'must provide an array', pointer: '/blocks' }];

  if (blocks.length > BLOCKS[surface]) {
    const code = surface === 'message' ? 'msg_blocks_too_many' : 'invalid_blocks';
    problems.push({ code, message: `no more than ${BLOCKS[surface]} items allowed`, pointer: '/blocks' });
  }
  const rules = rulesOf(BLOCK_TYPES);
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
  const report = reporter(problems);
  if (!isFields(view)) return [{ code: 'invalid_blocks', message: 'must provide an object', pointer: '' }];

  const surface = view.type === 'home' ? 'home' : 'modal';
  (surface === 'home' ? HOME : MODAL)(view, '', report);
  if (!Array.isArray(view.blocks)) return problems;
  if (surface === 'modal' && view.submit === undefined) {
    const index = view.blocks.findIndex((block) => isFields(block) && block.type === 'input');
    if (index >= 0) report('missing required field: submit (the view has an input block)', `/blocks/${index}`);
  }
  oneFocus(view.blocks, report);
  return [...problems, ...validateBlocks(view.blocks, surface)];
}

const reporter =
  (problems: BlockProblem[]): Report =>
  (message, pointer, expected) =>
    problems.push({ code: 'invalid_blocks', message, pointer, ...(expected && { expected }) });

function cumulativeLimits(blocks: readonly Fields[], surface: Surface, report: Report): void {
  const markdown = blocks.filter((block) => block.type === 'markdown').map((block) => String(block.text));
  if (characters(markdown.join('')) > MARKDOWN_CHARACTERS && markdown.length > 1) {
    report(`markdown blocks together must be less than ${MARKDOWN_CHARACTERS + 1} characters`, '/blocks');
  }
  const tables = blocks.filter((block) => block.type === 'table');
  if (surface === 'message' && tables.length > 1) report('only_one_table_allowed', '/blocks');
}

/** Slack: only one element of a view may take the focus. */
function oneFocus(blocks: readonly unknown[], report: Report): void {
  const focused = withChildren(blocks).flatMap(({ block, pointer }) => {
    if (!isFields(block)) return [];
    const own = [block.element, block.accessory, ...(Array.isArray(block.elements) ? block.elements : [])];
    return own.filter((entry) => isFields(entry) && entry.focus_on_load === true).map(() => pointer);
  });
  for (const pointer of focused.slice(1)) report('only one element may have focus_on_load', pointer);
}
