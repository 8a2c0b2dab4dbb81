import type { Template } from 'aws-cdk-lib/assertions';
import { textOf } from '../../../infra/aws/permissions/in-words';
import type { Conditions } from '../../../infra/aws/permissions/permission';
import type { Statement } from './policy-evaluation';

export { textOf };

/** Context of a synthesis of which only templates are read: the code of the functions is not bundled. */
export const TEMPLATES_ONLY = { 'aws:cdk:bundling-stacks': [] };

/** Properties of the one resource of this type whose logical id begins like this. */
export function propertiesOf(template: Template, type: string, id: string) {
  const found = Object.entries(template.findResources(type)).filter(([logicalId]) => logicalId.startsWith(id));
  if (found.length !== 1) throw new Error(`${found.length} of ${type} begin with ${id}`);
  return found[0]?.[1].Properties;
}

/** What the role of the task, not the role that starts it, may do: with many pipelines in more than one policy. */
export const taskStatements = (template: Template): Statement[] =>
  policiesOf(template, 'TaskRole').flatMap(({ statements }) => statements);

/** A policy of a role, references in angle brackets. */
export interface RolePolicy {
  isManaged: boolean;
  statements: Statement[];
}

/** Policies whose logical ids contain this. */
export function policiesOf(template: Template, id: string): RolePolicy[] {
  return ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy'].flatMap((type) =>
    Object.entries(template.findResources(type))
      .filter(([logicalId]) => logicalId.includes(id))
      .map(([, { Properties }]) => ({
        isManaged: type === 'AWS::IAM::ManagedPolicy',
        statements: Properties.PolicyDocument.Statement.map(
          ({ Sid, Effect, Action, Resource, Condition }: Record<string, string | string[]>) => ({
            sid: Sid,
            effect: Effect,
            actions: [Action].flat(),
            resources: [Resource].flat().map(textOf),
            conditions: conditionsIn(Condition),
          }),
        ),
      })),
  );
}

/** Values in lists, references in angle brackets. */
function conditionsIn(condition: unknown): Conditions | undefined {
  if (condition === undefined) return undefined;
  const inText = (keys: object) => Object.entries(keys).map(([key, value]) => [key, [value].flat().map(textOf)]);
  return Object.fromEntries(
    Object.entries(condition as object).map(([operator, keys]) => [operator, Object.fromEntries(inText(keys))]),
  );
}
