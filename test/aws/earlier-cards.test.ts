import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { dynamoCards } from '../../src/aws/dynamo-cards';
import { stateKeys } from '../../src/aws/state-table';
import { type DynamoDb, startDynalite } from '../support/dynamodb';

describe('a card that an earlier version of the app has drawn', () => {
  let server: DynamoDb;
  beforeAll(async () => {
    server = await startDynalite();
  });
  afterAll(() => server.close());

  it.each<[string, object, object[]]>([
    [
      'stands where it stood',
      { channel: 'C0RELEASES', ts: '1700000000.000100' },
      [{ channel: 'C0RELEASES', ts: '1700000000.000100', drawnVersion: 3 }],
    ],
    ['stands nowhere where it was never posted', { postingSince: '2026-03-02T09:00:00.000Z' }, []],
  ])('%s', async (_what, address, places) => {
    const { state } = await server.createTables();
    const item = { ...stateKeys.card('build#b'), lock: 1, key: 'build#b', version: 4, drawnVersion: 3, ...address };
    await state.document.send(new PutCommand({ TableName: state.tableName, Item: item }));

    const card = await dynamoCards(state, () => new Date()).get('build#b');

    expect(card).toEqual({ key: 'build#b', version: 4, drawnVersion: 3, places });
  });
});
