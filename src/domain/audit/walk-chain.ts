import type { AuditLog, StoredLink } from '../ports/audit-log';
import { GENESIS } from './audit-chain';
import { placeBefore } from './find-place';
import { type ShownLink, shownLink } from './shown-link';
import { countIn } from './stored-value';

/** A part of a chain that was read without a gap. */
export interface Stretch {
  /** Sequence numbers of its first and its last record. */
  first: number;
  last: number;
  count: number;
  /** What does not fit, each in a sentence; empty: every hash is right, and every record names the one before it. */
  broken: readonly string[];
  /** There were more records than are read. */
  isCut: boolean;
}

export interface Walk {
  chain: string;
  from: Date;
  /** Absent: to the end. */
  until?: Date | undefined;
  /** Not before this place, where a walk before it has come to. */
  behind?: number | undefined;
  /** Records at most. */
  limit: number;
}

const PAGE = 100;
/** Sentences that are kept of what does not fit. */
const BROKEN = 20;

const PLACE = /^\d{12}$/;

/**
 * Reads the records of a time, oldest first, and looks whether they link. What lies in the place of another
 * record, or beside the numbers, is told and not visited. @returns undefined where there are none
 */
export async function walkChain(
  audit: Pick<AuditLog, 'after'>,
  { chain, from, until, behind = 0, limit }: Walk,
  visit: (link: ShownLink) => void,
): Promise<Stretch | undefined> {
  let place: number | string = Math.max(behind, await placeBefore(audit, chain, from));
  let read = 0;
  let hasStrayed = false;
  let stretch: Stretch | undefined;
  let previous: ShownLink | undefined;
  for (;;) {
    const left = limit - read;
    const links: StoredLink[] = left > 0 ? await audit.after(chain, place, Math.min(PAGE, left)) : [];
    read += links.length;
    for (const stored of links) {
      const isBeside = !PLACE.test(stored.place);
      hasStrayed ||= isBeside;
      if (isBeside) continue;
      const link = shownLink(stored);
      if (until && link.at && link.at > until) return stretch;
      if (isInPlace(link, chain)) visit(link);
      const beside = hasStrayed ? [`Something that is no record lies before record ${link.sequence}.`] : [];
      stretch = lengthened(stretch, link, [...beside, ...mistakesOf(link, previous)]);
      [previous, hasStrayed] = [link, false];
    }
    if (links.length === 0 && stretch) {
      const beside = hasStrayed ? [`Something that is no record lies behind record ${stretch.last}.`] : [];
      const broken = [...stretch.broken, ...beside].slice(0, BROKEN);
      return { ...stretch, broken, isCut: left <= 0 && (await goesOn(audit, chain, place)) };
    }
    if (links.length === 0) return undefined;
    place = cursorAt(links.at(-1)) ?? place;
  }
}

const isInPlace = ({ content, sequence }: ShownLink, chain: string): boolean =>
  content.chain === chain && content.sequence === sequence;

const cursorAt = (last: StoredLink | undefined): number | string | undefined =>
  last && (PLACE.test(last.place) ? Number(last.place) : last.place);

const goesOn = async (audit: Pick<AuditLog, 'after'>, chain: string, place: number | string): Promise<boolean> =>
  (await audit.after(chain, place, 1)).length > 0;

function lengthened(stretch: Stretch | undefined, { sequence }: ShownLink, mistakes: readonly string[]): Stretch {
  const { first = sequence, count = 0, broken = [] } = stretch ?? {};
  return { first, last: sequence, count: count + 1, broken: [...broken, ...mistakes].slice(0, BROKEN), isCut: false };
}

function mistakesOf(link: ShownLink, previous: ShownLink | undefined): string[] {
  const { sequence, hash, previousHash, computed, content } = link;
  const expected = previous ? previous.sequence + 1 : sequence;
  const before = previous?.hash ?? (sequence === 1 ? GENESIS : undefined);
  return [
    ...(sequence !== expected ? [`Between record ${expected - 1} and record ${sequence} records are missing.`] : []),
    ...(countIn(content, 'sequence') !== sequence ? [`Record ${sequence} lies at another place than its own.`] : []),
    ...(computed !== hash ? [`Record ${sequence} was altered: its content does not give its hash.`] : []),
    ...(sequence === expected && before !== undefined && previousHash !== before
      ? [`Record ${sequence} does not name the hash of the record before it.`]
      : []),
  ];
}
