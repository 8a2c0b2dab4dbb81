import {
  address,
  all,
  exactlyOne,
  flag,
  integer,
  isFields,
  list,
  oneOf,
  type Report,
  type Rule,
  shape,
  string,
  typed,
} from './block-shape';

/*
 * The lower half of the table in `block-limits.ts`: composition objects, block elements and rich text, with Slack's
 * numbers (Slack API documentation, "Block elements" and "Composition objects").
 */

// --- Composition objects ---------------------------------------------------------------------------------------------

/** A `plain_text` object. */
export const plainText = (max: number): Rule =>
  typed(() => ({ plain_text: shape({ required: { text: string(max) }, optional: { emoji: flag } }) }), ['plain_text']);

/** A `plain_text` or `mrkdwn` object. */
export const anyText = (max: number): Rule =>
  typed(() => ({
    plain_text: shape({ required: { text: string(max) }, optional: { emoji: flag } }),
    mrkdwn: shape({ required: { text: string(max) }, optional: { verbatim: flag } }),
  }));

const confirm = shape({
  required: { title: plainText(100), text: anyText(300), confirm: plainText(30), deny: plainText(30) },
  optional: { style: oneOf('primary', 'danger') },
});

const option = (text: Rule, extra: Record<string, Rule> = {}): Rule =>
  shape({ required: { text, value: string(150) }, optional: { description: anyText(75), ...extra } });

const plainOption = option(plainText(75));
const textOption = option(anyText(75));
const optionGroup = shape({ required: { label: plainText(75), options: list(plainOption, { max: 100 }) } });

const slackFile = all(shape({ optional: { id: string(255), url: address(3000) } }), exactlyOne('id', 'url'));
export const imageFields: Record<string, Rule> = { image_url: address(3000), slack_file: slackFile };

// --- Elements --------------------------------------------------------------------------------------------------------

const common: Record<string, Rule> = { action_id: string(255), confirm, focus_on_load: flag };

const selectFields: Record<string, Rule> = {
  options: list(plainOption, { max: 100 }),
  option_groups: list(optionGroup, { max: 100 }),
  placeholder: plainText(150),
};

/** Elements by type. Which of them a block takes, the block says. */
export const ELEMENTS: Readonly<Record<string, Rule>> = {
  button: shape({
    required: { text: plainText(75) },
    optional: {
      ...common,
      value: string(2000),
      url: address(3000),
      style: oneOf('primary', 'danger'),
      accessibility_label: string(75),
    },
  }),
  static_select: shape({
    optional: { ...common, ...selectFields, initial_option: plainOption },
    also: all(exactlyOne('options', 'option_groups'), initialAmongOptions),
  }),
  radio_buttons: shape({
    required: { options: list(textOption, { max: 10 }) },
    optional: { ...common, initial_option: textOption },
    also: initialAmongOptions,
  }),
  checkboxes: shape({
    required: { options: list(textOption, { max: 10 }) },
    optional: { ...common, initial_options: list(textOption, { max: 10 }) },
    also: initialAmongOptions,
  }),
  overflow: shape({
    required: { options: list(option(plainText(75), { url: address(3000) }), { max: 5 }) },
    optional: { action_id: string(255), confirm },
  }),
  plain_text_input: shape({
    optional: {
      action_id: string(255),
      focus_on_load: flag,
      multiline: flag,
      initial_value: string(3000),
      placeholder: plainText(150),
      min_length: integer(0, 3000),
      max_length: integer(1, 3000),
      dispatch_action_config: shape({
        optional: {
          trigger_actions_on: list(oneOf('on_enter_pressed', 'on_character_entered'), { max: 2 }),
        },
      }),
    },
  }),
  image: all(
    shape({ required: { alt_text: string(2000) }, optional: imageFields }),
    exactlyOne('image_url', 'slack_file'),
  ),
};

/** An element of one of these types. */
export const element = (...types: readonly string[]): Rule => typed(() => ELEMENTS, types);
/** Elements that offer options to choose from. */
export const CHOICES = ['static_select', 'radio_buttons', 'checkboxes'] as const;

// --- Rich text -------------------------------------------------------------------------------------------------------

const style = shape({ optional: { bold: flag, italic: flag, strike: flag, code: flag, underline: flag } });
const border = integer(0, 1);

const RICH_LEAVES: Readonly<Record<string, Rule>> = {
  text: shape({ required: { text: string(Number.POSITIVE_INFINITY) }, optional: { style } }),
  link: shape({ required: { url: string(3000) }, optional: { text: string(3000), unsafe: flag, style } }),
  user: shape({ required: { user_id: string(255) }, optional: { style } }),
  usergroup: shape({ required: { usergroup_id: string(255) }, optional: { style } }),
  channel: shape({ required: { channel_id: string(255) }, optional: { style } }),
  broadcast: shape({ required: { range: oneOf('here', 'channel', 'everyone') }, optional: { style } }),
  emoji: shape({ required: { name: string(255) }, optional: { unicode: string(255), style } }),
  date: shape({
    required: { timestamp: integer(0, Number.MAX_SAFE_INTEGER), format: string(3000) },
    optional: { url: address(3000), fallback: string(3000), style },
  }),
};

const richLeaves = list(
  typed(() => RICH_LEAVES),
  { min: 0 },
);

const RICH_PARTS: Readonly<Record<string, Rule>> = {
  rich_text_section: shape({ required: { elements: richLeaves } }),
  rich_text_quote: shape({ required: { elements: richLeaves }, optional: { border } }),
  rich_text_preformatted: shape({
    required: {
      elements: list(
        typed(() => RICH_LEAVES, ['text', 'link']),
        { min: 0 },
      ),
    },
    optional: { border, language: string(255) },
  }),
  rich_text_list: shape({
    required: {
      style: oneOf('bullet', 'ordered'),
      elements: list(
        typed(() => RICH_PARTS, ['rich_text_section']),
        { min: 0 },
      ),
    },
    optional: { indent: integer(0, 8), offset: integer(0, Number.MAX_SAFE_INTEGER), border },
  }),
};

/** The content of a rich_text block. */
export const richText = (optional: Record<string, Rule>): Rule =>
  shape({
    required: {
      elements: list(
        typed(() => RICH_PARTS),
        { min: 0 },
      ),
    },
    optional,
  });

function initialAmongOptions(value: unknown, pointer: string, report: Report): void {
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
