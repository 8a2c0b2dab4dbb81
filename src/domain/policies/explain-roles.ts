import type { Person } from '../ports/directory';
import { type Granted, grantedBy } from './evaluate-policy';
import type { Grant } from './grant';
import { ROLES, type Role, type Scope } from './policy';

/** Why somebody has a role for something, or has it not. */
export interface RoleExplanation {
  role: Role;
  /** What gives it; absent: they do not have the role. */
  granted?: Granted | undefined;
  /** Who has it. */
  grant: Grant;
  /**
   * Which line of mlpipeline.yaml says so: of the whole workspace, of this pipeline or project alone, or none (then the
   * default counts).
   */
  said: 'workspace' | 'here' | 'nowhere';
  /** The key that gives it: `roles.approver`, or `approvals.approvers` where that is in its place. */
  key: string;
}

/** Scopes for which somebody has the same roles for the same reasons. */
export interface ExplainedScopes {
  scopes: Scope[];
  roles: RoleExplanation[];
}

/**
 * Someone's roles, each by the rule that gave it; what is equal is told once.
 * @throws DirectoryUnavailable where a rule depends on a user group that Slack does not tell about just now
 */
export function explainRoles(person: Person, scopes: readonly Scope[]): ExplainedScopes[] {
  const found = new Map<string, ExplainedScopes>();
  for (const scope of scopes) {
    const roles = ROLES.map((role) => explainRole(person, role, scope));
    const key = JSON.stringify(roles);
    const same = found.get(key);
    if (same) same.scopes.push(scope);
    else found.set(key, { scopes: [scope], roles });
  }
  return [...found.values()];
}

function explainRole(person: Person, role: Role, scope: Scope): RoleExplanation {
  const line = scope.saidAt?.[role];
  const key = line?.endsWith('approvals.approvers') ? 'approvals.approvers' : `roles.${role}`;
  const said = line === undefined ? 'nowhere' : line === key ? 'workspace' : 'here';
  return { role, granted: grantedBy(person, role, scope), grant: scope.roles[role], said, key };
}
