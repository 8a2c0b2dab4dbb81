/**
 * `npm run bench [-- <part>… --large --write]`: measures, prints tables, writes `bench/results/<part>.json`, with `--write`
 * the tables of docs/performance.md too, and ends with exit code 1 where a target is missed.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildBot } from '../infra/local/bot-process';
import { endTestRun, startTestRun } from '../test/support/test-run';
import { acknowledgement } from './acknowledgement';
import { type Bench, isMet, markdownOf, type Target, targetsTable } from './bench';
import { click } from './click';
import { cost } from './cost';
import { writeFigures } from './document';
import { dynamoDbLocal } from './dynamodb-local';
import { growth } from './growth';
import { memory } from './memory';
import { micro } from './micro';
import { processes } from './process';
import { throughput } from './throughput';

const BENCHES: readonly Bench[] = [acknowledgement, throughput, processes, micro, click, cost, growth, memory];
const RESULTS = join(__dirname, 'results');

async function main(): Promise<number> {
  // Our own use of the SDK, and what is started here: a paragraph about Node versions less between the tables.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const { values, positionals } = parseArgs({
    options: { large: { type: 'boolean', default: false }, write: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const names = BENCHES.map(({ name }) => name);
  const unknown = positionals.filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    process.stderr.write(`There is no ${unknown.join(', ')} to measure; there are ${names.join(', ')}.\n`);
    return 1;
  }
  const asked = BENCHES.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  mkdirSync(RESULTS, { recursive: true });
  const targets: Target[] = [];
  process.env.DYNAMODB_LOCAL_DIR = dynamoDbLocal();
  await startTestRun();
  await buildBot();
  // One after the other what is timed; side by side what counts, and mostly waits.
  for (const bench of asked.filter(({ onlyCounts }) => !onlyCounts)) targets.push(...(await measured(bench, values)));
  const counted = asked.filter(({ onlyCounts }) => onlyCounts).map((bench) => measured(bench, values));
  targets.push(...(await Promise.all(counted)).flat());
  await endTestRun();
  process.stdout.write(`\n${markdownOf(targetsTable(targets))}`);
  return targets.every(isMet) ? 0 : 1;
}

/** Runs one part and shows what it has measured. @returns its targets */
async function measured({ name, run }: Bench, options: { large: boolean; write: boolean }): Promise<Target[]> {
  const begun = performance.now();
  const report = await run(options);
  const seconds = Math.round((performance.now() - begun) / 1000);
  writeFileSync(join(RESULTS, `${name}.json`), `${JSON.stringify({ ...report, seconds }, undefined, 2)}\n`);
  process.stdout.write(`\n## ${name} (${seconds} s)\n\n${report.tables.map(markdownOf).join('\n')}`);
  if (options.write) writeFigures(name, [...report.tables, targetsTable(report.targets)]);
  return report.targets;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  },
);
