import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { textOf } from '../permissions/in-words';

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
