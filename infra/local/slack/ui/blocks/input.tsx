import { InputElement } from '../elements/elements';
import { inputId } from '../elements/surface';
import { plainText } from '../text';
import type { BlockProps } from './block-props';

/** Elements that name themselves as a group; the caption above them is no label of one control. */
const GROUPS = ['radio_buttons', 'checkboxes'];

export function Input({ block, surface, errors }: BlockProps) {
  const { element } = block;
  if (!element) return null;
  const error = errors[block.block_id];
  const id = inputId(surface, block, element);
  const notes = [block.hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  const caption = (
    <>
      {plainText(block.label)} {block.optional && <span class="muted">(optional)</span>}
    </>
  );
  return (
    <div class={`input${error ? ' has-error' : ''}`}>
      {GROUPS.includes(element.type) ? (
        <span class="label">{caption}</span>
      ) : (
        <label class="label" for={id}>
          {caption}
        </label>
      )}
      <InputElement
        surface={surface}
        block={block}
        element={element}
        id={id}
        describedBy={notes || undefined}
        invalid={error !== undefined}
      />
      {block.hint && (
        <p class="muted" id={`${id}-hint`}>
          {plainText(block.hint)}
        </p>
      )}
      {error && (
        <p class="problem" role="alert" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  );
}
