import { dynamoAuditLog } from '../../src/aws/dynamo-audit-log';
import type { AuditRecord } from '../../src/domain/audit/audit-chain';
import { documentClientOf } from './dynamodb';

/** A whole chain out of a local stack's audit table, oldest record first. */
export async function auditRecords(environment: Record<string, string>, chain: string): Promise<AuditRecord[]> {
  const { client, document } = documentClientOf(environment.AWS_ENDPOINT_URL_DYNAMODB ?? '');
  const log = dynamoAuditLog({ document, tableName: environment.MLPIPELINE_AUDIT_TABLE ?? '' });
  const records = await log.latest(chain, 1000);
  client.destroy();
  return records.reverse();
}
