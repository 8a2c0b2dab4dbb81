import type { Block, BlockElement, Suggestions } from '../../model';

/** What a surface (message, dialog or Home tab) does with its elements. */
export interface Surface {
  /** Prefix of the ids of its inputs, unique on the page. */
  id: string;
  /** What a person filled in so far; undefined where they touched nothing. */
  valueOf(block: Block, element: BlockElement): unknown;
  fill(block: Block, element: BlockElement, value: unknown): void;
  /** Tells the app; resolves when it has answered. */
  press(block: Block, element: BlockElement, selected?: unknown): Promise<void>;
  /** What the app offers for what was typed. @throws Error with a sentence */
  suggest(block: Block, element: BlockElement, typed: string): Promise<Suggestions>;
  /** What went wrong with an element, to stand beside it. */
  problemOf(block: Block, element: BlockElement): string | undefined;
}

/** Values by block_id, then by action_id, as the workspace takes them. */
export type Filled = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export function withValue(filled: Filled, block: Block, element: BlockElement, value: unknown): Filled {
  return { ...filled, [block.block_id]: { ...filled[block.block_id], [element.action_id ?? '']: value } };
}

export const heldIn = (filled: Filled, block: Block, element: BlockElement): unknown =>
  filled[block.block_id]?.[element.action_id ?? ''];

export interface ElementProps {
  surface: Surface;
  block: Block;
  element: BlockElement;
}

export interface InputProps extends ElementProps {
  id: string;
  /** Names the element where no label stands above it. */
  label?: string | undefined;
  describedBy?: string | undefined;
  invalid?: boolean | undefined;
  /** A value was chosen. */
  onChange: (value: unknown) => void;
}

export const inputId = (surface: Surface, block: Block, element: BlockElement): string =>
  `${surface.id}-${block.block_id}-${element.action_id}`;

/** Attributes that every native control of an input has. */
export const controlOf = ({ id, label, describedBy, invalid, block, element }: InputProps) => ({
  id,
  'aria-label': label,
  'aria-describedby': describedBy,
  'aria-invalid': invalid,
  'aria-required': block.type === 'input' && !block.optional,
  'data-focus-on-load': element.focus_on_load === true ? '' : undefined,
});
