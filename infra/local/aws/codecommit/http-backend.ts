import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { git, gitEnvironment } from './git';

export interface BackendRequest {
  /** Folder with the repositories. */
  projectRoot: string;
  /** Path below that folder, e.g. `/penguins.git/info/refs`. */
  pathInfo: string;
  /** Without the question mark. */
  query: string;
  user: string;
  /** Kills the backend. */
  signal: AbortSignal;
}

/**
 * Answers a request of a git client with `git http-backend`, a CGI program (RFC 3875). Both bodies are streamed, so their
 * size does not matter. Resolves when the backend has gone, however that came about; the response is left for the caller
 * to end.
 */
export async function runHttpBackend(
  request: IncomingMessage,
  response: ServerResponse,
  backendRequest: BackendRequest,
): Promise<void> {
  const backend = spawn(await backendProgram(), {
    env: { ...gitEnvironment(), ...cgiVariables(request, backendRequest) },
    stdio: ['pipe', 'pipe', 'inherit'],
    signal: backendRequest.signal,
  });
  // An aborted or failed backend closes its output, and the client sees a response that stops.
  backend.on('error', () => {});
  const gone = new Promise((closed) => backend.once('close', closed));
  sendBody(request, backend.stdin);
  await passOn(backend.stdout, response);
  await gone;
}

let program: Promise<string> | undefined;

function backendProgram(): Promise<string> {
  program ??= git(['--exec-path']).then((path) => join(path.trim(), 'git-http-backend'));
  return program;
}

function cgiVariables(request: IncomingMessage, { projectRoot, pathInfo, query, user }: BackendRequest) {
  const { 'content-type': type, 'content-length': length, 'content-encoding': encoding } = request.headers;
  const protocol = request.headers['git-protocol'];
  return {
    GIT_PROJECT_ROOT: projectRoot,
    GIT_HTTP_EXPORT_ALL: '1',
    REQUEST_METHOD: request.method ?? 'GET',
    PATH_INFO: pathInfo,
    QUERY_STRING: query,
    REMOTE_USER: user,
    REMOTE_ADDR: '127.0.0.1',
    ...(type && { CONTENT_TYPE: type }),
    ...(length && { CONTENT_LENGTH: length }),
    // Git compresses larger request bodies, and only this header says that it did.
    ...(encoding && { HTTP_CONTENT_ENCODING: encoding }),
    ...(typeof protocol === 'string' && { GIT_PROTOCOL: protocol }),
  };
}

function sendBody(request: IncomingMessage, input: Writable): void {
  // A backend may answer and exit without having read everything; the client must still be able to read its answer.
  input.on('error', () => request.unpipe(input).resume());
  // Half a push must end for the backend as half a push.
  request.once('close', () => {
    if (!request.complete) input.destroy();
  });
  request.pipe(input);
}

async function passOn(output: Readable, response: ServerResponse): Promise<void> {
  const head = await readHead(output);
  if (head === undefined) {
    response.writeHead(500, { 'content-type': 'text/plain' });
    return;
  }
  const { status, headers } = parseHead(head);
  response.writeHead(status, headers);
  // A client that has gone is no error of ours. The backend notices that nobody reads.
  await pipeline(output, response, { end: false }).catch(() => {});
}

/** Reads up to the empty line that ends the head; what follows stays in the stream. */
async function readHead(output: Readable): Promise<string | undefined> {
  let read = Buffer.alloc(0);
  while (!output.readableEnded && !output.destroyed) {
    const chunk = output.read() as Buffer | null;
    if (chunk === null) {
      await Promise.race([once(output, 'readable'), once(output, 'close')]);
      continue;
    }
    read = Buffer.concat([read, chunk]);
    const end = /\r?\n\r?\n/.exec(read.toString('latin1'));
    if (!end) continue;
    output.unshift(read.subarray(end.index + end[0].length));
    return read.subarray(0, end.index).toString('latin1');
  }
  return undefined;
}

function parseHead(head: string): { status: number; headers: OutgoingHttpHeaders } {
  const fields = head.split(/\r?\n/).map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
  });
  const { status = '200', ...headers } = Object.fromEntries(fields);
  return { status: Number.parseInt(status, 10), headers };
}
