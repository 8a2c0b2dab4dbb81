/**
 * `npm run bench [-- --large]`: what a page of the audit record costs with 10³, 10⁴ and 10⁵ records (10⁶ with --large),
 * in read capacity units as DynamoDB Local counts them. Fails where a page costs over 5 % more in one table than in another.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { connectDynamoDbLocal } from '../test/support/dynamodb';
import { startDynamoDbLocal } from '../test/support/dynamodb-local';
import { dynamoDbLocalFolder } from '../test/support/tools';
import { capacityOfPages, growthOf, QUESTIONS } from './audit-capacity';
import { createHistory } from './audit-history';

/** Requests on a page of the command. */
const LINES = 12;
/** Percent. */
const BOUND = 5;
const RESULTS = join(__dirname, 'results');

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { large: { type: 'boolean', default: false } } });
  const jar = dynamoDbLocalFolder();
  if (!jar) {
    process.stderr.write(
      'The benchmark needs java and DynamoDB Local: set DYNAMODB_LOCAL_DIR to the folder with DynamoDBLocal.jar.\n',
    );
    return 1;
  }
  const sizes = [1_000, 10_000, 100_000, ...(values.large ? [1_000_000] : [])];
  const units = await measured(jar, sizes);
  const growth = growthOf(units);
  const table = tableOf(sizes, units, growth);
  process.stdout.write(`\n${table}\n`);
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(join(RESULTS, 'audit-queries.json'), `${JSON.stringify({ sizes, units, growth }, undefined, 2)}\n`);
  const grown = Object.keys(growth).filter((question) => (growth[question] ?? 0) > BOUND);
  if (grown.length > 0) process.stderr.write(`Grows with the table by more than ${BOUND} %: ${grown.join(', ')}.\n`);
  return grown.length > 0 ? 1 : 0;
}

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

/** As Markdown, for docs/performance.md. */
function tableOf(
  sizes: readonly number[],
  units: readonly Record<string, number>[],
  growth: Record<string, number>,
): string {
  const row = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
  return [
    row(['one page of', ...sizes.map((size) => `${size.toLocaleString('en')} records`), 'growth']),
    row(['---', ...sizes.map(() => '---:'), '---:']),
    ...Object.keys(QUESTIONS).map((question) =>
      row([question, ...units.map((ofSize) => ofSize[question] ?? '—'), `${growth[question]} %`]),
    ),
    '',
  ].join('\n');
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 1;
  },
);
