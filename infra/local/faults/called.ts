import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

export const isSlack = ({ url = '' }: IncomingMessage): boolean => url.startsWith('/api/');

/** Whether AWS's query protocol is spoken, as STS does: a form asks, and XML answers. */
export const isQuery = (request: IncomingMessage): boolean =>
  !isSlack(request) && (request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false);

/**
 * What a request calls: `PutApprovalResult` of an AWS call, `chat.postMessage` of a Slack one. The query protocol tells it
 * in the body, which is read for it; whoever serves the request then reads the one that is returned.
 */
export async function calledBy(request: IncomingMessage): Promise<{ name: string; request: IncomingMessage }> {
  if (!isQuery(request)) return { name: nameIn(request), request };
  const body = await text(request);
  const { method, url, headers } = request;
  // A request has much more than this, none of which the AWS server reads: method, address, headers and body.
  const unread = Object.assign(Readable.from([body]), { method, url, headers }) as unknown as IncomingMessage;
  return { name: new URLSearchParams(body).get('Action') ?? '', request: unread };
}

function nameIn({ headers, url = '' }: IncomingMessage): string {
  const target = String(headers['x-amz-target'] ?? '')
    .split('.')
    .at(-1);
  return target || (/^\/api\/([\w.]+)/.exec(url)?.[1] ?? '');
}
