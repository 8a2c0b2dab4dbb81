import { dynamoAuditLog } from '../../src/aws/dynamo-audit-log';
import type { AuditRecord } from '../../src/domain/audit/audit-chain';
import { documentClientOf } from './dynamodb';

/** Whole chains out of a local stack's audit table, one after the other, of each the oldest record first. */
export async function auditRecords(environment: Record<string, string>, ...chains: string[]): Promise<AuditRecord[]> {
  const { client, document } = documentClientOf(environment.AWS_ENDPOINT_URL_DYNAMODB ?? '');
  const log = dynamoAuditLog({ document, tableName: environment.MLPIPELINE_AUDIT_TABLE ?? '' });
  const records = await Promise.all(chains.map((chain) => log.latest(chain, 1000)));
  client.destroy();
  return records.flatMap((ofChain) => ofChain.reverse());
}
