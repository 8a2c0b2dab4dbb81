import { readdirSync } from 'node:fs';

/** Histories by the hundred, and use cases from end to end: what a cheap test finds, they need not look at. */
const DEAR =
  /property|freeze|zoned-time|redact|commits-between|release-report|answer-by|answer-both|cast-vote|verify-chain/;

/** Cheap ones first: a mutant is dead at the first test that fails. */
const tests = readdirSync('test/domain', { recursive: true })
  .filter((path) => path.endsWith('.test.ts'))
  .sort()
  .sort((one, other) => rank(one) - rank(other));

/** What has a folder of its own says most about single functions; then come use cases. */
function rank(path) {
  if (DEAR.test(path)) return 2;
  return path.includes('/') ? 0 : 1;
}

/** `npm run mutation`: docs/mutation.md says what it is for and what it found. */
export default {
  packageManager: 'npm',
  // Mocha keeps the modules from one mutant to the next: some ten times as fast as jest, which loads them anew.
  testRunner: 'mocha',
  plugins: ['@stryker-mutator/mocha-runner'],
  mochaOptions: {
    spec: tests.map((path) => `test/domain/${path}`),
    // Those that let a process die at each of its calls take seconds for every mutant, and are about what lies between calls.
    // One reads the sources, which look different with mutants in them.
    grep: String.raw`^(?!.*\b(dies|died|are those that the domain writes)\b)`,
    require: ['tsx/cjs', './test/support/environment.js', './test/support/jest-words-for-mocha.js'],
  },
  mutate: ['src/domain/**/*.ts', '!src/domain/ports/**'],
  coverageAnalysis: 'perTest',
  // A mutant in what runs once, when its file loads, needs a process of its own.
  ignoreStatic: true,
  // TypeScript 7 has no API in JavaScript yet, by which Stryker would rewrite paths in tsconfig.json; there is none to rewrite.
  tsconfigFile: 'none',
  concurrency: 1,
  incremental: true,
  incrementalFile: '.mlpipeline/mutation/incremental.json',
  tempDirName: '.mlpipeline/mutation/sandbox',
  ignorePatterns: [
    '*',
    '!src/**',
    '!test',
    '!test/domain/**',
    '!test/support/**',
    '!infra/local/**',
    '!package.json',
    '!tsconfig.json',
  ],
  reporters: ['progress-append-only', 'json'],
  jsonReporter: { fileName: '.mlpipeline/mutation/report.json' },
  timeoutMS: 20_000,
  // On a machine that does other things too.
  dryRunTimeoutMinutes: 30,
};
