import type { ComponentType } from 'preact';
import { plainText } from '../text';
import { Button, FeedbackButtons, IconButton, WorkflowButton } from './buttons';
import { Choices } from './choices';
import { Combobox } from './combobox';
import { FileInput } from './file-input';
import { Overflow } from './overflow';
import { DateTimePicker } from './pickers';
import { RichTextInput } from './rich-text-input';
import { Select } from './select';
import { type ElementProps, type InputProps, inputId } from './surface';
import { TextInput } from './text-input';
import { useAction } from './use-action';

/** What acts when it is pressed, by type. */
const PRESSED: Readonly<Record<string, ComponentType<ElementProps>>> = {
  button: Button,
  workflow_button: WorkflowButton,
  icon_button: IconButton,
  feedback_buttons: FeedbackButtons,
  overflow: Overflow,
};

/** What holds a value, by type. */
const HOLDING: Readonly<Record<string, ComponentType<InputProps>>> = {
  plain_text_input: TextInput,
  email_text_input: TextInput,
  url_text_input: TextInput,
  number_input: TextInput,
  rich_text_input: RichTextInput,
  radio_buttons: Choices,
  checkboxes: Choices,
  static_select: Select,
  users_select: Select,
  conversations_select: Select,
  channels_select: Select,
  external_select: Combobox,
  multi_static_select: Combobox,
  multi_external_select: Combobox,
  multi_users_select: Combobox,
  multi_conversations_select: Combobox,
  multi_channels_select: Combobox,
  datepicker: DateTimePicker,
  timepicker: DateTimePicker,
  datetimepicker: DateTimePicker,
  file_input: FileInput,
};

/** An element that acts when it is used: in actions blocks and beside sections. */
export function ActionElement(props: ElementProps) {
  const { element, block, surface } = props;
  const Pressed = PRESSED[element.type];
  const problem = surface.problemOf(block, element);
  return (
    <span class="element">
      {Pressed ? (
        <span class="element-row">
          <Pressed {...props} />
        </span>
      ) : (
        <InputElement
          {...props}
          id={inputId(surface, block, element)}
          label={plainText(element.placeholder) || element.action_id || element.type}
        />
      )}
      {problem && (
        <span class="problem" role="alert">
          ⚠ {problem}
        </span>
      )}
    </span>
  );
}

/** An element that holds a value. Outside input blocks, and in those with `dispatch_action`, a change is an action. */
export function InputElement(props: Omit<InputProps, 'onChange'>) {
  const { surface, block, element } = props;
  const { run, question } = useAction(props);
  const Holding = HOLDING[element.type];
  if (!Holding) return <span class="muted">This content can’t be displayed.</span>;
  const change = (value: unknown): void => {
    surface.fill(block, element, value);
    if (block.type !== 'input' || block.dispatch_action) run(value);
  };
  return (
    <>
      <Holding {...props} onChange={change} />
      {question}
    </>
  );
}
