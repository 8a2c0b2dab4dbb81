import type { IncomingMessage } from 'node:http';

export class TooLarge extends Error {
  constructor(limit: number) {
    super(`The request may have at most ${limit} bytes.`);
  }
}

/** @throws TooLarge as soon as the body exceeds the limit */
export async function bodyUpTo(limit: number, request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  // The stream stays whole when we stop early: destroying it would cut the connection before the refusal is sent.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += chunk.length;
    if (size > limit) throw new TooLarge(limit);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
