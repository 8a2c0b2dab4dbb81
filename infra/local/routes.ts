import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

/** Answers a request if it is one of its own, and tells whether it was. */
type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

export interface Route {
  /** Path, or beginning of paths, that the handler may answer. */
  prefix: string;
  handle: Handler;
}

/** Gives each request to the first handler that takes it; a handler that fails costs its caller the answer, nobody else. */
export function router(routes: readonly Route[]): RequestListener {
  return (request, response) => {
    answer(routes, request, response).catch((error: unknown) => {
      console.error(`${request.method} ${request.url}:`, error);
      if (response.headersSent) response.destroy();
      else plain(response, 500, 'The local stack failed at this; its terminal says why.');
    });
  };
}

/** A handler that thinks of itself as at the root, served below a path. */
export function below(path: string, handle: Handler): Handler {
  return (request, response) => {
    request.url = (request.url ?? '/').slice(path.length);
    return handle(request, response);
  };
}

async function answer(routes: readonly Route[], request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = request.url ?? '/';
  for (const { prefix, handle } of routes) {
    if (path.startsWith(prefix) && (await handle(request, response))) return;
  }
  plain(response, 404, 'There is nothing here. The workspace is at /.');
}

export function plain(response: ServerResponse, status: number, sentence: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${sentence}\n`);
}
