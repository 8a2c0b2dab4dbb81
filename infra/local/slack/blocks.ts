import { validateBlocks } from '../../../src/slack/block-limits';
import { isRecord } from './http';
import { randomHex } from './ids';
import type { Block, BlockElement } from './model';
import { SlackError } from './web-api/slack-error';

/**
 * Blocks as the workspace keeps them: validated, with generated block_ids and Slack's defaults.
 * @throws SlackError `invalid_blocks`, `msg_blocks_too_many` or `msg_blocks_too_long`, with Slack's explanation
 */
export function acceptMessageBlocks(value: unknown): Block[] {
  const problems = validateBlocks(value, 'message');
  const [first] = problems;
  if (first) throw SlackError.explained(first.code, problems);
  return completeBlocks(value);
}

/** Adds what Slack adds: `block_id`, `emoji` of plain text, `verbatim` of mrkdwn. The blocks were validated before. */
export function completeBlocks(value: unknown): Block[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isRecord).map((block) => {
    const { type, block_id: blockId, ...rest } = withTextDefaults(block);
    return { ...rest, type: String(type), block_id: typeof blockId === 'string' ? blockId : randomHex(3) };
  });
}

function withTextDefaults(value: Record<string, unknown>): Record<string, unknown> {
  const completed = Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, complete(entry)]));
  if (value.type === 'plain_text') return { emoji: true, ...completed };
  if (value.type === 'mrkdwn') return { verbatim: false, ...completed };
  const interactive = ['button', 'static_select', 'radio_buttons', 'checkboxes', 'overflow', 'plain_text_input'];
  if (interactive.includes(String(value.type))) return { action_id: randomHex(3), ...completed };
  return completed;
}

function complete(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(complete);
  return isRecord(value) ? withTextDefaults(value) : value;
}

/** Every element of a block that a person can act on or fill in. */
export function interactiveElements(block: Block): BlockElement[] {
  const own = [block.accessory, block.element, ...(block.type === 'actions' ? (block.elements ?? []) : [])];
  return own.flatMap((element) => (element && element.type !== 'image' ? [element] : []));
}

/** The element that a person pressed, where it is still there. */
export function findElement(
  blocks: readonly Block[],
  blockId: string,
  actionId: string,
): { block: Block; element: BlockElement } | undefined {
  const block = blocks.find((candidate) => candidate.block_id === blockId);
  const element = block && interactiveElements(block).find((candidate) => candidate.action_id === actionId);
  return block && element ? { block, element } : undefined;
}
