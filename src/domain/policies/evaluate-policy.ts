import { DirectoryUnavailable, NotAllowed, NotAMember } from '../errors';
import type { Person } from '../ports/directory';
import { type Grant, groupsIn, type Role, type Scope } from './policy';

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

/**
 * What gives somebody a role: `everyone`, their own id or that of a user group they are in; undefined: nothing does.
 * @throws DirectoryUnavailable where that depends on a user group that Slack does not tell about just now
 */
export function grantedBy(person: Person, role: Role, { roles }: Scope): string | undefined {
  const grant = roles[role];
  if (!person.isFullMember) return undefined;
  if (grant === 'everyone') return 'everyone';
  const found = grant.find((id) => id === person.slackId) ?? grant.find((id) => person.groups.includes(id));
  if (found !== undefined) return found;
  if (grant.some((id) => person.untold[id] === 'unreachable')) throw new DirectoryUnavailable('a group is untold');
  return undefined;
}

/** The user groups whose members must be known to tell whether somebody has a role. */
export function groupsToAsk(slackId: string, grant: Grant): string[] {
  return grant.includes(slackId) ? [] : groupsIn(grant);
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
