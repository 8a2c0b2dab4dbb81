const { readFileSync } = require('node:fs');
const TestSequencer = require('@jest/test-sequencer').default;

/** Suites that are run while the first one seeds: the longest others, some half a minute's worth for one worker. */
const MEANWHILE = 4;

/**
 * Jest's own order, but for the suites that begin with a seeded stack (seeded-state.ts): the first of them makes it, and
 * the others come only after some that need none. Else every worker would wait for the same training.
 */
module.exports = class SeedingFirstSequencer extends TestSequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    const needsSeeded = ({ path }) =>
      /\b(seededState|startLocalStack|startKillBench)\(/.test(readFileSync(path, 'utf8'));
    const [first, ...seeded] = sorted.filter(needsSeeded);
    const others = sorted.filter((test) => !needsSeeded(test));
    return [...(first ? [first] : []), ...others.slice(0, MEANWHILE), ...seeded, ...others.slice(MEANWHILE)];
  }
};
