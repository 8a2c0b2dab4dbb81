import { BadRequest } from '../errors';
import { type Anchor, anchorsIn, anchorToken } from './anchors';

/**
 * Anchors as people paste them.
 * @throws BadRequest where a text is none, or is of a chain that is not among these
 */
export function anchorsGiven(texts: readonly string[], chains: readonly string[]): Anchor[] {
  return texts.map((text) => {
    const [anchor] = anchorsIn(text);
    if (!anchor || anchorToken(anchor) !== text.trim()) {
      throw new BadRequest(
        'An anchor reads pipeline:penguins@812:… with the number of the record, from 1 on, and the 64 hexadecimal digits of its hash.',
      );
    }
    if (!chains.includes(anchor.chain)) {
      throw new BadRequest(`The anchor given is of ${anchor.chain}, which is not among the chains to be verified.`);
    }
    return anchor;
  });
}
