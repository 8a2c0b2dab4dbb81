import type { ComponentChildren } from 'preact';

interface SidewaysProps {
  /** What is in it. */
  label: string;
  class: 'table-frame' | 'carousel';
  children: ComponentChildren;
}

/** Scrolls what is too wide by itself, so that the page around never does; by keyboard as well. */
export function Sideways({ label, class: className, children }: SidewaysProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: no set of fields, and too small for a landmark of the page
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <div class={className} role="group" aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}
