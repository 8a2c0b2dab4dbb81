import type { Template } from 'aws-cdk-lib/assertions';

/** Properties of the one resource of this type whose logical id begins like this. */
export function propertiesOf(template: Template, type: string, id: string) {
  const found = Object.entries(template.findResources(type)).filter(([logicalId]) => logicalId.startsWith(id));
  if (found.length !== 1) throw new Error(`${found.length} of ${type} begin with ${id}`);
  return found[0]?.[1].Properties;
}

export interface Statement {
  sid: string;
  actions: string[];
  resources: string[];
}

/** What the role of the task, not the role that starts it, may do: with many pipelines in more than one policy. */
export function taskStatements(template: Template): Statement[] {
  const policies = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy'].flatMap((type) =>
    Object.entries(template.findResources(type)).filter(([id]) => id.includes('TaskRole')),
  );
  return policies.flatMap(([, { Properties }]) =>
    Properties.PolicyDocument.Statement.map(({ Sid, Action, Resource }: Record<string, string | string[]>) => ({
      sid: Sid,
      actions: [Action].flat(),
      resources: [Resource].flat().map(textOf),
    })),
  );
}

/** A value of a template, with its references in angle brackets. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const [[name, argument] = []] = Object.entries(value as Record<string, unknown>);
  if (name === 'Fn::Join') return (argument as [string, unknown[]])[1].map(textOf).join('');
  if (name === 'Fn::Sub') return String(argument).replace(/\$\{([^}]+)\}/g, '<$1>');
  return `<${argument}>`;
}
