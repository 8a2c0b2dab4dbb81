import { WebAPIPlatformError, type WebClient } from '@slack/web-api';
import type { Log } from '../log';
import { configuredPeople, isPrincipal } from './configured-people';
import { principal } from './principal';
import { rememberFor } from './remembered';

export interface SlackAddressesDeps {
  client: WebClient;
  /** Slack ids by e-mail address or ARN, as the configuration names them. */
  people: Readonly<Record<string, string>>;
  now: () => Date;
  log: Log;
}

/** `users.lookupByEmail` is Tier 3 (50 a minute); a commit's author comes again with every attempt. */
const REMEMBER_MS = 5 * 60_000;

/** Longest address there is (RFC 5321, 4.5.3.1.3, without its angle brackets). */
const LONGEST = 254;
/** Addresses that hosts of repositories make up, so that nobody is written to: no account in Slack has one. */
const NOBODYS = /(^|[^a-z])(do-?)?no(t)?-?reply([^a-z]|$)/i;

/**
 * Whose an address is: as the configuration says, else as Slack says. An e-mail address is written in either case; of an
 * ARN of AWS, Slack is asked where the name of the user or session is an e-mail address.
 */
export function slackAddresses({ client, people, now, log }: SlackAddressesDeps) {
  const configured = configuredPeople(people);
  const asked = rememberFor(REMEMBER_MS, now, ask);
  /** Troubles that have been told, by Slack's word for them, so that each is told once. */
  const told = new Set<string>();

  return {
    /** @returns a Slack id or `bot`, undefined where nobody has that address or Slack does not say; it never fails */
    async of(given: string): Promise<string | undefined> {
      const address = given.trim();
      if (!isPrincipal(address)) return ofEmail(address);
      // A role is shared: who is in the session says more.
      return configured.of(address) ?? (await ofEmail(principal(address))) ?? configured.ofRole(address);
    },
  };

  async function ofEmail(text: string): Promise<string | undefined> {
    const email = text.toLowerCase();
    const known = configured.of(email);
    return known !== undefined || !isWorthAsking(email) ? known : asked.get(email).catch(tellOnce);
  }

  async function ask(email: string): Promise<string | undefined> {
    try {
      const { user } = await client.users.lookupByEmail({ email });
      told.clear();
      return user?.id;
    } catch (error) {
      const code = codeOf(error);
      if (code === 'users_not_found') return undefined;
      if (code !== 'missing_scope') throw error;
      // Lasts until the app is installed anew, so it is remembered like an answer.
      return tellOnce(error);
    }
  }

  /** @returns undefined: who it is stays unknown */
  function tellOnce(error: unknown): undefined {
    const code = codeOf(error);
    if (told.has(code)) return;
    told.add(code);
    log.warn(
      { err: error, code },
      'commit authors could not be looked up by address, which takes the scope users:read.email: named, not mentioned',
    );
  }
}

/** What git holds for an address may be anything at all. */
const isWorthAsking = (address: string): boolean =>
  address.length <= LONGEST &&
  /^[^\s@<>()[\],;:"\\]+@[^\s@<>()[\],;:"\\]+\.[^\s@.]+$/.test(address) &&
  !NOBODYS.test(address);

const codeOf = (error: unknown): string => {
  if (error instanceof WebAPIPlatformError) return error.data.error;
  return error instanceof Error ? error.name : 'unknown';
};
