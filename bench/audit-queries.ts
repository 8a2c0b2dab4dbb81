import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectDynamoDbLocal } from '../test/support/dynamodb';
import { startDynamoDbLocal } from '../test/support/dynamodb-local';
import { dynamoDbLocalFolder } from '../test/support/tools';
import { capacityOfPages, growthOf, QUESTIONS } from './audit-capacity';
import { createHistory } from './audit-history';
import type { Bench } from './bench';

/** Requests on a page of the command. */
const LINES = 12;
/** Percent by which what one page costs may grow, however many records there are. */
const BOUND = 5;

/**
 * What a page of the audit record costs with 10³, 10⁴ and 10⁵ records (10⁶ with `--large`), in read capacity units as
 * DynamoDB Local counts them.
 */
export const growth: Bench = {
  name: 'growth',
  async run({ large }) {
    const jar = dynamoDbLocalFolder();
    if (!jar) throw new Error('Set DYNAMODB_LOCAL_DIR to the folder with DynamoDBLocal.jar, and install java.');
    const sizes = [1_000, 10_000, 100_000, ...(large ? [1_000_000] : [])];
    const units = await measured(jar, sizes);
    const grown = growthOf(units);
    return {
      tables: [
        {
          title: 'Read capacity units of one page of the record',
          columns: ['one page of', ...sizes.map((size) => `${size.toLocaleString('en')} records`), 'growth, %'],
          rows: Object.keys(QUESTIONS).map((question) => [
            question,
            ...units.map((ofSize) => ofSize[question] ?? '—'),
            grown[question] ?? '—',
          ]),
        },
      ],
      targets: Object.entries(grown).map(([question, value]) => ({
        figure: `growth of a page of ${question}, %`,
        value,
        bound: { atMost: BOUND },
      })),
    };
  },
};

async function measured(jar: string, sizes: readonly number[]): Promise<Record<string, number>[]> {
  const folder = mkdtempSync(join(tmpdir(), 'mlpipeline-bench-'));
  const local = await startDynamoDbLocal(jar, folder);
  const { client, document, close } = await connectDynamoDbLocal(local.url);
  try {
    const units: Record<string, number>[] = [];
    for (const size of sizes) {
      const [tableName, begun] = [`audit-${size}`, performance.now()];
      await createHistory(client, document, { tableName, size });
      process.stdout.write(`${size} records written in ${Math.round((performance.now() - begun) / 1000)} s\n`);
      units.push(await capacityOfPages(document, tableName, LINES));
    }
    return units;
  } finally {
    await close();
    await local.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
