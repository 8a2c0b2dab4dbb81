/** A process with the queues of the local stack: their package cannot be loaded by jest. Ends with its standard input. */
import { startQueue } from '../../infra/local/queue';

startQueue().then(
  ({ endpoint, url }) => {
    process.stdout.write(`${JSON.stringify({ endpoint, url })}\n`);
    process.stdin.resume().once('end', () => process.exit(0));
  },
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
