import type { SealedPlace } from '../ports/anchor-source';
import type { Finding } from './chain-finding';
import type { Seal } from './read-link';

/** Neighbours that lie in places of other numbers. */
interface Run {
  /** The last record before them that lies in its own place; undefined where it is not known. */
  before: SealedPlace | undefined;
  from: number;
  to: number;
  /** The greatest number among the first of them, before what is pushed on begins. */
  most: number;
  /** The rest, each so many places behind its own, that continues `before` without a gap. */
  pushed?: { from: number; by: number; hash: string } | undefined;
  /** Something among them is neither. */
  isMixed: boolean;
}

/**
 * Why neighbours lie in places of other numbers is seen at their end: copies that were inserted push the rest of the chain
 * on, to its end, and the record that was copied lies among that rest or before; else they were put in another order.
 */
export function misplacedRun(found: (finding: Finding) => void) {
  let run: Run | undefined;
  return {
    take(place: number, seal: Seal, before: SealedPlace | undefined): void {
      run ??= { before, from: place, to: place, most: 0, isMixed: false };
      run.to = place;
      const { pushed } = run;
      if (pushed) {
        run.isMixed ||= seal.sequence !== place - pushed.by || seal.previousHash !== pushed.hash;
        pushed.hash = seal.hash;
      } else if (isNext(seal, run.before) && place > seal.sequence) {
        run.pushed = { from: place, by: place - seal.sequence, hash: seal.hash };
      } else run.most = Math.max(run.most, seal.sequence);
    },
    /** @param goesOn a record lies in its own place behind them */
    end(goesOn: boolean): void {
      if (!run) return;
      const { from, to, pushed, most, isMixed } = run;
      run = undefined;
      const first = !goesOn && pushed && !isMixed && pushed.from > from && most <= to - pushed.by ? pushed.from : from;
      if (first > from) found(insertedBefore(from, first));
      found({ kind: 'reordered', from: first, to });
    },
  };
}

const isNext = ({ sequence, previousHash }: Seal, before: SealedPlace | undefined): boolean =>
  before !== undefined && sequence === before.sequence + 1 && previousHash === before.hash;

/** What lies between a record and the one that continues it. */
export const insertedBefore = (from: number, place: number): Finding => ({
  kind: 'inserted',
  from,
  to: place - 1,
  detail: 'the record that lies behind continues the one before',
});
