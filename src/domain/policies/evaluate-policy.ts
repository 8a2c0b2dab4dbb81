import { NotAllowed } from '../errors';
import type { Person } from '../ports/directory';
import type { Grant, Role, Scope } from './policy';

const DOES: Record<Role, string> = {
  viewer: 'look at',
  operator: 'start, stop or roll back',
  approver: 'approve or reject releases of',
  admin: 'administer',
};

export function hasRole(person: Person, role: Role, { roles }: Scope): boolean {
  return person.isFullMember && grants(roles[role], person.slackId);
}

/**
 * Fails closed: an empty list lets nobody through, and the sentence says which line of configuration to fill.
 * @throws NotAllowed saying who could
 */
export function assertMay(person: Person, role: Role, scope: Scope): void {
  if (hasRole(person, role, scope)) return;
  const grant = scope.roles[role];
  const people = grant === 'everyone' ? [] : grant;
  throw new NotAllowed(
    `You may not ${DOES[role]} ${scope.name}: that needs the role ${role}. ${whoCould(role, grant)}`,
    people,
  );
}

function whoCould(role: Role, grant: Grant): string {
  if (grant === 'everyone') return 'Every full member of this workspace has it; guests and bots do not.';
  return grant.length === 0 ? `Nobody has it: fill roles.${role} in mlpipeline.yaml.` : 'These people have it:';
}

function grants(grant: Grant, slackId: string): boolean {
  return grant === 'everyone' || grant.includes(slackId);
}
