import { dispatchActionConfig, focusable, plainText } from './composition';
import { richTextObject } from './rich-text';
import { flag, integer, isFields, list, matching, type Report, type Rule, shape, string } from './shape';

/* What people type or pick into (Slack API documentation, "Block elements"). */

const placeholder = plainText(150);
/** No confirmation: nothing happens before the dialog is submitted. */
const typing: Record<string, Rule> = {
  action_id: string(255),
  focus_on_load: flag,
  placeholder,
  dispatch_action_config: dispatchActionConfig,
};

const date = matching(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'must be a date as YYYY-MM-DD');
const time = matching(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time as HH:mm');
const decimal = matching(/^-?\d+(\.\d+)?$/, 'must be a number');
const lines = integer(1, 100);

/** Pickers, which stand in messages as well as in dialogs, by type. */
export const PICKERS: Readonly<Record<string, Rule>> = {
  datepicker: shape({ optional: { ...focusable, placeholder, initial_date: date } }),
  timepicker: shape({ optional: { ...focusable, placeholder, initial_time: time, timezone: string(255) } }),
  datetimepicker: shape({
    // "This should be in the format of 10 digits."
    optional: { ...focusable, initial_date_time: integer(1_000_000_000, 9_999_999_999) },
  }),
};

/** Fields to type into, by type. */
export const INPUTS: Readonly<Record<string, Rule>> = {
  plain_text_input: shape({
    optional: {
      ...typing,
      multiline: flag,
      initial_value: string(3000),
      min_length: integer(0, 3000),
      max_length: integer(1, 3000),
    },
  }),
  email_text_input: shape({ optional: { ...typing, initial_value: string(3000) } }),
  url_text_input: shape({ optional: { ...typing, initial_value: string(3000) } }),
  number_input: shape({
    required: { is_decimal_allowed: flag },
    optional: { ...typing, initial_value: decimal, min_value: decimal, max_value: decimal },
    also: boundsInOrder,
  }),
  rich_text_input: shape({
    optional: { ...typing, initial_value: richTextObject, min_lines: lines, max_lines: lines },
  }),
  file_input: shape({
    optional: { action_id: string(255), filetypes: list(string(255), {}), max_files: integer(1, 10) },
  }),
};

/** `min_value` "cannot be greater than max_value". */
function boundsInOrder(value: unknown, pointer: string, report: Report): void {
  if (!isFields(value)) return;
  const { min_value: min, max_value: max } = value;
  if (min === undefined || max === undefined || Number(min) <= Number(max)) return;
  report('must not be greater than max_value', `${pointer}/min_value`);
}
