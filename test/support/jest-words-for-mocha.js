/**
 * The words of jest that tests of src/domain use, for mocha: `npm run mutation` runs them thousands of times, and mocha
 * keeps modules loaded from one mutant to the next, where jest loads them anew.
 */
const { expect } = require('expect');
const { default: fc } = require('fast-check');
const { bind } = require('jest-each');
const { fn } = require('jest-mock');
const Mocha = require('mocha');

Object.assign(globalThis, { expect, jest: { fn } });

// A tenth of the cases of each property, the same for every mutant; which of them fails need not be made small.
const { assert } = fc;
fc.assert = (property, settings) =>
  assert(property, { seed: 1, ...settings, numRuns: Math.ceil((settings?.numRuns ?? 100) / 10), endOnFailure: true });

// Mocha gives its words to each test file as it loads: `each` is hung on them there.
for (const word of ['it', 'describe']) {
  let own;
  Object.defineProperty(globalThis, word, {
    configurable: true,
    get: () => own,
    set: (given) => {
      own = Object.assign(given, { each: bind(given) });
    },
  });
}

/**
 * Stryker names the tests of a mutant by one pattern, `(^title$)|(^title$)|…`, which mocha holds against every title again
 * and again: with hundreds of titles that took longer than the tests. The same answer from a set.
 */
const { grep } = Mocha.prototype;
Mocha.prototype.grep = function (pattern) {
  const isOfStryker = pattern instanceof RegExp && pattern.source.startsWith('(^') && pattern.source.endsWith('$)');
  return grep.call(this, isOfStryker ? oneOf(new Set(pattern.source.split(/(?<=\$\))\|(?=\(\^)/))) : pattern);
};

const oneOf = (sources) => Object.assign(/./, { test: (title) => sources.has(sourceOf(title)) });

const known = new Map();
function sourceOf(title) {
  const source = known.get(title) ?? new RegExp(`(^${title.replace(/[.*+\-?^${}()|[\]\\/]/g, '\\$&')}$)`).source;
  known.set(title, source);
  return source;
}
