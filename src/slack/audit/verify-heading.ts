import type { ChainProof } from '../../domain/audit/chain-proof';
import { type Standing, standingOf } from '../../domain/audit/proof-standing';

interface Heading {
  sign: string;
  text: string;
}

/** A tick only where anchors speak for every chain that there is: nothing to read, or nothing to compare, is no success. */
export function verifyHeading(proofs: readonly ChainProof[]): Heading {
  const many = (standing: Standing) => proofs.filter((proof) => standingOf(proof) === standing).length;
  const there = proofs.filter(({ links }) => links > 0).length;
  const broken = many('broken');
  if (broken > 0) {
    return { sign: ':octagonal_sign:', text: `The record is broken: ${broken} of ${chains(proofs.length)}` };
  }
  if (many('unread') > 0) {
    const what = there > 0 ? `The record is whole in itself: ${chains(there)}` : 'Nothing is on record';
    return { sign: ':warning:', text: `${what}, but not every anchor could be read` };
  }
  const isMissed = proofs.some(({ unrecorded }) => unrecorded);
  const sign = isMissed ? ':warning:' : ':information_source:';
  if (there === 0) return { sign, text: `Nothing is on record in ${chains(proofs.length)}` };
  const unanchored = many('unanchored');
  if (unanchored > 0) {
    const which = unanchored === there ? '' : `${unanchored} of them `;
    return { sign, text: `The record is whole in itself: ${chains(there)}, ${which}compared with no anchor` };
  }
  return { sign: isMissed ? sign : ':white_check_mark:', text: `The record is whole: ${chains(there)}` };
}

const chains = (count: number): string => `${count} ${count === 1 ? 'chain' : 'chains'}`;
