import { DirectoryUnavailable, NotAllowed, NotAMember } from '../errors';
import type { Person } from '../ports/directory';
import { type Grant, groupsIn } from './grant';
import { ROLES, type Role, type Scope } from './policy';

const DOES: Record<Role, string> = {
  viewer: 'look at',
  operator: 'start, stop or roll back',
  approver: 'approve or reject releases of',
  admin: 'administer',
};

/** @throws DirectoryUnavailable where that depends on a user group that Slack does not tell about just now */
export function hasRole(person: Person, role: Role, scope: Scope): boolean {
  return grantedBy(person, role, scope) !== undefined;
}

/** What gives somebody a role: `everyone`, their own id or that of a user group they are in, named under `through`. */
export interface Granted {
  by: string;
  /** The role itself, or, for looking, another one that they have. */
  through: Role;
}

/**
 * Every role includes looking; beyond that they do not include one another.
 * @returns undefined where nothing gives it
 * @throws DirectoryUnavailable where that depends on a user group that Slack does not tell about just now
 */
export function grantedBy(person: Person, role: Role, { roles }: Scope): Granted | undefined {
  if (!person.isFullMember) return undefined;
  for (const through of givenBy(role)) {
    const by = named(person, roles[through]);
    if (by !== undefined) return { by, through };
  }
  const isUntold = (grant: Grant) => groupsIn(grant).some((id) => person.untold[id] === 'unreachable');
  if (givenBy(role).some((through) => isUntold(roles[through]))) throw new DirectoryUnavailable('a group is untold');
  return undefined;
}

const givenBy = (role: Role): readonly Role[] => (role === 'viewer' ? ROLES : [role]);

function named({ slackId, groups }: Person, grant: Grant): string | undefined {
  if (grant === 'everyone') return 'everyone';
  return grant.find((id) => id === slackId) ?? grant.find((id) => groups.includes(id));
}

/** The user groups whose members must be known to tell whether somebody has a role. */
export function groupsToAsk(slackId: string, role: Role, { roles }: Scope): string[] {
  const grants = givenBy(role).map((through) => roles[through]);
  const isNamed = grants.some((grant) => grant === 'everyone' || grant.includes(slackId));
  return isNamed ? [] : [...new Set(grants.flatMap(groupsIn))];
}

/**
 * Fails closed: an empty list lets nobody through, and the sentence says which line of configuration to fill.
 * @throws NotAMember, NotAllowed saying who could, DirectoryUnavailable
 */
export function assertMay(person: Person, role: Role, scope: Scope): void {
  if (!person.isFullMember) throw new NotAMember('no full member of the workspace');
  if (hasRole(person, role, scope)) return;
  const grant = scope.roles[role];
  const holders = grant === 'everyone' ? [] : grant;
  const words = [
    `You may not ${DOES[role]} ${scope.name}: that needs the role ${role}.`,
    ...(holders.some((id) => person.untold[id] === 'unavailable') ? [NO_GROUPS] : []),
    holders.length === 0
      ? `Nobody has it: fill ${scope.saidAt?.[role] ?? `roles.${role}`} in mlpipeline.yaml.`
      : 'These people have it:',
  ];
  throw new NotAllowed(words.join(' '), holders);
}

/** Why a user group of the configuration gives nobody a role. */
export const NO_GROUPS =
  'Slack tells me nothing about user groups here (they need a paid plan and the scope usergroups:read), so only people who are named themselves have it.';
