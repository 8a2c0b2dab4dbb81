import { Stack } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Validations } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';

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
  { assumedBy, permissions }: { assumedBy: ServicePrincipal; permissions: (Permission | undefined)[] },
): Role {
  const given = permissions.filter((permission) => permission !== undefined);
  const role = new Role(scope, id, {
    assumedBy,
    inlinePolicies: { needed: new PolicyDocument({ statements: given.map(statementOf) }) },
  });
  for (const [wildcard, reason] of wildcardsOf(Stack.of(scope), given)) {
    Validations.of(role).acknowledge({ id: `AwsSolutions::AwsSolutions-IAM5[Resource::${wildcard}]`, reason });
  }
  return role;
}

/** A service that must not do for another account what it may do here (IAM User Guide, "The confused deputy problem"). */
export function inThisAccount(scope: Construct, service: string): ServicePrincipal {
  const conditions = { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } };
  return new ServicePrincipal(`${service}.amazonaws.com`, { conditions });
}

function statementOf({ sid, service, actions, resources, conditions }: Permission): PolicyStatement {
  return new PolicyStatement({
    sid,
    actions: actions.map((action) => `${service}:${action}`),
    resources,
    ...(conditions ? { conditions } : {}),
  });
}

/** Each resource with a wildcard once, as the security checks of the CDK write it, with its reason. */
function wildcardsOf(stack: Stack, permissions: Permission[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const { sid, resources, because } of permissions) {
    for (const resource of resources.map((one) => textOf(stack.resolve(one))).filter((text) => text.includes('*'))) {
      if (!because) throw new Error(`${sid}: say because of what ${resource} has a wildcard`);
      found.set(resource, because);
    }
  }
  return found;
}

/** A value of a template, with its references in angle brackets. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const [[name, argument] = []] = Object.entries(value as Record<string, unknown>);
  if (name === 'Fn::Join') return (argument as [string, unknown[]])[1].map(textOf).join('');
  return `<${Array.isArray(argument) ? argument.join('.') : String(argument)}>`;
}
