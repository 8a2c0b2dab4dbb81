import type { AnchorSource } from '../ports/anchor-source';
import type { Anchor } from './anchors';

/** What a source has that is read at once. */
export interface HeldAnchors {
  anchors: readonly Anchor[];
  /** What could not be read, in sentences. */
  untold: readonly string[];
  /** Some of that are anchors which should be there. */
  isUnread?: boolean | undefined;
}

/** A source of few anchors: those given by hand, those in digests. They are read once for all chains. */
export function heldAnchors(name: string, read: () => Promise<HeldAnchors>): AnchorSource {
  let reading: Promise<HeldAnchors> | undefined;
  const held = (): Promise<HeldAnchors> => {
    reading ??= read();
    return reading;
  };
  return {
    name,
    chains: async () => [...new Set((await held()).anchors.map(({ chain }) => chain))],
    open(chain) {
      let last = 0;
      const compared = new Set<number>();
      let untold: readonly string[] = [];
      let isUnread = false;
      const ofChain = async (): Promise<readonly Anchor[]> => {
        const { anchors, untold: said, isUnread: isPart = false } = await held();
        [untold, isUnread] = [said, isPart];
        return anchors.filter((anchor) => anchor.chain === chain);
      };
      return {
        async compare(records) {
          const anchors = await ofChain();
          last = records.at(-1)?.sequence ?? last;
          for (const { sequence } of records) {
            if (anchors.some((anchor) => anchor.sequence === sequence)) compared.add(sequence);
          }
          return records.flatMap(({ sequence, hash }) =>
            anchors
              .filter((anchor) => anchor.sequence === sequence)
              .map((anchor) => ({ sequence, fits: anchor.hash === hash })),
          );
        },
        async newestBeyond() {
          const beyond = (await ofChain()).map(({ sequence }) => sequence).filter((sequence) => sequence > last);
          return beyond.length > 0 ? Math.max(...beyond) : undefined;
        },
        async uncompared() {
          const left = (await ofChain()).map(({ sequence }) => sequence).filter((sequence) => sequence <= last);
          return [...new Set(left)].filter((sequence) => !compared.has(sequence)).sort((one, next) => one - next);
        },
        untold: () => untold,
        isUnread: () => isUnread,
      };
    },
  };
}

/** Anchors that somebody kept outside and gives now. */
export const givenAnchors = (anchors: readonly Anchor[]): AnchorSource => ({
  ...heldAnchors('the anchors given by hand', async () => ({ anchors, untold: [] })),
  isTyped: true,
});
