/** SQS (`queue`), DynamoDB (`tables`) of the local stack in a process of its own. Ends with its standard input. */
import { startQueue } from '../../infra/local/queue';
import { startTables } from '../../infra/local/tables';

const [what, folder = ''] = process.argv.slice(2);

async function main(): Promise<object> {
  if (what === 'tables') return { endpoint: (await startTables(folder)).endpoint };
  const { endpoint, url } = await startQueue();
  return { endpoint, url };
}

main().then(
  (started) => {
    process.stdout.write(`${JSON.stringify(started)}\n`);
    process.stdin.resume().once('end', () => process.exit(0));
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  },
);
