import { anchorToken } from './anchors';
import { findingInWords } from './chain-finding';
import { type ChainProof, isWhole, type SourceReport } from './chain-proof';

/** A proof as plain sentences, the same in Slack, in a terminal and in a report. */
export interface ProofWords {
  /** One line: the chain, whether it is whole, how far that is proven. */
  summary: string;
  /** What is wrong, the first in the chain first; nothing where nothing is. */
  findings: string[];
  /** What was removed on record, and what else is to be known of the chain. */
  notes: string[];
  /** What nobody can tell from what there is. */
  unknown: string[];
  /** The newest record as an anchor, for whoever keeps it outside. */
  token: string | undefined;
}

/** Findings that are written out. */
const SHOWN = 10;

export function proofInWords(proof: ChainProof): ProofWords {
  const { chain, findings, furtherFindings, head } = proof;
  const further = furtherFindings + Math.max(0, findings.length - SHOWN);
  return {
    summary: summaryOf(proof),
    findings: [
      ...findings.slice(0, SHOWN).map(findingInWords),
      ...(further > 0 ? [`And ${further} more findings behind these.`] : []),
    ],
    notes: notesOn(proof),
    unknown: unknownOf(proof),
    token: head && anchorToken({ chain, ...head }),
  };
}

function summaryOf(proof: ChainProof): string {
  const { chain, links, proven } = proof;
  if (!isWhole(proof)) return `${chain}: BROKEN, ${count(links, 'record')}`;
  if (links === 0) return `${chain}: nothing is on record`;
  const upTo = proven ? `proven up to record ${proven.upTo} by ${proven.by}` : 'compared with no anchor';
  return `${chain}: whole, ${count(links, 'record')}, ${upTo}`;
}

function notesOn({ removed, unrecorded, lateIntents: { first, count: late } }: ChainProof): string[] {
  const named = first.map(({ sequence, action, at }) => `record ${sequence} (${action}, ${at})`).join(', ');
  return [
    ...(unrecorded
      ? [
          `Releases of it are on record all the same, the newest ${unrecorded.release} of ${momentInWords(unrecorded.at)}. That is suspicious, unless nobody has done anything with it in Slack.`,
        ]
      : []),
    ...(removed ? [removedInWords(removed)] : []),
    ...(late > 0
      ? [
          `${count(late, 'intent')} older than an hour ${late === 1 ? 'has' : 'have'} no outcome: ${named}${late > first.length ? ' and others' : ''}.`,
        ]
      : []),
  ];
}

/** What retention took from the beginning, by whom and when. */
export function removedInWords({ upTo, until, by, at, recordedAs }: NonNullable<ChainProof['removed']>): string {
  const [gone, was] = upTo === 1 ? ['Record 1', 'was'] : [`Records 1 to ${upTo}`, 'were'];
  return `${gone}, older than ${momentInWords(until)}, ${was} removed by ${by} on ${momentInWords(at)}; record ${recordedAs} says so.`;
}

function unknownOf({ proven, links, head, sources, findings, removed }: ChainProof): string[] {
  const newest = head?.sequence ?? 0;
  return [
    ...sources.flatMap(({ untold }) => untold),
    ...sources.flatMap((source) => uncomparedOf(source, removed?.upTo ?? 0)),
    ...(links > 0 && !sources.some(({ fitsUpTo }) => fitsUpTo !== undefined) && !findings.some(speaksOfAnchors)
      ? ['Without an anchor nobody can tell whether the whole chain was written anew.']
      : []),
    ...(proven && proven.upTo < newest
      ? [`Nothing newer than the anchor of record ${proven.upTo} can be proven.`]
      : []),
  ];
}

/** An anchor that somebody gave and nobody looked at must not seem to fit. */
const uncomparedOf = ({ name, uncompared = [] }: SourceReport, goneUpTo: number): string[] =>
  uncompared.map(
    (sequence) =>
      `The anchor of record ${sequence} (${name}) could not be compared: ${sequence <= goneUpTo ? 'that record was removed; look in the archive' : 'that record is not there, or cannot be read'}.`,
  );

const speaksOfAnchors = ({ kind }: ChainProof['findings'][number]): boolean =>
  kind === 'rewritten' || kind === 'missing at the end';

const count = (many: number, what: string): string => `${many.toLocaleString('en')} ${what}${many === 1 ? '' : 's'}`;

/** A moment of the record in UTC, to the minute, as a sentence has it: a day alone may be today. */
export const momentInWords = (iso: string): string =>
  iso.replace(/^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}).*$/s, '$1 $2 UTC');
