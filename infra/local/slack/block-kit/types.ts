import { anyText, blockId, imageFields, plainText } from './composition';
import { ELEMENTS, elementOf } from './elements';
import { CARDS, TASKS, VIDEO } from './media';
import { richText } from './rich-text';
import {
  exactlyOne,
  flag,
  isFields,
  list,
  oneOf,
  type Report,
  type Rule,
  shape,
  string,
  typed,
  uniqueIn,
} from './shape';
import { DATA_TABLE, TABLE } from './tables';

/*
 * Every block that an app may send, with Slack's numbers and the places that take it (Slack API documentation, "Block
 * Kit reference: blocks"). The block `file` is missing on purpose: apps can read it, not send it.
 */

export type Surface = 'message' | 'modal' | 'home';

export interface BlockEntry {
  surfaces: readonly Surface[];
  rule: Rule;
}

export const MARKDOWN_CHARACTERS = 12_000;

const EVERYWHERE: readonly Surface[] = ['message', 'modal', 'home'];
const heading = plainText(150);

/** Blocks that may stand by themselves as well as inside a container. */
const PLAIN: Readonly<Record<string, BlockEntry>> = {
  section: {
    surfaces: EVERYWHERE,
    rule: shape({
      optional: {
        ...blockId,
        text: anyText(3000),
        fields: list(anyText(2000), { max: 10 }),
        accessory: elementOf('accessory'),
        expand: flag,
      },
      also: (value, pointer, report) => {
        if (isFields(value) && value.text === undefined && value.fields === undefined) {
          report('missing required field: text', pointer);
        }
      },
    }),
  },
  header: { surfaces: EVERYWHERE, rule: shape({ required: { text: heading }, optional: blockId }) },
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
      required: { elements: list(elementOf('actions'), { max: 25 }) },
      optional: blockId,
      also: uniqueIn('elements', 'action_id'),
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
      required: { label: plainText(2000), element: elementOf('input') },
      optional: { ...blockId, hint: plainText(2000), optional: flag, dispatch_action: flag },
    }),
  },
  rich_text: { surfaces: EVERYWHERE, rule: richText(blockId) },
  table: { surfaces: ['message', 'home'], rule: TABLE },
  video: { surfaces: EVERYWHERE, rule: VIDEO },
};

const child = typed(() => rulesOf(PLAIN));

/** Blocks by type. */
export const BLOCK_TYPES: Readonly<Record<string, BlockEntry>> = {
  ...PLAIN,
  context_actions: {
    surfaces: ['message'],
    rule: shape({
      required: { elements: list(elementOf('contextActions'), { max: 5 }) },
      optional: blockId,
      also: uniqueIn('elements', 'action_id'),
    }),
  },
  markdown: {
    surfaces: ['message'],
    rule: shape({ required: { text: string(MARKDOWN_CHARACTERS) }, optional: blockId }),
  },
  data_table: { surfaces: ['message', 'home'], rule: DATA_TABLE },
  alert: {
    surfaces: ['modal'],
    rule: shape({
      required: { text: anyText(200) },
      optional: { ...blockId, level: oneOf('default', 'info', 'warning', 'error', 'success') },
    }),
  },
  card: { surfaces: EVERYWHERE, rule: CARDS.card },
  carousel: { surfaces: ['message'], rule: CARDS.carousel },
  container: {
    surfaces: ['message', 'home'],
    rule: shape({
      required: { child_blocks: list(child, { max: 10 }) },
      optional: {
        ...blockId,
        title: heading,
        rich_text_title: typed(() => ({ rich_text: richText(blockId) }), ['rich_text']),
        subtitle: anyText(150),
        width: oneOf('narrow', 'standard', 'wide', 'full'),
        icon: typed(() => ELEMENTS, ['image']),
        is_collapsible: flag,
        default_collapsed: flag,
        has_header_divider: flag,
      },
      also: exactlyOne('title', 'rich_text_title'),
    }),
  },
  task_card: { surfaces: ['message'], rule: TASKS.taskCard },
  plan: { surfaces: ['message'], rule: TASKS.plan },
};

/** The blocks of a list, and those that stand inside its containers, each with its place. */
export function withChildren(blocks: readonly unknown[]): { block: unknown; pointer: string }[] {
  return blocks.flatMap((block, index) => {
    const pointer = `/blocks/${index}`;
    const children = isFields(block) && Array.isArray(block.child_blocks) ? block.child_blocks : [];
    return [
      { block, pointer },
      ...children.map((one: unknown, place) => ({ block: one, pointer: `${pointer}/child_blocks/${place}` })),
    ];
  });
}

export function rulesOf(entries: Readonly<Record<string, BlockEntry>>): Record<string, Rule> {
  return Object.fromEntries(Object.entries(entries).map(([type, { rule }]) => [type, rule]));
}

/** No two of a list's blocks, those in containers included, may have the same block_id. */
export function uniqueBlockIds(blocks: readonly unknown[], report: Report): void {
  const seen = new Set<unknown>();
  for (const { block, pointer } of withChildren(blocks)) {
    const id = isFields(block) ? block.block_id : undefined;
    if (id !== undefined && seen.has(id)) report(`"${id}" already exists as block_id`, `${pointer}/block_id`);
    seen.add(id);
  }
}
