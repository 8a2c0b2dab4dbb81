import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { permit } from '../../../infra/aws/constructs/bot-permissions';
import type { Permission } from '../../../infra/aws/permissions/permission';
import { ACCOUNT, REGION } from '../../../infra/local/identity';
import { policiesOf, type RolePolicy } from './in-template';
import type { Statement } from './policy-evaluation';

/** The policies of a role that has these permissions, as they come out of a template, in the account of the local stack. */
export function policiesFor(permissions: readonly Permission[]): RolePolicy[] {
  const stack = new Stack(new App(), 'bot');
  const role = new Role(stack, 'TaskRole', { assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com') });
  permit(role, permissions);
  return policiesOf(Template.fromStack(stack), 'TaskRole').map(({ isManaged, statements }) => ({
    isManaged,
    statements: statements.map((statement) => ({
      ...statement,
      resources: statement.resources.map(atHome),
      conditions: statement.conditions && JSON.parse(atHome(JSON.stringify(statement.conditions))),
    })),
  }));
}

export const statementsFor = (permissions: readonly Permission[]): Statement[] =>
  policiesFor(permissions).flatMap(({ statements }) => statements);

/** What CloudFormation puts in there. */
export const atHome = (text: string): string =>
  text
    .replaceAll('<AWS::Partition>', 'aws')
    .replaceAll('<AWS::Region>', REGION)
    .replaceAll('<AWS::AccountId>', ACCOUNT)
    .replaceAll('<AWS::URLSuffix>', 'amazonaws.com');
