import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { addressOf } from '../../infra/local/address';

export interface Delayed {
  /** Address without a slash at the end. */
  url: string;
  close(): Promise<void>;
}

/** A way to a service that is so many milliseconds longer: whatever is sent arrives that much later, in its order. */
export async function delayed(target: string, delayMs: number): Promise<Delayed> {
  const { hostname, port } = new URL(target);
  const open = new Set<Socket>();
  const server = createServer({ noDelay: true }, (client) => {
    const service = connect({ host: hostname, port: Number(port), noDelay: true });
    for (const socket of [client, service]) {
      open.add(socket);
      socket.once('close', () => open.delete(socket));
    }
    // Timers of one delay fire in the order in which they were set.
    client.on('data', (chunk) => setTimeout(() => service.write(chunk), delayMs));
    client.on('end', () => setTimeout(() => service.end(), delayMs));
    service.pipe(client);
    client.on('error', () => service.destroy());
    service.on('error', () => client.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: addressOf(server as never),
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}
