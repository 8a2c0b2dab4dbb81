import type { IncomingMessage, ServerResponse } from 'node:http';
import { BadRequest, readJsonObject, sendJson } from '../http';
import type { Workspace } from '../workspace';
import { DEEDS } from './deeds';
import type { EventStreams } from './event-stream';
import { downloadFile, uploadFile } from './person-files';
import { requirePerson } from './requests';
import { snapshotFor } from './snapshot';

/** Answers `/ui/…` for the page, for seeding and for tests. False where the path is something else. */
export async function handlePersonApi(
  workspace: Workspace,
  streams: EventStreams,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<boolean> {
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  const asked = (): ReturnType<typeof requirePerson> => requirePerson(workspace, url.searchParams.get('as'));
  if (isRead && url.pathname === '/ui/events') {
    asked();
    streams.add(response);
    return true;
  }
  if (isRead && url.pathname === '/ui/state') {
    sendJson(response, 200, snapshotFor(workspace, asked()));
    return true;
  }
  const fileId = /^\/ui\/files\/(F[A-Z0-9]+)$/.exec(url.pathname)?.[1];
  if (isRead && fileId !== undefined) {
    const sees = Object.hasOwn(snapshotFor(workspace, asked()).files, fileId);
    if (!sees) throw new BadRequest('There is no such file.', 404);
    downloadFile(workspace, response, fileId);
    return true;
  }
  if (url.pathname === '/ui/files' && request.method === 'POST') {
    await uploadFile(workspace, asked(), request, response, url.searchParams.get('name'));
    return true;
  }
  const deed = Object.hasOwn(DEEDS, url.pathname) ? DEEDS[url.pathname] : undefined;
  if (!deed) return false;
  if (request.method !== 'POST') throw new BadRequest('This address takes POST.', 405);
  const body = await readJsonObject(request);
  sendJson(response, 200, await deed(workspace, requirePerson(workspace, body.as), body));
  return true;
}
