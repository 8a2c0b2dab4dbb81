import { z } from 'zod';
import type { AuditRecord, AuditValue } from '../domain/audit/audit-chain';
import { actor } from './stored';

const auditValue = z.json() as z.ZodType<AuditValue>;

export const auditMembers = z.record(z.string(), auditValue);

/** A record as it is read from the table; attributes that are not part of it are left out. */
export const StoredRecord: z.ZodType<AuditRecord> = z.object({
  schema: z.literal(1),
  chain: z.string(),
  sequence: z.number(),
  auditId: z.string(),
  phase: z.enum(['intended', 'done', 'refused', 'failed']),
  at: z.iso.datetime({ precision: 3 }),
  actor,
  action: z.string(),
  target: z.string(),
  request: z.record(z.string(), auditValue),
  evidence: auditValue.optional(),
  outcome: z.record(z.string(), auditValue).optional(),
  awsRequestId: z.string().optional(),
  channel: z.string().optional(),
  correlationId: z.string().optional(),
  previousHash: z.string(),
  hash: z.string(),
});
