import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

/**
 * Tells when processes come and go: each holds a connection for as long as it lives, whoever ends it.
 */
export class Presence {
  private readonly sockets: Socket[] = [];

  private constructor(private readonly server: Server) {
    server.on('connection', (socket) => this.sockets.push(socket));
  }

  static async start(): Promise<Presence> {
    const server = createServer();
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    return new Presence(server);
  }

  /** A shell command that lasts until it is killed or `stop` lets it go. */
  get command(): string {
    const { port } = this.server.address() as AddressInfo;
    return `'${process.execPath}' -e 'require("node:net").connect(${port}, "127.0.0.1").resume()'`;
  }

  /** The next process that arrives. */
  async arrival(): Promise<{ gone: Promise<unknown> }> {
    const [socket] = (await once(this.server, 'connection')) as [Socket];
    // A killed process may reset the connection.
    socket.on('error', () => {}).resume();
    return { gone: new Promise((gone) => socket.once('close', gone)) };
  }

  /** Lets all processes go that are still there. */
  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((closed) => this.server.close(closed));
  }
}
