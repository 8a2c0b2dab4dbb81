import {
  actionable,
  focusable,
  imageFields,
  initialAmongOptions,
  linkOption,
  plainText,
  textOption,
} from './composition';
import { INPUTS, PICKERS } from './inputs';
import { MULTI_SELECTS, SELECTS } from './selects';
import { address, all, exactlyOne, list, oneOf, type Rule, shape, string, typed } from './shape';

/* Elements of blocks, with Slack's numbers (Slack API documentation, "Block elements"). A new element is one entry. */

const style = oneOf('primary', 'danger');
const label = string(75);

const feedback = shape({
  required: { text: plainText(75), value: string(2000) },
  optional: { accessibility_label: label },
});

const trigger = shape({
  required: { url: address(3000) },
  optional: {
    customizable_input_parameters: list(shape({ required: { name: string(255), value: string(3000) } }), {}),
  },
});

/** Elements by type. Which of them a block takes, the block says. */
export const ELEMENTS: Readonly<Record<string, Rule>> = {
  ...SELECTS,
  ...MULTI_SELECTS,
  ...PICKERS,
  ...INPUTS,
  button: shape({
    required: { text: plainText(75) },
    optional: { ...focusable, value: string(2000), url: address(3000), style, accessibility_label: label },
  }),
  workflow_button: shape({
    required: { text: plainText(75), workflow: shape({ required: { trigger } }) },
    optional: { ...actionable, style, accessibility_label: label },
  }),
  icon_button: shape({
    // Slack names no other icon.
    required: { icon: oneOf('trash'), text: plainText(75) },
    optional: {
      ...actionable,
      value: string(2000),
      accessibility_label: label,
      visible_to_user_ids: list(string(255), { max: 10 }),
    },
  }),
  feedback_buttons: shape({
    required: { positive_button: feedback, negative_button: feedback },
    optional: { action_id: string(255) },
  }),
  radio_buttons: shape({
    required: { options: list(textOption, { max: 10 }) },
    optional: { ...focusable, initial_option: textOption },
    also: initialAmongOptions,
  }),
  checkboxes: shape({
    required: { options: list(textOption, { max: 10 }) },
    optional: { ...focusable, initial_options: list(textOption, { max: 10 }) },
    also: initialAmongOptions,
  }),
  overflow: shape({ required: { options: list(linkOption, { max: 5 }) }, optional: actionable }),
  image: all(
    shape({ required: { alt_text: string(2000) }, optional: imageFields }),
    exactlyOne('image_url', 'slack_file'),
  ),
};

const SELECT_TYPES = [...Object.keys(SELECTS), ...Object.keys(MULTI_SELECTS)];
const CHOICES = ['radio_buttons', 'checkboxes', ...SELECT_TYPES];

/** What each place takes (Slack API documentation, the blocks' lists of compatible elements). */
const TAKEN = {
  accessory: ['button', 'workflow_button', 'image', 'overflow', 'datepicker', 'timepicker', ...CHOICES],
  actions: ['button', 'workflow_button', 'overflow', 'rich_text_input', ...Object.keys(PICKERS), ...CHOICES],
  input: [...Object.keys(INPUTS), ...Object.keys(PICKERS), ...CHOICES],
  contextActions: ['feedback_buttons', 'icon_button'],
} satisfies Record<string, readonly string[]>;

/** An element that may stand in this place. */
export const elementOf = (place: keyof typeof TAKEN): Rule => element(...TAKEN[place]);

/** An element of one of these types. */
export const element = (...types: readonly string[]): Rule => typed(() => ELEMENTS, types);
