import type { IncomingMessage, ServerResponse } from 'node:http';

const MAX_BODY_BYTES = 1_000_000;
/** Far below Slack's gigabyte: what is uploaded is held in memory. */
const MAX_FILE_BYTES = 20_000_000;

/** A request we answer with a status and one sentence. */
export class BadRequest extends Error {
  constructor(
    message: string,
    readonly status = 400,
  ) {
    super(message);
  }
}

/** The whole body as text. @throws BadRequest (413) beyond 1 MB */
export async function readBody(request: IncomingMessage): Promise<string> {
  return (await collect(request, MAX_BODY_BYTES)).toString('utf8');
}

/** The whole body as bytes. @throws BadRequest (413) beyond 20 MB */
export function readBytes(request: IncomingMessage): Promise<Buffer<ArrayBuffer>> {
  return collect(request, MAX_FILE_BYTES);
}

async function collect(request: IncomingMessage, maximum: number): Promise<Buffer<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > maximum) throw new BadRequest(`The body is larger than ${maximum} bytes.`, 413);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The body as a JSON object. @throws BadRequest where it is none */
export async function readJsonObject(request: IncomingMessage): Promise<Record<string, unknown>> {
  const parsed = parseJson(await readBody(request));
  if (!isRecord(parsed)) throw new BadRequest('The body must be a JSON object.');
  return parsed;
}

/** Parsed JSON, or undefined where it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  send(response, status, 'application/json; charset=utf-8', JSON.stringify(body));
}

export function send(response: ServerResponse, status: number, contentType: string, body: string | Uint8Array): void {
  response.writeHead(status, { 'content-type': contentType, 'cache-control': 'no-store' }).end(body);
}
