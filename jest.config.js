const { availableParallelism } = require('node:os');
const { suitesAlone } = require('./test/support/joined-suites.js');

const isJoined = process.env.JOINED === 'all';

module.exports = {
  testEnvironment: 'node',
  // One more than there are cores, where jest would leave one free: the long suites mostly wait for processes of their own.
  maxWorkers: availableParallelism() + 1,
  // A limit that finds what hangs; how long something may take is no test here.
  testTimeout: 60_000,
  roots: ['<rootDir>/test'],
  testMatch: suites(),
  testPathIgnorePatterns: [
    // The image needs an engine to build and run it: `npm run image`.
    ...(process.env.IMAGE === 'built' ? [] : ['<rootDir>/test/image/']),
    ...(isJoined ? [] : ['<rootDir>/test/joined/']),
  ],
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  testSequencer: '<rootDir>/test/support/seeding-first-sequencer.js',
  moduleNameMapper: { '^fast-check$': '<rootDir>/test/support/seeded-fast-check.js' },
  setupFiles: ['<rootDir>/test/support/environment.js'],
  reporters: ['default', '<rootDir>/test/support/closing-lines-reporter.js'],
  transform: {
    '^.+\\.tsx?$': [
      '@swc/jest',
      {
        jsc: { target: 'es2022', parser: { syntax: 'typescript', tsx: true } },
        module: { type: 'commonjs', ignoreDynamic: true },
        sourceMaps: 'inline',
      },
    ],
  },
};

/** `npm test` joins suites; whoever names one runs its file. */
function suites() {
  if (isJoined) return suitesAlone().map((suite) => `<rootDir>/${suite}`);
  // The long faults are asked for: `npm run faults`.
  return process.env.FAULTS === 'all' ? ['**/*.test.ts', '**/*.fault.ts'] : ['**/*.test.ts'];
}
