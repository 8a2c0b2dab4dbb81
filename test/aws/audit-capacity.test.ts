import { capacityOfPages } from '../../bench/audit-capacity';
import { createHistory } from '../../bench/audit-history';
import { growthOf } from '../../bench/capacity';
import { connectDynamoDbLocal, type DynamoDb } from '../support/dynamodb';
import { describeWith } from '../support/tools';

/** The least with which every page has to leave something behind; `npm run bench` goes to a hundred thousand. */
const SIZES = [500, 2_000];

describeWith('java with DynamoDB Local', 'a page of the audit record', (url) => {
  let server: DynamoDb;
  beforeAll(async () => {
    server = await connectDynamoDbLocal(url);
  });
  afterAll(() => server.close());

  it('costs what it costs, however many records there are', async () => {
    const units = [];
    for (const size of SIZES) {
      const tableName = `audit-of-${size}`;
      await createHistory(server.client, server.document, { tableName, size });
      units.push(await capacityOfPages(server.document, tableName, 5));
    }

    const growth = growthOf(units);

    expect(Object.keys(growth)).toHaveLength(7);
    for (const percent of Object.values(growth)) expect(percent).toBeLessThanOrEqual(5);
  });
});
