/** What can be wrong with a chain. */
type FindingKind =
  | 'altered'
  | 'missing'
  | 'missing at the end'
  | 'removed'
  | 'inserted'
  | 'reordered'
  | 'forked'
  | 'rewritten'
  | 'unknown schema'
  | 'unreadable';

export interface Finding {
  kind: FindingKind;
  /** Numbers of the first and the last record that it is about. */
  from: number;
  to: number;
  /** The rest of the sentence, where the kind does not say all. */
  detail?: string | undefined;
}

/** Findings that are kept of a chain; of those beyond only their number. */
const MOST = 50;

/** Gathers findings in the order of the chain: neighbours of one kind become one, so that memory stays constant. */
export function findingList() {
  const kept: Finding[] = [];
  let more = 0;
  return {
    add(finding: Finding): void {
      const last = kept.at(-1);
      if (last && isNext(last, finding)) last.to = finding.to;
      else if (kept.length < MOST) kept.push({ ...finding });
      else more++;
    },
    /** In the order of the records that they begin at. */
    all: (): Finding[] => kept.toSorted((one, next) => one.from - next.from),
    more: (): number => more,
  };
}

const isNext = (last: Finding, { kind, from, detail }: Finding): boolean =>
  last.kind === kind && last.to + 1 === from && last.detail === detail && (detail === undefined || kind === 'altered');

/** A finding as one plain sentence. */
export function findingInWords({ kind, from, to, detail }: Finding): string {
  const isOne = from === to;
  const records = isOne ? `Record ${from}` : `Records ${from} to ${to}`;
  const [was, is] = isOne ? ['was', 'is'] : ['were', 'are'];
  switch (kind) {
    case 'altered':
      return `${records} ${was} altered${detail ?? ': the content is not what the hash was made of'}.`;
    case 'missing':
      return `${records} ${is} missing.`;
    case 'missing at the end':
      return `${records} ${is} missing at the end: ${detail}.`;
    case 'removed':
      return `The whole record was removed: ${detail}.`;
    case 'inserted':
      return `${records} ${was} inserted: ${detail}.`;
    case 'reordered':
      return `${records} ${is} reordered: ${isOne ? `a record of another number lies in ${from}’s place` : 'records of other numbers lie in these places'}.`;
    case 'forked':
      return `The chain forks at record ${from}: ${detail}.`;
    case 'rewritten':
      return `${records} ${was} written anew: ${detail}.`;
    case 'unknown schema':
      return `${records} ${is} of a schema that this version does not know, and cannot be checked.`;
    case 'unreadable':
      return `${records} cannot be read: what lies there is no record.`;
  }
}
