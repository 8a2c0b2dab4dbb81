import { useState } from 'preact/hooks';
import type { Block, BlockElement, Snapshot, Suggestions } from '../../model';
import { act, sentence } from '../workspace-client';
import { type Filled, heldIn, type Surface, withValue } from './surface';

export interface Place {
  /** Unique on the page. */
  id: string;
  /** Names the message or view in what is sent. */
  address: Readonly<Record<string, string>>;
  /** Which of the filled values still have their block. */
  present?: (filled: Filled) => Filled;
  /** What the workspace says of an element. */
  noticeOf?: (block: Block, element: BlockElement) => string | undefined;
}

/** Keeps in this window what was filled in, and presses on behalf of the acting person. */
export function useSurface({ me }: Snapshot, place: Place): { surface: Surface; filled: Filled } {
  const [filled, setFilled] = useState<Filled>({});
  const [refusal, setRefusal] = useState<{ key: string; text: string } | undefined>();
  const present = place.present ?? ((all: Filled) => all);
  const addressOf = (block: Block, element: BlockElement) => ({
    as: me.id,
    ...place.address,
    block_id: block.block_id,
    action_id: element.action_id,
  });

  const surface: Surface = {
    id: place.id,
    valueOf: (block, element) => heldIn(filled, block, element),
    fill: (block, element, value) => setFilled((before) => withValue(before, block, element, value)),
    async press(block, element, selected) {
      setRefusal(undefined);
      try {
        await act('/ui/actions', {
          ...addressOf(block, element),
          ...(selected !== undefined && { selected }),
          ...(element.type === 'button' && element.value !== undefined && { value: element.value }),
          values: present(selected === undefined ? filled : withValue(filled, block, element, selected)),
        });
      } catch (error) {
        setRefusal({ key: keyOf(block, element), text: sentence(error) });
      }
    },
    suggest: (block, element, value) => act<Suggestions>('/ui/suggestions', { ...addressOf(block, element), value }),
    problemOf: (block, element) =>
      refusal?.key === keyOf(block, element) ? refusal.text : place.noticeOf?.(block, element),
  };
  return { surface, filled: present(filled) };
}

const keyOf = (block: Block, element: BlockElement): string => `${block.block_id}/${element.action_id}`;
