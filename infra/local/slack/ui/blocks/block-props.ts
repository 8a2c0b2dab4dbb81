import type { Block, BlockElement } from '../../model';
import type { Surface } from '../elements/surface';

export interface BlockProps {
  block: Block;
  surface: Surface;
  /** Errors below inputs, by block_id. */
  errors: Readonly<Record<string, string>>;
}

/** A block with the fields of its type. The workspace has checked them when the block came in, so they are taken at their word. */
export const fieldsOf = <Fields>(block: Block | BlockElement): Fields => block as unknown as Fields;
