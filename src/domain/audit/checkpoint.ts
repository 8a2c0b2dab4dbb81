import { randomUUID } from 'node:crypto';
import type { Actor } from '../policies/policy';
import type { AuditEntry, AuditRecord, AuditValue } from './audit-chain';

/** Retention leaves a record of this action before it removes anything. */
const CHECKPOINT = 'audit.checkpoint';

/** What may be gone at the beginning of a chain, and what proves the rest: the hash of the last record that may be. */
export interface Checkpoint {
  /** The last record that may be gone. */
  sequence: number;
  hash: string;
  /** Everything that may be gone is older. */
  until: string;
  by: string;
  at: string;
  /** Number of the checkpoint itself. */
  recordedAs: number;
}

/** The record that stands for everything up to `last`. */
export const checkpointEntry = (
  last: Pick<AuditRecord, 'chain' | 'sequence' | 'hash'>,
  { actor, keep, until, now }: { actor: Actor; keep: string; until: Date; now: Date },
): AuditEntry => ({
  chain: last.chain,
  auditId: randomUUID(),
  phase: 'done',
  at: now,
  actor,
  action: CHECKPOINT,
  target: last.chain,
  request: { sequence: last.sequence, hash: last.hash, until: until.toISOString(), keep },
});

/** The checkpoint that a stored record is; undefined where it is another record. */
export function checkpointIn(content: Readonly<Record<string, AuditValue>>): Checkpoint | undefined {
  const { action, phase, request, actor, at, sequence: recordedAs } = content;
  if (action !== CHECKPOINT || phase !== 'done') return undefined;
  const { sequence, hash, until }: Record<string, unknown> = Object(request);
  const { id }: { id?: unknown } = Object(actor);
  if (typeof sequence !== 'number' || typeof hash !== 'string' || typeof until !== 'string') return undefined;
  if (typeof recordedAs !== 'number' || sequence >= recordedAs) return undefined;
  return { sequence, hash, until, by: String(id), at: String(at), recordedAs };
}
