import { ManagedPolicy, Policy, type Role } from 'aws-cdk-lib/aws-iam';
import { ConfigurationError } from '../../../src/config/load';
import { fitted } from '../permissions/fitted';
import type { Permission } from '../permissions/permission';
import { acknowledgeWildcards } from './wildcards';

/**
 * Lets a role of the bot do what the permissions say and nothing else: inline as far as IAM allows it, and in managed
 * policies from there.
 * @throws ConfigurationError where a role cannot hold as much
 */
export function permit(role: Role, permissions: readonly Permission[]): void {
  const policies = fitted(role, permissions);
  if (!policies) throw tooMuch();
  const { inline, managed } = policies;
  new Policy(role, 'Permissions', { statements: inline, roles: [role] });
  managed.forEach((statements, index) => {
    new ManagedPolicy(role, `Permissions${index + 2}`, {
      description: 'mlpipeline: more of what the bot may do',
      statements,
      roles: [role],
    });
  });
  const wildcards = permissions.flatMap(({ reach, resources }) =>
    resources.filter((arn) => arn.includes('*')).map((resource) => ({ resource, reason: reach.wide ?? '' })),
  );
  acknowledgeWildcards(role, wildcards);
}

const tooMuch = (): ConfigurationError =>
  new ConfigurationError('The configuration', [
    'names more pipelines, projects and models than the policies of one role hold: give some of them a role of their own (roleArn, in their account or in the bot’s own), or split the file over two bots',
  ]);
