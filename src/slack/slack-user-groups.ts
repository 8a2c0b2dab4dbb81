import { WebAPIPlatformError, type WebClient } from '@slack/web-api';
import type { Person, WhyUntold } from '../domain/ports/directory';
import type { Log } from '../log';
import { rememberFor } from './remembered';

/** `usergroups.users.list` is Tier 2 (20 a minute), and changes are told by events, though to one task only. */
const REMEMBER_MS = 5 * 60_000;

type LastingReason = Exclude<WhyUntold, 'unreachable'>;

/** Answers that stay the same until somebody changes the workspace or the app; everything else may pass. */
const LASTING: Readonly<Record<string, LastingReason>> = {
  plan_upgrade_required: 'unavailable',
  paid_teams_only: 'unavailable',
  missing_scope: 'unavailable',
  no_permission: 'unavailable',
  no_such_subteam: 'unknown',
  subteam_disabled: 'unknown',
};

/** Who is in which user group. A group that cannot be read has no members, and is told apart from one without any. */
export function slackUserGroups({ client, now, log }: { client: WebClient; now: () => Date; log: Log }) {
  const members = rememberFor(REMEMBER_MS, now, readMembers);
  /** Groups whose trouble has been told, so that it is told once. */
  const told = new Set<string>();

  return {
    async of(slackId: string, groups: readonly string[]): Promise<Pick<Person, 'groups' | 'untold'>> {
      const known = await Promise.all(groups.map(async (id) => ({ id, answer: await membersOf(id) })));
      return {
        groups: known.flatMap(({ id, answer }) => (Array.isArray(answer) && answer.includes(slackId) ? [id] : [])),
        untold: Object.fromEntries(
          known.flatMap(({ id, answer }) => (typeof answer === 'string' ? [[id, answer] as const] : [])),
        ),
      };
    },
    forget: members.forget,
  };

  async function membersOf(group: string): Promise<string[] | WhyUntold> {
    try {
      return await members.get(group);
    } catch (error) {
      log.warn({ err: error, group }, 'user group could not be read');
      return 'unreachable';
    }
  }

  async function readMembers(group: string): Promise<string[] | LastingReason> {
    try {
      const { users = [] } = await client.usergroups.users.list({ usergroup: group });
      told.delete(group);
      return users;
    } catch (error) {
      const code = error instanceof WebAPIPlatformError ? error.data.error : '';
      const lasting = LASTING[code];
      if (!lasting) throw error;
      if (!told.has(group)) log.error({ group, code }, WORDS[lasting]);
      told.add(group);
      return lasting;
    }
  }
}

const WORDS: Readonly<Record<LastingReason, string>> = {
  unavailable:
    'user groups cannot be read, so roles given to one are nobody’s: they need a paid plan and the scope usergroups:read',
  unknown: 'the configuration names a user group that is unknown or disabled: roles given to it are nobody’s',
};
