const { readFileSync } = require('node:fs');
const TestSequencer = require('@jest/test-sequencer').default;

/** Suites that are run while the first one seeds: some half a minute's worth for one worker. */
const isLongAlone = ({ path }) => /[\\/]test[\\/]simulation[\\/]/.test(path);

/** Many suites in one file: long, however short the file is. */
const isJoined = ({ path }) => /[\\/]test[\\/]joined[\\/]/.test(path);

/**
 * Jest's own order, but for the suites that begin with a seeded stack (seeded-state.ts): the first of them makes it, and
 * the others come only after the simulations, which need none. Else every worker would wait for the same training. What
 * is long comes first in this way also on a machine that does not know how long a suite takes, so that all workers end
 * together.
 */
module.exports = class SeedingFirstSequencer extends TestSequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    const needsSeeded = ({ path }) =>
      /\b(seededState|startLocalStack|startKillBench)\(/.test(readFileSync(path, 'utf8'));
    const [first, ...seeded] = sorted.filter(needsSeeded);
    const others = sorted.filter((test) => !needsSeeded(test));
    const short = others.filter((test) => !isLongAlone(test) && !isJoined(test));
    return [...(first ? [first] : []), ...others.filter(isLongAlone), ...seeded, ...others.filter(isJoined), ...short];
  }
};
