import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { dynamoAuditLog } from '../../src/aws/dynamo-audit-log';
import { proofInWords } from '../../src/domain/audit/proof-in-words';
import { verifyChain } from '../../src/domain/audit/verify-chain';
import { anEntry } from '../support/builders/facts';
import { type DynamoDb, startDynalite } from '../support/dynamodb';

const CHAIN = 'pipeline:penguins';

describe('a table that somebody has written to past the bot', () => {
  let tables: DynamoDb;
  beforeAll(async () => {
    tables = await startDynalite();
  });
  afterAll(() => tables.close());

  it('is read to its end whatever lies there, and every place is named', async () => {
    const { audit: table } = await tables.createTables();
    const log = dynamoAuditLog(table);
    const records = [];
    for (let count = 1; count <= 8; count++) records.push(await log.append(anEntry({ phase: 'done' })));
    const put = (sk: string, item: object) =>
      table.document.send(new PutCommand({ TableName: table.tableName, Item: { ...item, pk: CHAIN, sk } }));
    await put('000000000002', { ...records[1], outcome: { said: 'something else' } });
    await put('000000000004', { ...records[3], evidence: new Set(['not', 'JSON']) });
    await put('000000000005', { ...records[4], seen: new Uint8Array([1, 2, 3]) });
    await put(' before all', { note: 'hidden' });
    await put('~behind all', { note: 'hidden' });
    await table.document.send(
      new DeleteCommand({ TableName: table.tableName, Key: { pk: CHAIN, sk: '000000000007' } }),
    );

    const proof = await verifyChain({ audit: log, sources: [], now: () => new Date() }, CHAIN);

    expect(proofInWords(proof).findings).toEqual([
      'Record 1 was inserted: it lies at “ before all”, which is no record’s place.',
      'Record 2 was altered: the content is not what the hash was made of.',
      'Records 4 to 5 cannot be read: what lies there is no record.',
      'Record 7 is missing.',
      'Record 8 was inserted: it lies at “~behind all”, which is no record’s place.',
    ]);
  });
});
