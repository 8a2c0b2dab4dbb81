import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { XMLParser } from 'fast-xml-parser';
import { git, type SeedHistory, writeSeedHistory } from '../../../infra/local/seed-history';
import { buildRelease, exportsOf, python } from './python';

const temporary = mkdtempSync(join(tmpdir(), 'seed-variants-'));
afterAll(() => rmSync(temporary, { recursive: true }));

interface Variant {
  directory: string;
  accuracy: number;
  logLoss: number;
  digest: string;
}

let history: SeedHistory;
const variants = new Map<string, Variant>();

beforeAll(async () => {
  history = await writeSeedHistory(mkdtempSync(join(temporary, 'history-')));
  const [bodyMass = '', flippers = '', bills = ''] = history.main;
  for (const [name, commit] of Object.entries({ bodyMass, flippers, bills, ...branchTips() })) {
    variants.set(name, await trained(name, commit));
  }
}, 60_000);

function branchTips(): Record<string, string> {
  return Object.fromEntries(history.branches.map(({ name, commitId }) => [name, commitId]));
}

async function trained(name: string, commit: string): Promise<Variant> {
  const directory = join(temporary, name);
  mkdirSync(directory);
  await git(history.directory, ['--work-tree', directory, 'checkout', '--quiet', '--force', commit, '--', '.']);
  buildRelease(directory, commit);
  const { METRIC_ACCURACY, METRIC_LOG_LOSS, MODEL_DIGEST = '' } = exportsOf(directory);
  return { directory, accuracy: Number(METRIC_ACCURACY), logLoss: Number(METRIC_LOG_LOSS), digest: MODEL_DIGEST };
}

function variant(name: string): Variant {
  const found = variants.get(name);
  if (!found) throw new Error(`no variant ${name}`);
  return found;
}

function systemTest({ directory }: Variant) {
  const report = join(directory, 'system.xml');
  const { status } = python(join(directory, 'build/release'), ['system_test.py', '--report', report]);
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '',
    isArray: (tag) => tag === 'testcase',
  });
  const { testsuite } = parser.parse(readFileSync(report, 'utf8'));
  const cases: { name: string; failure?: unknown; error?: unknown }[] = testsuite.testcase;
  return { status, failed: cases.filter((test) => test.failure ?? test.error).map((test) => test.name) };
}

it('makes the model better with every commit of main', () => {
  const [first, second, third] = ['bodyMass', 'flippers', 'bills'].map(variant);

  expect(second?.accuracy).toBeGreaterThan(first?.accuracy ?? 1);
  expect(third?.accuracy).toBeGreaterThan(second?.accuracy ?? 1);
  expect(second?.logLoss).toBeLessThan(first?.logLoss ?? 0);
  expect(third?.logLoss).toBeLessThan(second?.logLoss ?? 0);
});

it('has a branch that makes the model clearly worse and still passes its tests', () => {
  const regression = variant('regression');

  expect(regression.accuracy).toBeLessThan(variant('bills').accuracy - 0.1);
  expect(systemTest(regression)).toEqual({ status: 0, failed: [] });
});

it('has a branch whose unit tests pass and whose packaged model fails the test that names its bug', () => {
  const failing = variant('failing');

  const unit = python(failing.directory, ['junit.py', 'tests', 'unit.xml']);
  const system = systemTest(failing);

  expect(unit.status).toBe(0);
  expect(system).toEqual({ status: 1, failed: ['test_every_row_is_answered_with_species_and_probabilities'] });
});

it('passes its system tests at every commit of main', () => {
  const results = ['bodyMass', 'flippers', 'bills'].map((name) => systemTest(variant(name)));

  expect(results).toEqual(Array(3).fill({ status: 0, failed: [] }));
});

it('gives every variant a model and metrics of its own', () => {
  const all = [...variants.values()];

  expect(all).toHaveLength(5);
  expect(new Set(all.map(({ digest }) => digest)).size).toBe(5);
  expect(new Set(all.map(({ logLoss }) => logLoss)).size).toBe(5);
});
