import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';

/** Less optimising and one collector thread: it serves tests, on a machine with other things to do. */
const QUICK_START = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'];

/** Kills Java when whoever started it is gone, however suddenly: the shell's standard input ends then. */
const LEASH = '"$@" </dev/null & java=$!; read -r end; kill "$java"; wait "$java"';

/**
 * AWS's own DynamoDB Local, in memory and in a process of its own. It is not waited for: clients ask until it answers.
 *
 * @param jar where DynamoDBLocal.jar and DynamoDBLocal_lib lie
 * @param folder where it may leave files
 */
export async function startDynamoDbLocal(
  jar: string,
  folder: string,
): Promise<{ url: string; close(): Promise<void> }> {
  const port = await freePort();
  const virtualMachine = [...QUICK_START, `-Djava.library.path=${join(jar, 'DynamoDBLocal_lib')}`];
  const program = ['-jar', join(jar, 'DynamoDBLocal.jar'), '-inMemory', '-sharedDb', '-port', String(port)];
  const shell = spawn('sh', ['-c', LEASH, 'sh', 'java', ...virtualMachine, ...program], {
    cwd: folder,
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  const ended = once(shell, 'exit');
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      shell.stdin.end();
      await ended;
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
