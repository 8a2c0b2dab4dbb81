import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { dynamoAuditLog } from '../../src/aws/dynamo-audit-log';
import type { AuditRecord } from '../../src/domain/audit/audit-chain';

/** A whole chain out of a local stack's audit table, oldest record first. */
export async function auditRecords(environment: Record<string, string>, chain: string): Promise<AuditRecord[]> {
  const client = new DynamoDBClient({
    endpoint: environment.AWS_ENDPOINT_URL_DYNAMODB ?? '',
    region: environment.AWS_REGION ?? '',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const log = dynamoAuditLog({
    document: DynamoDBDocumentClient.from(client),
    tableName: environment.MLPIPELINE_AUDIT_TABLE ?? '',
  });
  const records = await log.latest(chain, 1000);
  client.destroy();
  return records.reverse();
}
