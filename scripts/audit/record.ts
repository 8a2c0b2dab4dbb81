import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { STSClient } from '@aws-sdk/client-sts';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { anchorSource } from '../../src/aws/anchor-source';
import { dynamoAuditLog } from '../../src/aws/dynamo-audit-log';
import { dynamoReleases } from '../../src/aws/dynamo-releases';
import { troubleOf, unknownCaller, wordsOfTrouble } from '../../src/aws/failed-call';
import type { Table } from '../../src/aws/versioned-items';
import { heldAnchors } from '../../src/domain/audit/held-anchors';
import type { AnchorSource } from '../../src/domain/ports/anchor-source';
import type { AuditLog } from '../../src/domain/ports/audit-log';
import type { Releases } from '../../src/domain/ports/releases';
import { CannotAsk, type Terminal } from './command';

/** The record and where its anchors are, with the credentials of whoever sits at the terminal. */
export interface OpenedRecord {
  audit: AuditLog;
  table: Table;
  sts: STSClient;
  sources: readonly AnchorSource[];
  /** Where the state table is named. */
  releases: Releases | undefined;
  /** The state table, for what is not of the record alone. @throws CannotAsk where it is not named */
  state(): Table;
  close(): void;
}

const DIGESTS_UNREAD = 'Digest messages were not read from here: `/mlpipeline audit verify` in Slack reads them.';

/** @param bucket in place of the one that the environment names. @throws CannotAsk where a variable is missing */
export function openRecord({ variables }: Terminal, bucket = variables.MLPIPELINE_ANCHOR_BUCKET): OpenedRecord {
  const { MLPIPELINE_AUDIT_TABLE: tableName, AWS_REGION: region } = variables;
  if (!tableName) throw new CannotAsk('MLPIPELINE_AUDIT_TABLE is missing: the name of the table of the audit record.');
  if (!region) throw new CannotAsk('AWS_REGION is missing: the region of the table.');
  const [dynamo, s3, sts] = [
    new DynamoDBClient({ region }),
    new S3Client({ region, forcePathStyle: true }),
    new STSClient({ region }),
  ];
  const document = DynamoDBDocumentClient.from(dynamo, { marshallOptions: { removeUndefinedValues: true } });
  const table = { document, tableName };
  const { MLPIPELINE_STATE_TABLE: stateName } = variables;
  return {
    audit: dynamoAuditLog(table),
    table,
    sts,
    state() {
      if (!stateName) throw new CannotAsk('MLPIPELINE_STATE_TABLE is missing: the name of the table of releases.');
      return { document, tableName: stateName };
    },
    releases: stateName ? dynamoReleases({ document, tableName: stateName }) : undefined,
    sources: [
      anchorSource(s3, bucket || undefined),
      heldAnchors('the digest messages', async () => ({ anchors: [], untold: [DIGESTS_UNREAD] })),
    ],
    close() {
      for (const client of [dynamo, s3, sts]) client.destroy();
    },
  };
}

/** Asks AWS, and says in a sentence why it did not answer. @throws CannotAsk */
export async function answered<T>(what: string, asking: Promise<T>): Promise<T> {
  try {
    return await asking;
  } catch (error) {
    if (error instanceof CannotAsk) throw error;
    const why = troubleOf(error) === 'unknown-caller' ? unknownCaller(error) : wordsOfTrouble(error);
    throw new CannotAsk(`${what}: ${why}.`, { cause: error });
  }
}
