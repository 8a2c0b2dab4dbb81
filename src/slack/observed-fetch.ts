import type { FetchFunction } from '@slack/web-api';
import type { Metrics } from '../metrics';

/** Slack's words for "too many" in an answer with status 200. */
const RATE_LIMITED = new Set(['ratelimited', 'rate_limited', 'message_limit_exceeded']);

/** Its words for its own faults, and for a token that it takes no more. Any other answers what we asked. */
const FAULTS = new Set([
  ...['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout', 'team_added_to_org'],
  ...['invalid_auth', 'not_authed', 'account_inactive', 'token_revoked', 'token_expired', 'access_denied'],
]);

/** `fetch`, which counts what goes wrong between us and Slack, call by call, repeated ones too. */
export function observedFetch(metrics: Metrics): FetchFunction {
  return async (url, init) => {
    const method = methodOf(url);
    try {
      const response = await fetch(url, init as RequestInit);
      const code = response.status === 200 ? await codeIn(response.clone()) : undefined;
      if (response.status === 429 || RATE_LIMITED.has(code ?? '')) metrics.count('SlackRateLimits', method);
      else if (response.status >= 500) metrics.count('SlackErrors', `${method} HTTP ${response.status}`);
      else if (code !== undefined && FAULTS.has(code)) metrics.count('SlackErrors', `${method} ${code}`);
      return response;
    } catch (error) {
      metrics.count('SlackErrors', `${method} no answer`);
      throw error;
    }
  };
}

/** `chat.update`. The address to respond to a click is a secret, and no name of a method. */
const methodOf = (url: string | URL): string => /\/api\/([a-zA-Z.]+)$/.exec(new URL(url).pathname)?.[1] ?? 'response';

/** Slack's word for why not; the answer to a response address is no JSON. */
async function codeIn(response: Response): Promise<string | undefined> {
  try {
    const { error }: { error?: unknown } = Object(await response.json());
    return typeof error === 'string' ? error : undefined;
  } catch {
    return undefined;
  }
}
