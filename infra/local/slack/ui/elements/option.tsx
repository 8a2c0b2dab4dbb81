import type { ComponentChildren } from 'preact';

interface OptionProps {
  id: string;
  isActive: boolean;
  onChoose: () => void;
  children: ComponentChildren;
}

/** One entry of a list below a field. The focus stays in the field, which also hears the keys. */
export const Option = ({ id, isActive, onChoose, children }: OptionProps) => (
  // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are heard by the field
  <div
    id={id}
    class="offer"
    role="option"
    tabIndex={-1}
    aria-selected={isActive}
    onPointerDown={(event) => event.preventDefault()}
    onClick={onChoose}
  >
    {children}
  </div>
);
