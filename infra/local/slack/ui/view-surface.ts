import type { Block, Snapshot, View } from '../model';
import type { Filled } from './elements/surface';
import { useSurface } from './elements/use-surface';

/** The elements of a dialog or Home tab. */
export const useViewSurface = (snapshot: Snapshot, view: View) =>
  useSurface(snapshot, {
    id: view.id,
    address: { view_id: view.id },
    // An update may have taken some of the blocks away.
    present: (filled: Filled) => {
      const blockIds = idsOf(view.blocks);
      return Object.fromEntries(Object.entries(filled).filter(([blockId]) => blockIds.includes(blockId)));
    },
  });

const idsOf = (blocks: readonly Block[]): string[] =>
  blocks.flatMap(({ block_id, child_blocks = [] }) => [block_id, ...idsOf(child_blocks)]);
