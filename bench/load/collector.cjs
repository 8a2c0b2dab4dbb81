// Loaded before a program under load: at SIGUSR2 it collects its garbage, and says in a line of its log what is left.
const { findSourceMap } = require('node:module');
const { setFlagsFromString } = require('node:v8');
const { runInNewContext } = require('node:vm');

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

process.on('SIGUSR2', () => {
  // The first error of a process has Node unpack its source map, some 20 MB that stay: before the first look, or else it
  // would look like growth wherever the first error comes between two.
  findSourceMap(process.argv[1]);
  collect();
  // What was held by something that has to be finalized is free at the second time.
  setImmediate(() => {
    collect();
    const { heapUsed, external } = process.memoryUsage();
    process.stdout.write(`${JSON.stringify({ msg: 'garbage collected', keptBytes: heapUsed + external })}\n`);
  });
});
