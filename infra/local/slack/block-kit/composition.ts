import {
  address,
  all,
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
} from './shape';

/*
 * The lowest part of the table in `validate.ts`: composition objects, with Slack's numbers (Slack API
 * documentation, "Composition objects").
 */

/** What every block may have. */
export const blockId: Record<string, Rule> = { block_id: string(255) };

/** A `plain_text` object. */
export const plainText = (max: number): Rule =>
  typed(() => ({ plain_text: shape({ required: { text: string(max) }, optional: { emoji: flag } }) }), ['plain_text']);

/** A `plain_text` or `mrkdwn` object. */
export const anyText = (max: number): Rule =>
  typed(() => ({
    plain_text: shape({ required: { text: string(max) }, optional: { emoji: flag } }),
    mrkdwn: mrkdwnShape(max),
  }));

/** A `mrkdwn` object. */
export const mrkdwnText = (max: number): Rule => typed(() => ({ mrkdwn: mrkdwnShape(max) }), ['mrkdwn']);

const mrkdwnShape = (max: number): Rule => shape({ required: { text: string(max) }, optional: { verbatim: flag } });

const confirm = shape({
  required: { title: plainText(100), text: anyText(300), confirm: plainText(30), deny: plainText(30) },
  optional: { style: oneOf('primary', 'danger') },
});

const option = (text: Rule, extra: Record<string, Rule> = {}): Rule =>
  shape({ required: { text, value: string(150) }, optional: { description: anyText(75), ...extra } });

/** Options of menus; those of checkboxes and radio buttons may carry markup, those of an overflow menu an address. */
export const plainOption = option(plainText(75));
export const textOption = option(anyText(75));
export const linkOption = option(plainText(75), { url: address(3000) });
const optionGroup = shape({ required: { label: plainText(75), options: list(plainOption, { max: 100 }) } });

/** Where the options of a select come from; exactly one of the two. */
export const optionSources: Record<string, Rule> = {
  options: list(plainOption, { max: 100 }),
  option_groups: list(optionGroup, { max: 100 }),
};

const slackFile = all(shape({ optional: { id: string(255), url: address(3000) } }), exactlyOne('id', 'url'));
export const imageFields: Record<string, Rule> = { image_url: address(3000), slack_file: slackFile };

export const dispatchActionConfig = shape({
  optional: { trigger_actions_on: list(oneOf('on_enter_pressed', 'on_character_entered'), { max: 2 }) },
});

/** What all elements that a person acts on have; `focus_on_load` only those that take the focus. */
export const actionable: Record<string, Rule> = { action_id: string(255), confirm };
export const focusable: Record<string, Rule> = { ...actionable, focus_on_load: flag };

/** `initial_option` and `initial_options` must be among what is offered. */
export function initialAmongOptions(value: unknown, pointer: string, report: Report): void {
  if (!isFields(value)) return;
  const groups = Array.isArray(value.option_groups) ? value.option_groups.filter(isFields) : [];
  const options = [value.options, ...groups.map((group) => group.options)].flat().map((entry) => optionKey(entry));
  const initial = [value.initial_option, value.initial_options].flat().filter((entry) => entry !== undefined);
  if (initial.some((entry) => !options.includes(optionKey(entry)))) {
    const field = value.initial_option === undefined ? 'initial_options' : 'initial_option';
    report('must exactly match one of the options', `${pointer}/${field}`);
  }
}

/** Slack compares the whole option; `emoji` and `verbatim` have defaults, so they do not count here. */
function optionKey(entry: unknown): string {
  if (!isFields(entry)) return JSON.stringify(entry);
  const text = isFields(entry.text) ? [entry.text.type, entry.text.text] : entry.text;
  const description = isFields(entry.description) ? entry.description.text : undefined;
  return JSON.stringify([entry.value, text, description]);
}
