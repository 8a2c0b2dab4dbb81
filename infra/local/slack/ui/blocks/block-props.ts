import type { Block } from '../../model';
import type { Surface } from '../elements/surface';

export interface BlockProps {
  block: Block;
  surface: Surface;
  /** Errors below inputs, by block_id. */
  errors: Readonly<Record<string, string>>;
}
