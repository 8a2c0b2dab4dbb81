import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

/** Longer text than this is folded; where exactly Slack does it is not documented. */
const LONG = { characters: 700, lines: 8 };

/** Long text behind "See more", unless it is to stand open. */
export function Folded({ text, isOpen, children }: { text: string; isOpen: boolean; children: ComponentChildren }) {
  const [isUnfolded, setUnfolded] = useState(isOpen);
  const isLong = text.length > LONG.characters || text.split('\n').length > LONG.lines;
  if (!isLong || isOpen) return <>{children}</>;
  return (
    <>
      <div class={isUnfolded ? '' : 'folded'}>{children}</div>
      <button type="button" class="link" aria-expanded={isUnfolded} onClick={() => setUnfolded(!isUnfolded)}>
        {isUnfolded ? 'See less' : 'See more'}
      </button>
    </>
  );
}
