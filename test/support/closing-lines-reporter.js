/** The last lines of `npm test`: which suites were skipped for a missing tool, by name, and the counts on one line. */
module.exports = class ClosingLinesReporter {
  onRunComplete(_contexts, results) {
    const skipped = new Set();
    for (const file of results.testResults) {
      for (const test of file.testResults) {
        const needing = test.ancestorTitles.find((title) => / \[needs .+\]$/.test(title));
        if (test.status === 'pending' && needing) skipped.add(needing);
      }
    }
    if (skipped.size > 0) {
      process.stdout.write(`\nSkipped for a missing tool:\n${[...skipped].map((title) => `  - ${title}\n`).join('')}`);
    }
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    process.stdout.write(
      `\nTests: ${results.numPassedTests} passed, ${failed} failed, ${results.numPendingTests} skipped\n`,
    );
  }
};
