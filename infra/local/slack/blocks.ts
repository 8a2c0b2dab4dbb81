import { type BlockProblem, validateBlocks } from './block-kit/validate';
import { isRecord } from './http';
import { randomHex } from './ids';
import type { Block, BlockElement } from './model';
import { SlackError } from './web-api/slack-error';
import type { Workspace } from './workspace';

/** Elements that a person acts on or fills in; each has an action_id, given by the app or made up here. */
const INTERACTIVE = new Set([
  ...['button', 'workflow_button', 'icon_button', 'feedback_buttons', 'overflow', 'radio_buttons', 'checkboxes'],
  ...['static_select', 'external_select', 'users_select', 'conversations_select', 'channels_select'],
  ...['multi_static_select', 'multi_external_select', 'multi_users_select', 'multi_conversations_select'],
  ...['multi_channels_select', 'datepicker', 'timepicker', 'datetimepicker', 'plain_text_input', 'email_text_input'],
  ...['url_text_input', 'number_input', 'rich_text_input', 'file_input'],
]);

/**
 * Blocks as the workspace keeps them: validated, with generated block_ids and Slack's defaults.
 * @throws SlackError `invalid_blocks`, `msg_blocks_too_many` or `msg_blocks_too_long`, with Slack's explanation
 */
export function acceptMessageBlocks(workspace: Workspace, value: unknown): Block[] {
  const problems = validateBlocks(value, 'message');
  if (problems.length === 0) problems.push(...fileProblems(workspace, value, '/blocks'));
  const [first] = problems;
  if (first) throw SlackError.explained(first.code, problems);
  return completeBlocks(value);
}

/** Images that name a file of the workspace which is not there, is no image, or is still being processed. */
export function fileProblems(workspace: Workspace, value: unknown, pointer: string): BlockProblem[] {
  if (Array.isArray(value)) {
    return value.flatMap((entry, index) => fileProblems(workspace, entry, `${pointer}/${index}`));
  }
  if (!isRecord(value)) return [];
  const nested = Object.entries(value).flatMap(([name, entry]) => fileProblems(workspace, entry, `${pointer}/${name}`));
  if (value.type !== 'image' || value.slack_file === undefined) return nested;
  const file = namedFile(workspace, value.slack_file);
  if (file && workspace.files.isShowable(file)) return nested;
  return [...nested, { code: 'invalid_blocks', message: 'invalid slack file', pointer: `${pointer}/slack_file` }];
}

/** The file that a `slack_file` object names, by its id or address. */
export function namedFile({ files }: Workspace, slackFile: unknown) {
  if (!isRecord(slackFile)) return undefined;
  return typeof slackFile.url === 'string' ? files.findByUrl(slackFile.url) : files.find(slackFile.id);
}

/** Adds what Slack adds: `block_id`, `emoji` of plain text, `verbatim` of mrkdwn. The blocks were validated before. */
export function completeBlocks(value: unknown): Block[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isRecord).map((block) => withId(withTextDefaults(block)));
}

function withId({ type, block_id: blockId, ...rest }: Record<string, unknown>): Block {
  const nested = {
    ...(Array.isArray(rest.child_blocks) && { child_blocks: rest.child_blocks.filter(isRecord).map(withId) }),
    ...(type === 'carousel' &&
      Array.isArray(rest.elements) && { elements: rest.elements.filter(isRecord).map(withId) }),
  };
  return { ...rest, ...nested, type: String(type), block_id: typeof blockId === 'string' ? blockId : randomHex(3) };
}

function withTextDefaults(value: Record<string, unknown>): Record<string, unknown> {
  const completed = Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, complete(entry)]));
  if (value.type === 'plain_text') return { emoji: true, ...completed };
  if (value.type === 'mrkdwn') return { verbatim: false, ...completed };
  return INTERACTIVE.has(String(value.type)) ? { action_id: randomHex(3), ...completed } : completed;
}

function complete(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(complete);
  return isRecord(value) ? withTextDefaults(value) : value;
}

/** A block and those inside of it that have ids of their own: of containers and carousels. */
export function flattened(blocks: readonly Block[]): Block[] {
  return blocks.flatMap((block) => [block, ...flattened(block.child_blocks ?? []), ...cardsOf(block)]);
}

const cardsOf = (block: Block): Block[] =>
  block.type === 'carousel' ? (block.elements ?? []).filter((entry) => entry.type === 'card').map(asBlock) : [];

const asBlock = (element: BlockElement): Block => ({
  ...element,
  block_id: String(element.block_id),
  actions: actionsOf(element),
});

const actionsOf = ({ actions }: BlockElement): BlockElement[] =>
  Array.isArray(actions) ? actions.filter(isRecord).map((action) => ({ ...action, type: String(action.type) })) : [];

/** Every element of a block itself that a person can act on or fill in. */
export function interactiveElements(block: Block): BlockElement[] {
  const own = [block.accessory, block.element, ...(block.elements ?? []), ...(block.actions ?? [])];
  return own.flatMap((element) => (element && INTERACTIVE.has(element.type) ? [element] : []));
}

/** The element that a person pressed, where it is still there. */
export function findElement(
  blocks: readonly Block[],
  blockId: string,
  actionId: string,
): { block: Block; element: BlockElement } | undefined {
  const block = flattened(blocks).find((candidate) => candidate.block_id === blockId);
  const element = block && interactiveElements(block).find((candidate) => candidate.action_id === actionId);
  return block && element ? { block, element } : undefined;
}
