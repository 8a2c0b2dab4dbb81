import { WebAPIPlatformError, type WebClient } from '@slack/web-api';
import { DirectoryUnavailable } from '../domain/errors';
import type { Directory, Person } from '../domain/ports/directory';
import type { Log } from '../log';
import { rememberFor } from './remembered';
import { slackAddresses } from './slack-addresses';
import { slackUserGroups } from './slack-user-groups';

export interface SlackDirectoryDeps {
  client: WebClient;
  /** Every user group that the configuration names. */
  groups: readonly string[];
  /** Slack ids by e-mail address or ARN, as the configuration names them. */
  people: Readonly<Record<string, string>>;
  now: () => Date;
  log: Log;
}

/** Names and kinds of people change rarely; `users.info` is Tier 4 (100 a minute). */
const REMEMBER_MS = 5 * 60_000;
/** users.info: nobody that this workspace knows. */
const NOBODY = ['user_not_found', 'user_not_visible'];

/** Who somebody is, by `users.info`, `usergroups.users.list` and `users.lookupByEmail`. Unreachable means refused: nobody acts on a guess. */
export function slackDirectory({ client, groups: named, people: configured, now, log }: SlackDirectoryDeps): Directory {
  const people = rememberFor(REMEMBER_MS, now, readPerson);
  const userGroups = slackUserGroups({ client, now, log });
  const addresses = slackAddresses({ client, people: configured, now, log });
  const team = rememberFor(Number.POSITIVE_INFINITY, now, async () => (await client.auth.test()).team_id);

  return {
    async person(slackId, groups = named) {
      const [person, memberships] = await Promise.all([people.get(slackId), userGroups.of(slackId, groups)]);
      return { ...person, ...memberships };
    },
    whose: (address) => addresses.of(address),
    forget(id) {
      people.forget(id);
      userGroups.forget(id);
    },
  };

  async function readPerson(slackId: string): Promise<Omit<Person, 'groups' | 'untold'>> {
    try {
      const [{ user = {} }, ours] = await Promise.all([client.users.info({ user: slackId }), team.get('')]);
      const name = user.profile?.display_name || user.real_name || user.name || slackId;
      const teams = teamsOf(user);
      const isHere = ours !== undefined && teams.includes(ours);
      return { slackId, name, isFullMember: isHere && !isOutsider(user), teams, timeZone: user.tz ?? 'UTC' };
    } catch (error) {
      if (error instanceof WebAPIPlatformError && NOBODY.includes(error.data.error)) {
        return { slackId, name: slackId, isFullMember: false, teams: [], timeZone: 'UTC' };
      }
      throw new DirectoryUnavailable('Slack did not say who somebody is', { cause: error });
    }
  }
}

type User = NonNullable<Awaited<ReturnType<WebClient['users']['info']>>['user']>;

const isOutsider = (user: User): boolean =>
  [user.is_bot, user.deleted, user.is_restricted, user.is_ultra_restricted, user.is_stranger].includes(true);

/** Of an Enterprise Grid, `team_id` may name another workspace of the organization; `teams` lists them all. */
function teamsOf({ team_id: team, enterprise_user: enterprise }: User): string[] {
  return [team, ...(enterprise?.teams ?? []), enterprise?.enterprise_id].filter((one) => one !== undefined);
}
