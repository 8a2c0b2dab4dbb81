const { existsSync, readdirSync } = require('node:fs');
const { join, relative, resolve } = require('node:path');

const ROOT = resolve(__dirname, '../..');

/**
 * Which suites `npm test` runs as one file of test/joined, by folder or file. Jest loads all modules anew for every file;
 * suites that share a file share Bolt, the SDK's clients and our own modules, which saves a third to a half of their processor time. A group is
 * to take less than half a minute, so that the workers end together. Suites that are in no group stay files of their own.
 */
const GROUPS = {
  domain: ['test/domain'],
  slack: ['test/slack'],
  aws: ['test/aws'],
  contracts: ['test/contracts'],
  infra: ['test/infra', 'test/scripts'],
  builds: ['test/local/aws/codebuild', 'test/local/models'],
  services: [
    ...['cloudwatch', 'codecommit', 'codepipeline', 'logs', 'notifications', 'sagemaker', 'sts', 'wire'].map(
      (service) => `test/local/aws/${service}`,
    ),
  ],
  workspace: [
    ...['test/local/console', 'test/local/faults', 'test/local/slack', 'test/local/stack'],
    ...['test/local/clock.test.ts', 'test/local/coverage.test.ts'],
  ],
  others: [
    ...['test/charts', 'test/config', 'test/documents'],
    ...['documents', 'first-pass', 'health', 'log', 'metrics', 'observed-audit-log', 'preflight'].map(
      (name) => `test/${name}.test.ts`,
    ),
  ],
  browser: ['test/browser'],
};

/** Of those folders, what needs a file of its own all the same. */
const ALONE = [
  'test/aws/backlog.test.ts', // measures the memory of its process
  'test/infra/aws/anchor-once.test.ts', // the function in it keeps the bucket it was loaded for
  'test/browser/loop.test.ts', // long, as all that start a whole stack
  'test/local/stack/start.test.ts',
];

/** Every suite below a folder of the repository, as paths from its root. */
function suitesBelow(folder) {
  const names = readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true });
  return names
    .filter((entry) => entry.isFile() && entry.name.endsWith('.test.ts'))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
    .sort();
}

/** The suites of a group, in the order in which they are to run. */
function suitesOf(group) {
  const suites = GROUPS[group].flatMap((path) => (path.endsWith('.ts') ? [path] : suitesBelow(path)));
  return suites.filter((suite) => !ALONE.includes(suite));
}

/** The suites that no group has, among them the files of the groups. @throws Error where a group has none */
function suitesAlone() {
  for (const group of Object.keys(GROUPS)) {
    if (!existsSync(join(ROOT, `test/joined/${group}.test.ts`))) throw new Error(`No file runs the suites of ${group}`);
  }
  const joined = new Set(Object.keys(GROUPS).flatMap(suitesOf));
  return suitesBelow('test').filter((suite) => !joined.has(suite));
}

module.exports = { ROOT, suitesAlone, suitesOf };
