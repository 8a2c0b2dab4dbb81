import { interactiveElements } from '../blocks';
import { BadRequest, isRecord } from '../http';
import type { Block, BlockElement, Option, StateValues } from '../model';

/** What a person filled in: by block_id, then action_id, a text, an option's value or a list of such values. */
export type Filled = Record<string, Record<string, unknown>>;

/** How each stateful element's value looks in payloads; an element that keeps no state has no entry. */
const READERS: Readonly<Record<string, (element: BlockElement, filled: unknown) => Record<string, unknown>>> = {
  plain_text_input: (element, filled) => ({ value: textOf(filled, element.initial_value ?? '') || null }),
  static_select: selectedOption,
  radio_buttons: selectedOption,
  checkboxes: (element, filled) => ({
    selected_options:
      filled === undefined ? (element.initial_options ?? []) : valuesOf(filled).map((value) => option(element, value)),
  }),
};

/** `state.values` of a message or view: what was filled in, else the element's initial value. */
export function stateValues(blocks: readonly Block[], filled: Filled): StateValues {
  const values: StateValues = {};
  for (const block of blocks) {
    for (const element of interactiveElements(block)) {
      const read = READERS[element.type];
      if (!read || !element.action_id) continue;
      const state = read(element, filled[block.block_id]?.[element.action_id]);
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
export function actionFields(element: BlockElement, selected: unknown, value?: string): Record<string, unknown> {
  if (element.type === 'button') {
    const sent = value ?? element.value;
    return sent === undefined ? {} : { value: sent };
  }
  if (element.type === 'overflow') return { selected_option: option(element, textOf(selected, '')) };
  return READERS[element.type]?.(element, selected) ?? {};
}

function selectedOption(element: BlockElement, filled: unknown): Record<string, unknown> {
  if (filled === undefined) return { selected_option: element.initial_option ?? null };
  return { selected_option: filled === null || filled === '' ? null : option(element, textOf(filled, '')) };
}

const optionsOf = (element: BlockElement): Option[] => [
  ...(element.options ?? []),
  ...(element.option_groups ?? []).flatMap((group) => group.options),
];

function option(element: BlockElement, value: string): Option {
  const found = optionsOf(element).find((candidate) => candidate.value === value);
  if (!found) throw new BadRequest(`The element ${element.action_id} has no option "${value}".`);
  return found;
}

function textOf(value: unknown, fallback: string): string {
  if (value === undefined || value === null) return fallback;
  if (typeof value !== 'string') throw new BadRequest('A value must be a text.');
  return value;
}

function valuesOf(value: unknown): string[] {
  if (!Array.isArray(value)) throw new BadRequest('The values of checkboxes must be a list.');
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
