import { WebAPIPlatformError, WebAPIRateLimitedError, WebClient } from '@slack/web-api';
import { boltLogger, type Log } from '../log';
import type { Secret } from '../secret';

export interface TokenCheckDeps {
  apiUrl: string;
  log: Log;
}

/** Milliseconds of one call, which is made twice at most. */
const CALL_TIMEOUT_MS = 5_000;

/** Why Slack does not take the bot token, in a sentence with the fix. Nothing: it does. */
export function botTokenTrouble(token: Secret, deps: TokenCheckDeps): Promise<string | undefined> {
  const remedy = 'copy the Bot User OAuth Token of the page OAuth & Permissions';
  const client = clientWith(token, deps);
  return told('SLACK_BOT_TOKEN', deps.apiUrl, () => client.auth.test(), remedy);
}

/**
 * The same of the app-level token, by asking for the address of a socket that nobody opens. Bolt itself would ask
 * forever where the token lacks its scope.
 */
export function appTokenTrouble(token: Secret, deps: TokenCheckDeps): Promise<string | undefined> {
  const remedy =
    'copy an app-level token with the scope connections:write from Basic Information, and switch Socket Mode on';
  const client = clientWith(token, deps);
  return told('SLACK_APP_TOKEN', deps.apiUrl, () => client.apps.connections.open(), remedy);
}

const clientWith = (token: Secret, { apiUrl, log }: TokenCheckDeps): WebClient =>
  new WebClient(token.reveal(), {
    slackApiUrl: apiUrl,
    logger: boltLogger(log),
    timeout: CALL_TIMEOUT_MS,
    retryConfig: { retries: 1, minTimeout: 500 },
    rejectRateLimitedCalls: true,
  });

async function told(variable: string, apiUrl: string, ask: () => Promise<unknown>, remedy: string) {
  try {
    await ask();
    return undefined;
  } catch (error) {
    if (error instanceof WebAPIRateLimitedError) return undefined; // the start itself waits as long as Slack asks for
    if (error instanceof WebAPIPlatformError) {
      return `${variable}: Slack refuses the token (${error.data.error}): ${remedy}`;
    }
    return `Slack did not answer at ${apiUrl} (${innermost(error)}): the bot’s network needs a way out to it, and SLACK_API_URL must be right where it is set`;
  }
}

/** What the network says lies beneath what the client and fetch say. */
function innermost(error: unknown): string {
  const { cause, original, code, message } = Object(error) as Record<string, unknown>;
  const inner = original ?? cause;
  return inner === undefined ? String(code ?? message ?? error) : innermost(inner);
}
