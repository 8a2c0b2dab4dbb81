import { stringify } from 'csv-stringify/sync';
import type { AuditRecord } from '../domain/audit/audit-chain';

/** Columns by their names, each with what stands in it. */
const COLUMNS: Readonly<Record<string, (record: AuditRecord) => unknown>> = {
  at: ({ at }) => at,
  chain: ({ chain }) => chain,
  sequence: ({ sequence }) => sequence,
  audit_id: ({ auditId }) => auditId,
  phase: ({ phase }) => phase,
  action: ({ action }) => action,
  actor_id: ({ actor }) => actor.id,
  actor_name: ({ actor }) => actor.name,
  actor_team: ({ actor }) => actor.team,
  target: ({ target }) => target,
  channel: ({ channel }) => channel,
  request: ({ request }) => JSON.stringify(request),
  evidence: ({ evidence }) => (evidence === undefined ? undefined : JSON.stringify(evidence)),
  outcome: ({ outcome }) => (outcome === undefined ? undefined : JSON.stringify(outcome)),
  aws_request_id: ({ awsRequestId }) => awsRequestId,
  correlation_id: ({ correlationId }) => correlationId,
  schema: ({ schema }) => schema,
  previous_hash: ({ previousHash }) => previousHash,
  hash: ({ hash }) => hash,
};

/**
 * Records as comma-separated values, one row each, every field of them; request, evidence and outcome as JSON. What a
 * spreadsheet would take for a formula has an apostrophe before it (OWASP, CSV injection), and a byte order mark tells
 * Excel that it is UTF-8.
 */
export const auditCsv = (records: readonly AuditRecord[]): string =>
  stringify(
    records.map((record) => Object.values(COLUMNS).map((read) => read(record))),
    { header: true, columns: Object.keys(COLUMNS), escape_formulas: true, bom: true },
  );
