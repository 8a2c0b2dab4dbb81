import { flattened, interactiveElements } from '../blocks';
import { BadRequest, isRecord } from '../http';
import type { Block, BlockElement, Option, StateValues } from '../model';
import type { Workspace } from '../workspace';

/** What a person filled in: by block_id, then action_id, a text, an option's value or a list of such values. */
export type Filled = Record<string, Record<string, unknown>>;

/** Finds what is not in the element itself: options that the app suggested, files that a person uploaded. */
export interface Sources {
  suggested(actionId: string, value: string): Option | undefined;
  file(id: string): Record<string, unknown> | undefined;
}

export function sourcesFor({ session, files }: Workspace, userId: string): Sources {
  return {
    suggested: (actionId, value) => session.suggested(userId, actionId, value),
    file: (id) => {
      const file = files.find(id);
      return file && { ...files.view(file) };
    },
  };
}

type Reader = (element: BlockElement, filled: unknown, sources: Sources) => Record<string, unknown>;

/** How each stateful element's value looks in payloads; an element that keeps no state has no entry. */
const READERS: Readonly<Record<string, Reader>> = {
  plain_text_input: typed('value'),
  email_text_input: typed('value'),
  url_text_input: typed('value'),
  number_input: typed('value'),
  rich_text_input: (element, filled) => ({
    rich_text_value: filled === undefined ? (element.initial_value ?? null) : richTextOf(filled),
  }),
  static_select: selectedOption,
  external_select: selectedOption,
  radio_buttons: selectedOption,
  checkboxes: selectedOptions,
  multi_static_select: selectedOptions,
  multi_external_select: selectedOptions,
  users_select: picked('selected_user', 'initial_user'),
  conversations_select: picked('selected_conversation', 'initial_conversation'),
  channels_select: picked('selected_channel', 'initial_channel'),
  multi_users_select: pickedSeveral('selected_users', 'initial_users'),
  multi_conversations_select: pickedSeveral('selected_conversations', 'initial_conversations'),
  multi_channels_select: pickedSeveral('selected_channels', 'initial_channels'),
  datepicker: picked('selected_date', 'initial_date'),
  timepicker: (element, filled) => ({
    ...picked('selected_time', 'initial_time')(element, filled),
    ...(element.timezone !== undefined && { timezone: element.timezone }),
  }),
  datetimepicker: (element, filled) => ({
    selected_date_time: filled === undefined ? (element.initial_date_time ?? null) : secondsOf(filled),
  }),
  file_input: (_element, filled, sources) => ({ files: filled === undefined ? [] : filesOf(filled, sources) }),
};

/** `state.values` of a message or view: what was filled in, else the element's initial value. */
export function stateValues(blocks: readonly Block[], filled: Filled, sources: Sources): StateValues {
  const values: StateValues = {};
  for (const block of flattened(blocks)) {
    for (const element of interactiveElements(block)) {
      const read = READERS[element.type];
      if (!read || !element.action_id) continue;
      const state = read(element, filled[block.block_id]?.[element.action_id], sources);
      values[block.block_id] = { ...values[block.block_id], [element.action_id]: { type: element.type, ...state } };
    }
  }
  return values;
}

/**
 * The fields of `actions[0]` that say what was chosen or pressed.
 * @param selected an option's value, or a list of them, or a text
 * @param value stands in for a button's own value: the client may show an older card
 */
export function actionFields(
  element: BlockElement,
  selected: unknown,
  value: string | undefined,
  sources: Sources,
): Record<string, unknown> {
  if (element.type === 'button' || element.type === 'icon_button') {
    const sent = value ?? element.value;
    return sent === undefined ? {} : { value: sent };
  }
  if (element.type === 'feedback_buttons') return { value: feedbackValue(element, textOf(selected ?? value, '')) };
  if (element.type === 'overflow') return { selected_option: option(element, textOf(selected, ''), sources) };
  return READERS[element.type]?.(element, selected, sources) ?? {};
}

function typed(field: string): Reader {
  return (element, filled) => ({ [field]: textOf(filled, textOf(element.initial_value, '')) || null });
}

