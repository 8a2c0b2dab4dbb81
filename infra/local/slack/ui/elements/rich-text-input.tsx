import { useRef, useState } from 'preact/hooks';
import { plainText } from '../text';
import { controlOf, type InputProps } from './surface';
import { fromRichText, toRichText } from './typed-rich-text';

const TOOLS = [
  { label: 'Bold', mark: '*', face: <strong>B</strong> },
  { label: 'Italic', mark: '_', face: <em>I</em> },
  { label: 'Strikethrough', mark: '~', face: <s>S</s> },
  { label: 'Code', mark: '`', face: <code>{'<>'}</code> },
] as const;

/** Text with marks, as in Slack's composer: `*bold*`, `_italic_`, lists by `- ` or `1. `, quotes by `> `. */
export function RichTextInput(props: InputProps) {
  const { surface, block, element } = props;
  const field = useRef<HTMLTextAreaElement>(null);
  const [typed, setTyped] = useState(() => fromRichText(surface.valueOf(block, element) ?? element.initial_value));
  const write = (text: string): void => {
    setTyped(text);
    surface.fill(block, element, toRichText(text));
  };
  const surround = (mark: string): void => {
    if (!field.current) return;
    const { selectionStart: from, selectionEnd: to } = field.current;
    write(typed.slice(0, from) + mark + typed.slice(from, to) + mark + typed.slice(to));
    field.current.focus();
  };
  return (
    <span class="rich-input">
      <span class="tools" role="toolbar" aria-label="Formatting">
        {TOOLS.map(({ label, mark, face }) => (
          <button
            key={mark}
            type="button"
            class="plain"
            aria-label={label}
            title={label}
            onClick={() => surround(mark)}
          >
            {face}
          </button>
        ))}
      </span>
      <textarea
        {...controlOf(props)}
        ref={field}
        rows={Number(element.min_lines ?? 3)}
        placeholder={plainText(element.placeholder)}
        value={typed}
        onInput={(event) => write(event.currentTarget.value)}
      />
    </span>
  );
}
