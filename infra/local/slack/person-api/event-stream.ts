import type { ServerResponse } from 'node:http';
import type { Changes } from '../changes';

const RETRY_MS = 500;

/** Server-sent events: one says where the revision stands, then one for every change. */
export class EventStreams {
  readonly #open = new Set<ServerResponse>();

  constructor(private readonly changes: Changes) {}

  add(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write(`retry: ${RETRY_MS}\n${event(this.changes.revision, 'connected')}`);
    const stop = this.changes.listen((revision, changed) => response.write(event(revision, changed)));
    this.#open.add(response);
    response.on('close', () => {
      stop();
      this.#open.delete(response);
    });
  }

  close(): void {
    for (const response of this.#open) response.end();
  }
}

const event = (revision: number, changed: string): string =>
  `id: ${revision}\nevent: changed\ndata: ${JSON.stringify({ changed })}\n\n`;
