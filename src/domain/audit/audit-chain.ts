import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Actor } from '../policies/policy';

/** intended: before AWS is called; then exactly one of done, refused (explained to the person) or failed. */
type AuditPhase = 'intended' | 'done' | 'refused' | 'failed';

/** JSON that survives a round trip through DynamoDB unchanged: no undefined, no Date, no fraction that could be rounded. */
export type AuditValue = string | number | boolean | null | AuditValue[] | { [key: string]: AuditValue };

export interface AuditEntry {
  /** One chain per pipeline (`pipeline:<name>`), else `workspace`. */
  chain: string;
  /** Shared by the intent and its outcome. */
  auditId: string;
  phase: AuditPhase;
  at: Date;
  actor: Actor;
  /** `approval.approved`, `pipeline.deploy`, `pipeline.rollback`, … */
  action: string;
  /** What it was done to: approval id, execution id, pipeline name. */
  target: string;
  /** What was asked: reason, parameters. */
  request: Record<string, AuditValue>;
  /** What the actor saw. */
  evidence?: AuditValue | undefined;
  /** What came of it: execution ids, refusal code, words. */
  outcome?: Record<string, AuditValue> | undefined;
  awsRequestId?: string | undefined;
  /** Id of the Slack channel in which it was asked for, where Slack says one. */
  channel?: string | undefined;
  /** Of the request or message that it was done for: its log lines carry the same. */
  correlationId?: string | undefined;
}

export interface AuditRecord extends Omit<AuditEntry, 'at'> {
  schema: 1;
  /** 1 for the first record of a chain, then without a gap. */
  sequence: number;
  /** ISO 8601, UTC, milliseconds. */
  at: string;
  previousHash: string;
  /** SHA-256 (hex) over the canonical JSON (RFC 8785) of the record without this field. */
  hash: string;
}

/** What the first record of a chain has for the hash of the one before it. */
export const GENESIS = 'genesis';

/** The next link of the chain after `previous`. */
export function sealRecord(previous: AuditRecord | undefined, entry: AuditEntry): AuditRecord {
  const unsealed: Omit<AuditRecord, 'hash'> = {
    ...storable(entry),
    schema: 1,
    at: entry.at.toISOString(),
    sequence: (previous?.sequence ?? 0) + 1,
    previousHash: previous?.hash ?? GENESIS,
  };
  return { ...unsealed, hash: hashOf(unsealed) };
}

/** The first broken link of a whole chain (oldest record first), or undefined where it is whole. */
export function firstBrokenLink(records: readonly AuditRecord[]): { sequence: number; why: string } | undefined {
  let previous: AuditRecord | undefined;
  for (const record of records) {
    const expected = (previous?.sequence ?? 0) + 1;
    if (record.sequence !== expected) return { sequence: expected, why: 'missing' };
    if (record.previousHash !== (previous?.hash ?? GENESIS)) return { sequence: expected, why: 'not linked' };
    const { hash, ...unsealed } = record;
    if (hash !== hashOf(unsealed)) return { sequence: expected, why: 'altered' };
    previous = record;
  }
  return undefined;
}

/** SHA-256 (hex) over canonical JSON: equal for equal content whatever the order of members. */
export const hashOf = (value: object): string => createHash('sha256').update(canonicalJson(value)).digest('hex');

/** What is hashed: the one JSON text (RFC 8785) that a value has, whatever the order of its members. */
export function canonicalJson(value: object): string {
  const canonical = canonicalize(withoutUndefined(value));
  if (canonical === undefined) throw new Error('a value without a JSON form cannot be hashed');
  return canonical;
}

/**
 * An entry as the table gives it back: half a character (what a cut through an emoji leaves) has no UTF-8, the table
 * would hold something else in its place, and the record would look altered ever after.
 */
const storable = (entry: AuditEntry): AuditEntry =>
  JSON.parse(JSON.stringify(entry), (_key, value) =>
    typeof value === 'string' ? value.replace(/\p{Cs}/gu, '\ufffd') : value,
  );

/** DynamoDB drops undefined members, so they must not count in the hash either; dates become ISO strings on the way. */
function withoutUndefined<T extends object>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
