import type { RunningWorkspace } from './support';

/** The smallest picture: one transparent pixel. */
export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

export interface Upload {
  upload_url: string;
  file_id: string;
}

/** First step of an upload: says what is to come. */
export async function announceFile(slack: RunningWorkspace, filename: string, length: number): Promise<Upload> {
  const { upload_url, file_id } = await slack.call('files.getUploadURLExternal', { filename, length });
  return { upload_url: String(upload_url), file_id: String(file_id) };
}

/** Second step: the content. @returns status and answer */
export async function sendContent(
  { upload_url }: Upload,
  body: string | FormData | Uint8Array<ArrayBuffer>,
): Promise<[number, string]> {
  const response = await fetch(upload_url, { method: 'POST', body });
  return [response.status, await response.text()];
}

/** Both steps. @returns the id of a file that is not completed yet */
export async function uploadFile(slack: RunningWorkspace, filename: string, content: string | Buffer): Promise<string> {
  const upload = await announceFile(slack, filename, Buffer.byteLength(content));
  await sendContent(upload, typeof content === 'string' ? content : new Uint8Array(content));
  return upload.file_id;
}
