import type { CreateTableCommandInput, KeySchemaElement, Projection } from '@aws-sdk/client-dynamodb';
import { RemovalPolicy } from 'aws-cdk-lib';
import {
  type Attribute,
  AttributeType,
  BillingMode,
  ProjectionType,
  type StreamViewType,
  Table,
} from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';

interface TableOptions {
  /** Attribute with the moment (epoch seconds) after which DynamoDB deletes an item. */
  timeToLiveAttribute?: string;
  /** What its stream says of each change; without it there is no stream. */
  stream?: StreamViewType;
}

/** A table as the bot's own definition has it, kept: with point-in-time recovery and protected from deletion. */
export function tableFromDefinition(
  scope: Construct,
  id: string,
  definition: Omit<CreateTableCommandInput, 'TableName'>,
  options: TableOptions = {},
): Table {
  const table = new Table(scope, id, {
    ...keysOf(definition.KeySchema),
    ...options,
    billingMode: BillingMode.PAY_PER_REQUEST,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  for (const index of definition.GlobalSecondaryIndexes ?? []) {
    const { IndexName = '', KeySchema, Projection } = index;
    table.addGlobalSecondaryIndex({ indexName: IndexName, ...keysOf(KeySchema), ...projectionOf(Projection) });
  }
  return table;
}

/** Everything, unless the definition names what the index holds beside the keys. */
function projectionOf({ ProjectionType: type, NonKeyAttributes = [] }: Projection = {}) {
  if (type !== 'INCLUDE') return { projectionType: ProjectionType.ALL };
  return { projectionType: ProjectionType.INCLUDE, nonKeyAttributes: NonKeyAttributes };
}

/** All keys of the bot's tables are text; the test that compares the template with the definition holds this to it. */
function keysOf(schema: KeySchemaElement[] = []): { partitionKey: Attribute; sortKey: Attribute } {
  const key = (type: KeySchemaElement['KeyType']): Attribute => ({
    name: schema.find(({ KeyType }) => KeyType === type)?.AttributeName ?? '',
    type: AttributeType.STRING,
  });
  return { partitionKey: key('HASH'), sortKey: key('RANGE') };
}