function picked(field: string, initial: string) {
  return (element: BlockElement, filled: unknown): Record<string, unknown> => ({
    [field]: filled === undefined ? (element[initial] ?? null) : textOf(filled, '') || null,
  });
}

function pickedSeveral(field: string, initial: string): Reader {
  return (element, filled) => ({ [field]: filled === undefined ? (element[initial] ?? []) : limited(element, filled) });
}

function selectedOption(element: BlockElement, filled: unknown, sources: Sources): Record<string, unknown> {
  if (filled === undefined) return { selected_option: element.initial_option ?? null };
  return { selected_option: filled === null || filled === '' ? null : option(element, textOf(filled, ''), sources) };
}

function selectedOptions(element: BlockElement, filled: unknown, sources: Sources): Record<string, unknown> {
  if (filled === undefined) return { selected_options: element.initial_options ?? [] };
  return { selected_options: limited(element, filled).map((value) => option(element, value, sources)) };
}

const optionsOf = (element: BlockElement): Option[] => [
  ...(element.options ?? []),
  ...(element.option_groups ?? []).flatMap((group) => group.options),
];

function option(element: BlockElement, value: string, sources: Sources): Option {
  const initial = [...(element.initial_options ?? []), ...(element.initial_option ? [element.initial_option] : [])];
  const found = [...optionsOf(element), ...initial].find((candidate) => candidate.value === value);
  const known = found ?? (isExternal(element) ? sources.suggested(element.action_id ?? '', value) : undefined);
  if (!known) throw new BadRequest(`The element ${element.action_id} has no option "${value}".`);
  return known;
}

export const isExternal = ({ type }: BlockElement): boolean =>
  type === 'external_select' || type === 'multi_external_select';

function feedbackValue(element: BlockElement, value: string): string {
  const values = [element.positive_button, element.negative_button].map((one) =>
    isRecord(one) ? one.value : undefined,
  );
  if (!values.includes(value)) throw new BadRequest(`The element ${element.action_id} has no button "${value}".`);
  return value;
}

function textOf(value: unknown, fallback: string): string {
  if (value === undefined || value === null) return fallback;
  if (typeof value !== 'string') throw new BadRequest('A value must be a text.');
  return value;
}

function secondsOf(value: unknown): number | null {
  if (value === null || value === '') return null;
  const seconds = Number(value);
  if (!/^\d{10}$/.test(String(value))) throw new BadRequest('A moment must be given in seconds since 1970.');
  return seconds;
}

function richTextOf(value: unknown): Record<string, unknown> | null {
  if (value === null) return null;
  if (!isRecord(value) || value.type !== 'rich_text') throw new BadRequest('Rich text must be a rich_text object.');
  return value;
}

/** What Slack's clients do not let anybody exceed. */
function limited(element: BlockElement, filled: unknown): string[] {
  const values = valuesOf(filled);
  const most = typeof element.max_selected_items === 'number' ? element.max_selected_items : values.length;
  if (values.length > most) throw new BadRequest(`The element ${element.action_id} takes at most ${most}.`);
  return values;
}

function filesOf(filled: unknown, sources: Sources): Record<string, unknown>[] {
  return valuesOf(filled).map((id) => {
    const file = sources.file(id);
    if (!file) throw new BadRequest(`There is no file ${id}.`);
    return file;
  });
}

function valuesOf(value: unknown): string[] {
  if (!Array.isArray(value)) throw new BadRequest('The values of something that takes several must be a list.');
  return value.map((entry) => textOf(entry, ''));
}

/** What came from outside as `values`. @throws BadRequest where it has another shape */
export function readFilled(value: unknown): Filled {
  if (value === undefined) return {};
  if (!isRecord(value)) throw new BadRequest('"values" must be an object of block ids.');
  return Object.fromEntries(
    Object.entries(value).map(([blockId, inputs]) => {
      if (!isRecord(inputs))
        throw new BadRequest(`The values of the block ${blockId} must be an object of action ids.`);
      return [blockId, inputs];
    }),
  );
}
