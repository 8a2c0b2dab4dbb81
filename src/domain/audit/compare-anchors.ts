import type { AnchorSource, SealedPlace } from '../ports/anchor-source';
import type { Finding } from './chain-finding';
import type { SourceReport } from './chain-proof';

/** The first stretch of records that are not those that were anchored. */
interface Rewritten {
  /** The last record whose anchor still fitted; 0 where none did. */
  after: number;
  first: number;
  last: number;
  by: string;
  /** None but anchors that people typed differs. */
  isTyped: boolean;
}

/** Anchors that could not be compared and are named, of each source. */
const NAMED = 5;

/**
 * Compares a chain with the anchors of every source as it is read. Every anchor counts: after a chain was written anew the
 * bot goes on with it, and what it anchors from then on fits.
 */
export function anchorComparison(chain: string, sources: readonly AnchorSource[]) {
  const readers = sources.map((source) => ({
    name: source.name,
    isTyped: source.isTyped === true,
    anchors: source.open(chain),
    fitsUpTo: 0,
  }));
  let lastFit = 0;
  let rewritten: Rewritten | undefined;

  return {
    async compare(records: readonly SealedPlace[]): Promise<void> {
      const compared = await Promise.all(
        readers.map(async (reader) => (await reader.anchors.compare(records)).map((one) => ({ ...one, reader }))),
      );
      for (const { sequence, fits, reader } of compared.flat().sort((one, next) => one.sequence - next.sequence)) {
        if (fits) [reader.fitsUpTo, lastFit] = [sequence, sequence];
        else if (!rewritten) rewritten = beginning(lastFit, sequence, reader);
        else {
          rewritten.last = Math.max(rewritten.last, sequence);
          rewritten.isTyped &&= reader.isTyped;
        }
      }
    },
    /** The newest anchor behind everything that was compared. */
    async newestBeyond(): Promise<{ sequence: number; by: string; isTyped: boolean } | undefined> {
      const beyond = await Promise.all(
        readers.map(async ({ name, isTyped, anchors }) => ({
          sequence: (await anchors.newestBeyond()) ?? 0,
          ...{ by: name, isTyped },
        })),
      );
      const newest = beyond.toSorted((one, next) => next.sequence - one.sequence)[0];
      return newest && newest.sequence > 0 ? newest : undefined;
    },
    finding: (): Finding | undefined => rewritten && rewrittenFinding(rewritten),
    reports: (): Promise<SourceReport[]> =>
      Promise.all(
        readers.map(async ({ name, anchors, fitsUpTo }) => {
          const uncompared = (await anchors.uncompared?.()) ?? [];
          return {
            name,
            fitsUpTo: fitsUpTo || undefined,
            ...(uncompared.length > 0 && { uncompared: uncompared.slice(0, NAMED) }),
            untold: anchors.untold(),
            isUnread: anchors.isUnread(),
          };
        }),
      ),
  };
}

const beginning = (
  after: number,
  sequence: number,
  { name, isTyped }: { name: string; isTyped: boolean },
): Rewritten => ({
  ...{ after, first: sequence, last: sequence, by: name, isTyped },
});

/** Nobody is accused for a slip of the pen. */
export const DOUBT = '; or the anchor given is not right';

function rewrittenFinding({ after, first, last, by, isTyped }: Rewritten): Finding {
  const begins =
    after === 0
      ? `no anchor before it fits, so it may begin at the first record`
      : `the anchor of record ${after} still fits, so it begins behind that, at record ${first} at the latest`;
  const more = last > first ? `, nor are others up to record ${last}` : '';
  return {
    kind: 'rewritten',
    from: after + 1,
    to: last,
    detail: `record ${first} is not the one that was anchored (${by})${more}; ${begins}${isTyped ? DOUBT : ''}`,
  };
}
