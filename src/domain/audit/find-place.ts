import type { AuditLog, StoredLink } from '../ports/audit-log';
import { momentIn } from './stored-value';

type After = Pick<AuditLog, 'after'>;

/**
 * The place before the first record that was written at or after a moment: records of a chain are in the order of their
 * times, so it is searched by halving, a query of one record each, at most some forty however long the chain is. A record
 * whose time cannot be read counts as a late one: so the search ends too early, never too late.
 */
export const placeBefore = (audit: After, chain: string, moment: Date): Promise<number> =>
  searched(audit, chain, (link) => {
    const at = link && momentIn(link.content, 'at');
    return at !== undefined && at < moment;
  });

/** The newest record of a chain, unread; undefined where there is none. */
export async function newestLink(audit: After, chain: string): Promise<StoredLink | undefined> {
  const head = await searched(audit, chain, (link) => link !== undefined);
  return head === 0 ? undefined : (await audit.after(chain, head - 1, 1))[0];
}

/** The first place behind which the chain does not go on as `isBefore` wants: true for all places before it. */
async function searched(
  audit: After,
  chain: string,
  isBefore: (next: StoredLink | undefined) => boolean,
): Promise<number> {
  const goesOn = async (place: number) => isBefore((await audit.after(chain, place, 1))[0]);
  if (!(await goesOn(0))) return 0;
  let [low, high] = [0, 1];
  while (high < LONGEST && (await goesOn(high))) [low, high] = [high, high * 2];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (await goesOn(middle)) low = middle;
    else high = middle;
  }
  return high;
}

/** Sequence numbers have twelve digits. */
const LONGEST = 1e12;
