import { createHash } from 'node:crypto';
import { AwsError } from '../aws-error';

export interface PageRequest<T> {
  /** All items in the order of the listing. */
  items: readonly T[];
  /** What tells an item from the others and stays with it: pages then survive items added in front of them. */
  keyOf: (item: T) => string;
  maxResults: number;
  nextToken: string | undefined;
  /** The request without its paging members: a token is good for the listing that gave it and no other. */
  bindTo: unknown;
  /** The service's name for a bad token; CodePipeline's is the default. */
  invalidTokenCode?: string;
}

export interface Page<T> {
  items: T[];
  /** Absent on the last page. */
  nextToken?: string;
}

/**
 * One page of a listing, with an opaque token for the next.
 * @throws AwsError `InvalidNextTokenException` (or `invalidTokenCode`) for a token that this listing did not give
 */
export function page<T>({ items, keyOf, maxResults, nextToken, bindTo, invalidTokenCode }: PageRequest<T>): Page<T> {
  const listing = createHash('sha256').update(JSON.stringify(bindTo)).digest('base64url');
  const tokenAfter = (item: T) => Buffer.from(JSON.stringify([listing, keyOf(item)])).toString('base64url');

  const start = nextToken === undefined ? 0 : items.findIndex((item) => tokenAfter(item) === nextToken) + 1;
  if (nextToken !== undefined && start === 0) {
    throw new AwsError(invalidTokenCode ?? 'InvalidNextTokenException', 'The next token is not valid.');
  }
  const shown = items.slice(start, start + maxResults);
  const last = shown.at(-1);
  const more = start + maxResults < items.length;
  return last !== undefined && more ? { items: shown, nextToken: tokenAfter(last) } : { items: shown };
}
