/** How a chain ended at a moment, said where the bot's role cannot change it. A hash proves every record before it. */
export interface Anchor {
  chain: string;
  sequence: number;
  /** SHA-256 (hex) of the record of that number. */
  hash: string;
}

const TOKEN = /([a-z]+(?::[A-Za-z0-9.@\-_]+)?)@(?!0+:)(\d{1,12}):([0-9a-f]{64})/g;

/** An anchor as digests print it and people paste it: `pipeline:penguins@812:<64 hexadecimal digits>`. */
export const anchorToken = ({ chain, sequence, hash }: Anchor): string => `${chain}@${sequence}:${hash}`;

/** Every anchor that a text names, in its order. There is no record 0. */
export function anchorsIn(text: string): Anchor[] {
  return [...text.matchAll(TOKEN)].map(([, chain = '', sequence, hash = '']) => ({
    chain,
    sequence: Number(sequence),
    hash,
  }));
}
