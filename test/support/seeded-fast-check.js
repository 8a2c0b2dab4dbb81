/**
 * fast-check as all suites get it (jest.config.js): it draws the same examples in every run, so that what fails on one
 * machine fails on any. Others by `FUZZ_SEED=17`.
 */
const fastCheck = require('../../node_modules/fast-check/lib/cjs/fast-check.js');

fastCheck.configureGlobal({ seed: Number(process.env.FUZZ_SEED ?? 20_261_129) });
module.exports = fastCheck;
