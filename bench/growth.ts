import { connectDynamoDbLocal, type DynamoDb } from '../test/support/dynamodb';
import { capacityOfPages } from './audit-capacity';
import { createHistory } from './audit-history';
import type { Bench, BenchTable, Target } from './bench';
import { type Costs, growthOf } from './capacity';
import { dynamoDbLocalUrl } from './dynamodb-local';
import { capacityOfQuestions } from './state-capacity';
import { createState } from './state-history';

/** Requests on a page of the command. */
const LINES = 12;
/** Percent by which what one question costs may grow, however many records there are. */
const BOUND = 5;

/**
 * What people ask of the record and of the state, with 10³, 10⁴ and 10⁵ stored records (10⁶ with `--large`), in read
 * capacity units as DynamoDB Local counts them.
 */
export const growth: Bench = {
  name: 'growth',
  onlyCounts: true,
  async run({ large }) {
    const sizes = [1_000, 10_000, 100_000, ...(large ? [1_000_000] : [])];
    const server = await connectDynamoDbLocal(dynamoDbLocalUrl());
    const state = await ofState(server, sizes);
    const record = await ofRecord(server, sizes);
    await server.close();
    return {
      tables: [
        tableOf('Read capacity units of one question, by records in the state table', sizes, state),
        tableOf('Read capacity units of one page of `audit`, by records in the audit table', sizes, record),
      ],
      targets: [...targetsOf('', state), ...targetsOf('a page of audit: ', record)],
    };
  },
};

async function ofState({ client, document }: DynamoDb, sizes: readonly number[]): Promise<Costs[]> {
  const costs: Costs[] = [];
  for (const size of sizes) {
    const tableName = `state-${size}`;
    await createState(client, document, { tableName, size });
    costs.push(await capacityOfQuestions(document, tableName));
  }
  return costs;
}

async function ofRecord({ client, document }: DynamoDb, sizes: readonly number[]): Promise<Costs[]> {
  const costs: Costs[] = [];
  for (const size of sizes) {
    const tableName = `audit-${size}`;
    await createHistory(client, document, { tableName, size });
    costs.push(await capacityOfPages(document, tableName, LINES));
  }
  return costs;
}

function tableOf(title: string, sizes: readonly number[], costs: readonly Costs[]): BenchTable {
  const rows = Object.entries(growthOf(costs)).map(([question, percent]) => [
    question,
    ...costs.map((ofSize) => ofSize[question] ?? '—'),
    percent,
  ]);
  return { title, columns: ['', ...sizes.map((size) => size.toLocaleString('en')), 'growth, %'], rows };
}

const targetsOf = (of: string, costs: readonly Costs[]): Target[] =>
  Object.entries(growthOf(costs)).map(([question, value]) => ({
    figure: `growth of ${of}${question}, %`,
    value,
    bound: { atMost: BOUND },
  }));
