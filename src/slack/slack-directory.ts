import { WebAPIPlatformError, type WebClient } from '@slack/web-api';
import { DirectoryUnavailable } from '../domain/errors';
import type { Directory, Person } from '../domain/ports/directory';

/** Membership and names change rarely; `users.info` is Tier 4 (100 a minute). */
const CACHE_MS = 5 * 60_000;

/** Who somebody is, by `users.info`. Unreachable means refused: nobody acts on a guess. */
export function slackDirectory({ client, now }: { client: WebClient; now: () => Date }): Directory {
  const cache = new Map<string, { person: Person; until: number }>();
  return {
    async person(slackId) {
      const cached = cache.get(slackId);
      if (cached && cached.until > now().getTime()) return cached.person;
      const person = await read(slackId);
      cache.set(slackId, { person, until: now().getTime() + CACHE_MS });
      return person;
    },
  };

  async function read(slackId: string): Promise<Person> {
    try {
      const { user } = await client.users.info({ user: slackId });
      const name = user?.profile?.display_name || user?.real_name || user?.name || slackId;
      const outsider =
        user?.is_bot || user?.deleted || user?.is_restricted || user?.is_ultra_restricted || user?.is_stranger;
      return { slackId, name, isFullMember: user !== undefined && !outsider, timeZone: user?.tz ?? 'UTC' };
    } catch (error) {
      const unknown = error instanceof WebAPIPlatformError && error.data.error === 'user_not_found';
      if (unknown) return { slackId, name: slackId, isFullMember: false, timeZone: 'UTC' };
      throw new DirectoryUnavailable('users.info did not answer', { cause: error });
    }
  }
}
