import type { IncomingMessage, ServerResponse } from 'node:http';
import { flattened, namedFile } from '../blocks';
import { sendFile } from '../files/file-routes';
import { BadRequest, isRecord, readBytes, sendJson } from '../http';
import type { Block, Member, Message, SeenFile } from '../model';
import type { Workspace } from '../workspace';
import type { StoredFile } from '../workspace-state';

/** All files of what somebody sees: shared with messages, shown by blocks, and their own. */
export function filesSeenBy(
  workspace: Workspace,
  person: Member,
  { messages, views }: { messages: readonly Message[]; views: readonly { blocks: Block[] }[] },
): Record<string, SeenFile> {
  const { files } = workspace;
  const shared = messages.flatMap((message) => message.files ?? []).map(({ id }) => files.find(id));
  const blocks = [...messages, ...views].flatMap((one) => flattened(one.blocks ?? []));
  const shown = blocks.flatMap(slackFiles).map((named) => namedFile(workspace, named));
  const seen = [...shared, ...shown].filter((file): file is StoredFile => file !== undefined);
  return Object.fromEntries(
    seen.map((file) => [file.id, { ...files.view(file), page_url: `/ui/files/${file.id}?as=${person.id}` }]),
  );
}

/** A person uploads a file, to be sent with a message or a dialog. */
export async function uploadFile(
  { files }: Workspace,
  person: Member,
  request: IncomingMessage,
  response: ServerResponse,
  name: string | null,
): Promise<void> {
  if (!name) throw new BadRequest('"name" must be the name of the file.');
  const content = await readBytes(request);
  if (content.length === 0) throw new BadRequest('The file is empty.');
  sendJson(response, 200, { ok: true, id: files.add(person.id, name, content).id });
}

/** A file for the page. The caller has found that this person sees it. @throws BadRequest (404) where it is gone */
export function downloadFile({ files }: Workspace, response: ServerResponse, id: string): void {
  const file = files.find(id);
  if (!file) throw new BadRequest('There is no such file.', 404);
  sendFile(files, response, file);
}

/** Every `slack_file` object inside. */
function slackFiles(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.flatMap(slackFiles);
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([name, entry]) => (name === 'slack_file' ? [entry] : slackFiles(entry)));
}
