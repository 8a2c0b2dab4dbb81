import { createReadStream, existsSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { BuildStore } from './build-store';

const LOG_PATH = /^\/builds\/([\w-]+)\/([\da-f-]+)$/;

/** Path under which the log of a build can be read. */
export function logPath({ projectName, uuid }: { projectName: string; uuid: string }): string {
  return `/builds/${projectName}/${uuid}`;
}

/**
 * Serves the logs of builds as plain text: what CloudWatch's console page is to AWS.
 * @returns whether the request was for a log and has been answered
 */
export function createLogHandler(store: BuildStore) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<boolean> => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (!pathname.startsWith('/builds/')) return false;
    const [, projectName, uuid] = LOG_PATH.exec(pathname) ?? [];
    const build = store.build(`${projectName}:${uuid}`);
    const headers = { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' };
    if (request.method !== 'GET') {
      response.writeHead(405, { ...headers, allow: 'GET' }).end('A build log can only be read.\n');
    } else if (!build || !existsSync(store.logFile(build))) {
      response.writeHead(404, headers).end('There is no such build, or it has no log yet.\n');
    } else {
      response.writeHead(200, headers);
      // The reader may go away in the middle of the log.
      await pipeline(createReadStream(store.logFile(build)), response).catch(() => response.destroy());
    }
    return true;
  };
}
