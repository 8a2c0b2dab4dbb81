import { plainText } from '../text';
import { controlOf, type InputProps } from './surface';

/** Which keyboard a phone shows. What was typed the workspace checks when the dialog is submitted, as Slack's clients do. */
const KEYBOARDS: Readonly<Record<string, 'email' | 'url' | 'decimal'>> = {
  email_text_input: 'email',
  url_text_input: 'url',
  number_input: 'decimal',
};

export function TextInput(props: InputProps) {
  const { surface, block, element, onChange } = props;
  const wanted = (element.dispatch_action_config as { trigger_actions_on?: string[] } | undefined)?.trigger_actions_on;
  const triggers = block.dispatch_action ? (wanted ?? ['on_enter_pressed']) : [];
  const common = {
    ...controlOf(props),
    placeholder: plainText(element.placeholder),
    maxLength: element.max_length ?? 3000,
    value: String(surface.valueOf(block, element) ?? element.initial_value ?? ''),
    onInput: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget;
      if (triggers.includes('on_character_entered')) onChange(value);
      else surface.fill(block, element, value);
    },
  };
  if (element.multiline) return <textarea {...common} rows={4} />;
  return (
    <input
      {...common}
      type="text"
      inputMode={KEYBOARDS[element.type] ?? 'text'}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !triggers.includes('on_enter_pressed')) return;
        event.preventDefault();
        onChange(event.currentTarget.value);
      }}
    />
  );
}
