import type { Arguments } from './arguments';
import { SlackError } from './slack-error';

/** One page of a list: `limit`, and a cursor that means nothing to whoever gets it (Slack, "Pagination"). */
export function paged<T>(items: readonly T[], args: Arguments, { fallback, max }: { fallback: number; max: number }) {
  const limit = args.integer('limit', { fallback, min: 1, max });
  const start = readCursor(args.text('cursor'));
  const next = start + limit;
  return {
    page: items.slice(start, next),
    response_metadata: { next_cursor: next < items.length ? Buffer.from(`offset:${next}`).toString('base64') : '' },
  };
}

function readCursor(cursor: string | undefined): number {
  if (!cursor) return 0;
  const [, offset] = /^offset:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString()) ?? [];
  if (offset === undefined) throw new SlackError('invalid_cursor');
  return Number(offset);
}
