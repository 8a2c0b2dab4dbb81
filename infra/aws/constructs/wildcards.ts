import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

export interface Wildcard {
  /** ARN with a `*` in it, as the statement has it. */
  resource: string;
  /** Why nothing narrower will do, for whoever reviews the role. */
  reason: string;
}

/** Tells cdk-nag (rule IAM5) why statements beneath this construct have a wildcard. */
export function acknowledgeWildcards(construct: IConstruct, wildcards: readonly Wildcard[]): void {
  for (const { resource, reason } of wildcards) {
    const id = `AwsSolutions::AwsSolutions-IAM5[Resource::${textOf(Stack.of(construct).resolve(resource))}]`;
    Validations.of(construct).acknowledge({ id, reason });
  }
}

/** A value of a template, with its references in angle brackets, as cdk-nag writes them. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const [[name, argument] = []] = Object.entries(value as Record<string, unknown>);
  if (name === 'Fn::Join') return (argument as [string, unknown[]])[1].map(textOf).join('');
  return name === 'Fn::GetAtt' ? `<${(argument as string[]).join('.')}>` : `<${argument}>`;
}
