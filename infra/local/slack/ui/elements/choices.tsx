import type { Option } from '../../model';
import { plainText, Text } from '../text';
import type { InputProps } from './surface';

/** Radio buttons or checkboxes, as one named group. */
export function Choices({ surface, block, element, onChange, ...props }: InputProps) {
  const isRadio = element.type === 'radio_buttons';
  const initial = isRadio
    ? [element.initial_option?.value]
    : (element.initial_options ?? []).map((option) => option.value);
  const held = surface.valueOf(block, element);
  const chosen = held === undefined ? initial : [held].flat();
  const toggle = (option: Option): void => {
    const others = isRadio ? [] : chosen.filter((value) => value !== option.value);
    const next = chosen.includes(option.value) ? others : [...others, option.value];
    onChange(isRadio ? option.value : next);
  };
  return (
    <fieldset
      id={props.id}
      class="choices"
      role={isRadio ? 'radiogroup' : undefined}
      aria-label={props.label ?? plainText(block.label)}
      aria-describedby={props.describedBy}
    >
      {(element.options ?? []).map((option, index) => (
        <label key={option.value} class="choice">
          <input
            type={isRadio ? 'radio' : 'checkbox'}
            name={props.id}
            checked={chosen.includes(option.value)}
            onChange={() => toggle(option)}
            aria-invalid={props.invalid}
            aria-describedby={option.description ? `${props.id}-${index}` : undefined}
          />
          <span>
            <Text text={option.text} />
            {option.description && (
              <span class="muted" id={`${props.id}-${index}`}>
                <Text text={option.description} />
              </span>
            )}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
