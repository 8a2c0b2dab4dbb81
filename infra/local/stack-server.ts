import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { Duplex } from 'node:stream';
import { portOf } from './address';
import { errorCode } from './error-code';
import { refusal } from './front-door';
import { plain } from './routes';

/** Takes over the socket of an upgrade request if it is its own, and tells whether it was. */
export type UpgradeHandler = (request: IncomingMessage, socket: Duplex, head: Buffer) => boolean;

/** The port cannot be had; the message is one sentence. */
export class PortUnavailable extends Error {}

export interface StackServer {
  port: number;
  /** Lets requests in; until then they are asked to come again. */
  open(handle: RequestListener, handleUpgrade: UpgradeHandler): void;
  close(): Promise<void>;
}

/**
 * The one HTTP server of the stack, on the loopback address only, with the same check in front of every request and
 * every WebSocket.
 * @throws PortUnavailable
 */
export async function listen(wantedPort: number): Promise<StackServer> {
  let handle: RequestListener = (_, response) => plain(response, 503, 'The local stack is starting.');
  let handleUpgrade: UpgradeHandler = () => false;
  const server = createServer((request, response) => {
    const reason = refusal(request.headers, request.url ?? '/', port);
    if (reason) plain(response, 403, reason);
    else handle(request, response);
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const refused = refusal(request.headers, request.url ?? '/', port) !== undefined;
    if (refused || !handleUpgrade(request, socket, head)) {
      socket.end(`HTTP/1.1 ${refused ? '403 Forbidden' : '404 Not Found'}\r\nConnection: close\r\n\r\n`);
    }
  });
  try {
    server.listen(wantedPort, '127.0.0.1');
    await once(server, 'listening');
  } catch (cause) {
    throw new PortUnavailable(portSentence(wantedPort, cause), { cause });
  }
  const port = portOf(server);
  return {
    port,
    open(requests, upgrades) {
      handle = requests;
      handleUpgrade = upgrades;
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function portSentence(port: number, cause: unknown): string {
  const code = errorCode(cause);
  if (code === 'EADDRINUSE') return `Port ${port} is in use: stop what uses it, or choose another with --port N.`;
  if (code === 'EACCES') return `Port ${port} is reserved by the system: choose another with --port N.`;
  return `Port ${port} cannot be used: ${cause instanceof Error ? cause.message : String(cause)}.`;
}
