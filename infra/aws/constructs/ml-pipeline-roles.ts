import { type IPrincipal, PolicyDocument, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { acknowledgeWildcards, type Wildcard } from './wildcards';

/** What a role may do, in one statement. */
export interface Permission {
  sid: string;
  service: string;
  /** Without their service. */
  actions: string[];
  resources: string[];
  /** Why there is a wildcard among the resources; required where there is one. */
  because?: string;
  conditions?: Record<string, object>;
}

/**
 * A role for a service of AWS, with exactly these permissions and nothing that is added later.
 * @throws Error where a wildcard has no reason
 */
export function serviceRole(
  scope: Construct,
  id: string,
  { assumedBy, permissions }: { assumedBy: IPrincipal; permissions: (Permission | undefined)[] },
): Role {
  const given = permissions.filter((permission) => permission !== undefined);
  const role = new Role(scope, id, {
    assumedBy,
    inlinePolicies: { needed: new PolicyDocument({ statements: given.map(statementOf) }) },
  });
  acknowledgeWildcards(role, wildcardsIn(given));
  return role;
}

function statementOf({ sid, service, actions, resources, conditions }: Permission): PolicyStatement {
  return new PolicyStatement({
    sid,
    actions: actions.map((action) => `${service}:${action}`),
    resources,
    ...(conditions ? { conditions } : {}),
  });
}

/** Each resource with a wildcard once, with its reason. */
function wildcardsIn(permissions: Permission[]): Wildcard[] {
  const reasons = new Map<string, string>();
  for (const { sid, resources, because } of permissions) {
    for (const resource of resources.filter((one) => one.includes('*'))) {
      if (!because) throw new Error(`${sid}: say because of what ${resource} has a wildcard.`);
      reasons.set(resource, because);
    }
  }
  return [...reasons].map(([resource, reason]) => ({ resource, reason }));
}
