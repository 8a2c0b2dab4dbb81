import type { IncomingMessage, ServerResponse } from 'node:http';
import { TOKENS } from '../../identity';
import { readBytes, send } from '../http';
import type { StoredFile } from '../workspace-state';
import type { FileStore } from './file-store';

/**
 * Takes uploads at the address that files.getUploadURLExternal has given out, and hands files to whoever brings the
 * app's token. False where the path is something else.
 */
export async function handleFiles(
  files: FileStore,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<boolean> {
  if (path.startsWith('/upload/v1/') && request.method === 'POST') {
    const content = await contentOf(request);
    // What Slack says to a wrong length or a used address is not documented.
    if (files.receive(path, content)) send(response, 200, 'text/plain', `OK - ${content.length}`);
    else send(response, 400, 'text/plain', 'The address is not for this content.');
    return true;
  }
  const id = /^\/files-pri\/[A-Z0-9]+-(F[A-Z0-9]+)\//.exec(path)?.[1];
  if (id === undefined) return false;
  const file = files.find(id);
  if (!file) {
    send(response, 404, 'text/plain', 'file_not_found');
  } else if (request.headers.authorization !== `Bearer ${TOKENS.bot}`) {
    // Slack sends whoever brings no token to its sign-in page.
    response.writeHead(302, { location: '/' }).end();
  } else {
    sendFile(files, response, file);
  }
  return true;
}

/** The content, never as something that a browser would run on this address. */
export function sendFile(files: FileStore, response: ServerResponse, file: StoredFile): void {
  const isActive = /html|svg|xml|javascript/.test(file.mimetype);
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('content-security-policy', "default-src 'none'; sandbox");
  send(response, 200, isActive ? 'text/plain; charset=utf-8' : file.mimetype, files.content(file));
}

/** Raw bytes, or the one file of a form (web-api sends it as a part named `body`). */
async function contentOf(request: IncomingMessage): Promise<Uint8Array> {
  const bytes = await readBytes(request);
  const type = request.headers['content-type'] ?? '';
  if (!type.startsWith('multipart/form-data')) return bytes;
  const form = await new Response(bytes, { headers: { 'content-type': type } }).formData();
  const part = [...form.values()].find((value) => typeof value !== 'string');
  return part ? new Uint8Array(await part.arrayBuffer()) : new Uint8Array();
}
