import { hasRole } from '../policies/evaluate-policy';
import type { Policies } from '../policies/policy';
import type { Person } from '../ports/directory';
import { chainOf, WORKSPACE_CHAIN } from './chains';

/**
 * The chains that somebody may read: those of the pipelines and projects that they may see, and that of the workspace,
 * where only the attempts of people stand who are no full members of it: that concerns every full member.
 */
export function visibleChains(policies: Policies, person: Person): string[] {
  const scopes = [...policies.pipelines(), ...policies.projects()].filter((scope) => hasRole(person, 'viewer', scope));
  return [...scopes.map(chainOf), ...(person.isFullMember ? [WORKSPACE_CHAIN] : [])];
}
