/**
 * Preloaded into a child process of the local stack (`node --require`): when whoever started it is gone, however
 * suddenly, the pipe to its standard input ends, and the process stops as by SIGTERM.
 */
process.stdin.resume();
process.stdin.on('end', () => {
  process.kill(process.pid, 'SIGTERM');
  setTimeout(() => process.exit(1), 10_000).unref();
});
process.stdin.unref();
