import { isRecord } from '../http';
import type { Block, BlockElement, StateValues } from '../model';

/** What Slack's own clients say before they send a dialog: required inputs, lengths, forms of addresses and numbers. */
export function clientErrors(blocks: readonly Block[], values: StateValues): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const block of blocks) {
    if (block.type !== 'input' || !block.element?.action_id) continue;
    const error = inputError(block, values[block.block_id]?.[block.element.action_id] ?? {});
    if (error) errors[block.block_id] = error;
  }
  return errors;
}

function inputError({ element, optional }: Block, state: Record<string, unknown>): string | undefined {
  const { type: _type, timezone: _timezone, ...given } = state;
  if (Object.values(given).every(isEmpty)) return optional ? undefined : 'Please complete this required field.';
  const { value, files } = given;
  if (element && typeof value === 'string') return FORMS[element.type]?.(value, element);
  if (element && Array.isArray(files)) return filesError(files, element);
  return undefined;
}

const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

const FORMS: Readonly<Record<string, (value: string, element: BlockElement) => string | undefined>> = {
  plain_text_input: (value, { min_length: min = 0, max_length: max = 3_000 }) => {
    const length = [...value].length;
    if (length < min) return `Please write at least ${min} characters.`;
    return length > max ? `Please write at most ${max} characters.` : undefined;
  },
  email_text_input: (value) =>
    /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value) ? undefined : 'Please enter a valid email address.',
  url_text_input: (value) =>
    /^https?:\/\/\S+$/i.test(value) && URL.canParse(value) ? undefined : 'Please enter a valid URL.',
  number_input: (value, { is_decimal_allowed: decimals, min_value: min, max_value: max }) => {
    const number = Number(value);
    if (value.trim() === '' || !Number.isFinite(number)) return 'Please enter a number.';
    if (decimals !== true && !Number.isInteger(number)) return 'Please enter a whole number.';
    if (min !== undefined && number < Number(min)) return `Please enter ${min} or more.`;
    return max !== undefined && number > Number(max) ? `Please enter ${max} or less.` : undefined;
  },
};

function filesError(files: unknown[], { max_files: most = 10, filetypes }: BlockElement): string | undefined {
  if (files.length > Number(most)) return `Please choose at most ${most} files.`;
  if (!Array.isArray(filetypes)) return undefined;
  const wrong = files.filter(isRecord).find(({ name }) => !filetypes.includes(String(name).split('.').at(-1)));
  return wrong && `Please choose files of these types: ${filetypes.join(', ')}.`;
}
