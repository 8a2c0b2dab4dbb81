import type { UnreadablePlace } from '../ports/audit-log';

/** Places that are named. */
const NAMED = 3;

/** What a list had to pass over, as one sentence; undefined where that is nothing. Keys are foreign text. */
export function unreadableInWords(places: readonly UnreadablePlace[]): string | undefined {
  const names = [...new Set(places.map(nameOf))];
  if (names.length === 0) return undefined;
  const further = names.length - NAMED;
  const named = [...names.slice(0, NAMED), ...(further > 0 ? [`${further} more`] : [])];
  const [last = '', ...before] = named.toReversed();
  const all = before.length > 0 ? `${before.toReversed().join(', ')} and ${last}` : last;
  return `${all.charAt(0).toUpperCase()}${all.slice(1)} cannot be read; ask “audit verify”.`;
}

const nameOf = ({ chain, place }: UnreadablePlace): string =>
  /^\d{12}$/.test(place) ? `record ${Number(place)} of ${chain}` : `something beside the records of ${chain}`;
