// Loaded before a program under load: at SIGUSR2 it collects its garbage, and says so in a line of its log.
const { setFlagsFromString } = require('node:v8');
const { runInNewContext } = require('node:vm');

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

process.on('SIGUSR2', () => {
  collect();
  // What was held by something that has to be finalized is free at the second time.
  setImmediate(() => {
    collect();
    process.stdout.write('{"msg":"garbage collected"}\n');
  });
});
