import type { IncomingMessage, ServerResponse } from 'node:http';
import { TOKENS } from '../../identity';
import { isRecord, parseJson, readBody, sendJson } from '../http';
import type { Workspace } from '../workspace';
import { apps } from './apps';
import { Arguments } from './arguments';
import { blocks } from './blocks';
import { chat } from './chat';
import { conversations } from './conversations';
import { files } from './files';
import { history } from './history';
import type { MethodEntry } from './method';
import { SlackError } from './slack-error';
import { usergroups } from './usergroups';
import { users } from './users';
import { views } from './views';

/** Every method that the workspace offers. */
export const METHODS: Readonly<Record<string, MethodEntry>> = {
  ...apps,
  ...blocks,
  ...chat,
  ...conversations,
  ...files,
  ...history,
  ...usergroups,
  ...users,
  ...views,
};

/**
 * Answers `/api/<method>` (Slack, "Using the Slack Web API"): form or JSON body, or a query; always HTTP 200, what went
 * wrong is in the body. Only who calls too often gets HTTP 429.
 */
export async function handleWebApi(
  workspace: Workspace,
  request: IncomingMessage,
  response: ServerResponse,
  method: string,
): Promise<void> {
  try {
    const given = await readArguments(request);
    const entry = Object.hasOwn(METHODS, method) ? METHODS[method] : undefined;
    if (!entry) throw new SlackError('unknown_method', { req_method: method });
    authorize(entry, request, given);
    const waitSeconds = workspace.rates.take(method, typeof given.channel === 'string' ? given.channel : undefined);
    if (waitSeconds !== undefined) {
      response.setHeader('retry-after', String(waitSeconds));
      sendJson(response, 429, { ok: false, error: 'ratelimited' });
      return;
    }
    sendJson(response, 200, { ok: true, ...entry.call(workspace, new Arguments(given)) });
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    sendJson(response, 200, { ok: false, error: error.code, ...error.details });
  }
}

async function readArguments(request: IncomingMessage): Promise<Record<string, unknown>> {
  const query = new URL(request.url ?? '', 'http://localhost').searchParams;
  const body = await readBody(request);
  if (!request.headers['content-type']?.startsWith('application/json')) {
    return { ...Object.fromEntries(query), ...Object.fromEntries(new URLSearchParams(body)) };
  }
  const parsed = body === '' ? {} : parseJson(body);
  if (!isRecord(parsed)) throw new SlackError(parsed === undefined ? 'invalid_json' : 'json_not_object');
  return { ...Object.fromEntries(query), ...parsed };
}

function authorize(entry: MethodEntry, request: IncomingMessage, given: Record<string, unknown>): void {
  if (entry.token === 'none') return;
  const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const token = bearer ?? given.token;
  if (!token) throw new SlackError('not_authed');
  if (token !== TOKENS.bot && token !== TOKENS.app) throw new SlackError('invalid_auth');
  if (token !== TOKENS[entry.token]) throw new SlackError('not_allowed_token_type');
}
