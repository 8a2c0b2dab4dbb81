import { useState } from 'preact/hooks';
import type { Block, BlockElement, Option } from '../model';
import { ConfirmDialog } from './confirm';
import { isSafeUrl } from './mrkdwn';
import { plainText, Text } from './text';

/** What a surface (message or dialog) does with its elements. */
export interface Surface {
  /** Prefix of the ids of its inputs, unique on the page. */
  id: string;
  /** What a person filled in so far; undefined where they touched nothing. */
  valueOf(block: Block, element: BlockElement): unknown;
  fill(block: Block, element: BlockElement, value: unknown): void;
  /** Tells the app; resolves when it has answered. */
  press(block: Block, element: BlockElement, selected?: unknown): Promise<void>;
  /** What went wrong with an element, to stand beside it. */
  problemOf(block: Block, element: BlockElement): string | undefined;
}

interface ElementProps {
  surface: Surface;
  block: Block;
  element: BlockElement;
}

export interface InputProps extends ElementProps {
  id: string;
  /** Names the element where no label stands above it. */
  label?: string;
  describedBy?: string | undefined;
  invalid?: boolean;
}

/** An element that acts when it is used: in actions blocks and beside sections. */
export function ActionElement(props: ElementProps) {
  const { element, block, surface } = props;
  const problem = surface.problemOf(block, element);
  return (
    <span class="element">
      {element.type === 'button' ? (
        <Button {...props} />
      ) : element.type === 'overflow' ? (
        <Overflow {...props} />
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

export const inputId = (surface: Surface, block: Block, element: BlockElement): string =>
  `${surface.id}-${block.block_id}-${element.action_id}`;

/** Wraps an action so that its `confirm` is asked first and its waiting shows. */
function useAction({ element, block, surface }: ElementProps) {
  const [isBusy, setBusy] = useState(false);
  const [asked, setAsked] = useState<{ selected: unknown } | undefined>();
  const send = async (selected: unknown): Promise<void> => {
    setBusy(true);
    try {
      await surface.press(block, element, selected);
    } finally {
      setBusy(false);
    }
  };
  const run = (selected?: unknown): void => {
    if (element.confirm) setAsked({ selected });
    else void send(selected);
  };
  const question = element.confirm && asked && (
    <ConfirmDialog
      confirm={element.confirm}
      onAnswer={(yes) => {
        setAsked(undefined);
        if (yes) void send(asked.selected);
      }}
    />
  );
  return { isBusy, run, question };
}

function Button(props: ElementProps) {
  const { element } = props;
  const { isBusy, run, question } = useAction(props);
  const press = (): void => {
    if (element.url && isSafeUrl(element.url)) window.open(element.url, '_blank', 'noopener');
    run();
  };
  return (
    <>
      <button
        type="button"
        class={element.style === 'primary' || element.style === 'danger' ? `button ${element.style}` : 'button'}
        aria-label={element.accessibility_label}
        aria-busy={isBusy}
        onClick={press}
      >
        {isBusy && <span class="spinner" aria-hidden="true" />}
        {plainText(element.text)}
      </button>
      {question}
    </>
  );
}

function Overflow(props: ElementProps) {
  const { run, question } = useAction(props);
  const [isOpen, setOpen] = useState(false);
  const choose = (option: Option): void => {
    setOpen(false);
    if (option.url && isSafeUrl(option.url)) window.open(option.url, '_blank', 'noopener');
    run(option.value);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only hears what the menu inside it does not use
    <span
      class="overflow"
      onKeyDown={(event) => {
        if (event.key === 'Escape') setOpen(false);
      }}
      onFocusOut={(event) => {
        const next = event.relatedTarget;
        if (!(next instanceof Node && event.currentTarget.contains(next))) setOpen(false);
      }}
    >
      <button
        type="button"
        class="button"
        aria-label="More actions"
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        ⋯
      </button>
      {isOpen && (
        <div class="menu" role="menu">
          {(props.element.options ?? []).map((option) => (
            <button type="button" role="menuitem" key={option.value} onClick={() => choose(option)}>
              {plainText(option.text)}
            </button>
          ))}
        </div>
      )}
      {question}
    </span>
  );
}

/** An element that holds a value. Outside input blocks, and in those with `dispatch_action`, a change is an action. */
export function InputElement(props: InputProps) {
  const { surface, block, element } = props;
  const { run, question } = useAction(props);
  const change = (value: unknown): void => {
    surface.fill(block, element, value);
    if (block.type !== 'input' || block.dispatch_action) run(value);
  };
  return (
    <>
      {element.type === 'plain_text_input' && <TextInput {...props} onEnter={change} />}
      {element.type === 'static_select' && <Select {...props} onChange={change} />}
      {element.type === 'radio_buttons' && <Choices {...props} onChange={change} />}
      {element.type === 'checkboxes' && <Choices {...props} onChange={change} />}
      {question}
    </>
  );
}

function TextInput({ surface, block, element, onEnter, ...props }: InputProps & { onEnter: (value: string) => void }) {
  const value = String(surface.valueOf(block, element) ?? element.initial_value ?? '');
  const common = {
    id: props.id,
    'aria-label': props.label,
    'aria-describedby': props.describedBy,
    'aria-invalid': props.invalid,
    'aria-required': block.type === 'input' && !block.optional,
    placeholder: plainText(element.placeholder),
    maxLength: element.max_length ?? 3000,
    value,
  };
  if (element.multiline) {
    return (
      <textarea {...common} rows={4} onInput={(event) => surface.fill(block, element, event.currentTarget.value)} />
    );
  }
  return (
    <input
      {...common}
      type="text"
      onInput={(event) => surface.fill(block, element, event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && block.dispatch_action) {
          event.preventDefault();
          onEnter(event.currentTarget.value);
        }
      }}
    />
  );
}

function Select({ surface, block, element, onChange, ...props }: InputProps & { onChange: (value: unknown) => void }) {
  const value = String(surface.valueOf(block, element) ?? element.initial_option?.value ?? '');
  const options = (list: Option[] = []) =>
    list.map((option) => (
      <option key={option.value} value={option.value}>
        {plainText(option.text)}
      </option>
    ));
  return (
    <select
      id={props.id}
      aria-label={props.label}
      aria-describedby={props.describedBy}
      aria-invalid={props.invalid}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    >
      <option value="" disabled={!block.optional}>
        {plainText(element.placeholder) || 'Choose an option'}
      </option>
      {options(element.options)}
      {(element.option_groups ?? []).map((group) => (
        <optgroup key={group.label.text} label={plainText(group.label)}>
          {options(group.options)}
        </optgroup>
      ))}
    </select>
  );
}

/** Radio buttons or checkboxes, as one named group. */
function Choices({ surface, block, element, onChange, ...props }: InputProps & { onChange: (value: unknown) => void }) {
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
