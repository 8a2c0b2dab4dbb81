import { Token } from 'aws-cdk-lib';
import type { EventPattern } from 'aws-cdk-lib/aws-events';

/** The longest pattern that EventBridge takes, in characters (EventBridge quotas). */
const LONGEST_PATTERN = 2_048;

/** As few patterns as hold all names, none of them too long; one name has one in any case. */
export function patternsFor(names: readonly string[], pattern: (names: string[]) => EventPattern): EventPattern[] {
  const lists: string[][] = [];
  for (const name of names) {
    const last = lists.at(-1);
    const longer = [...(last ?? []), name];
    if (last && fits(pattern(longer))) last.push(name);
    else lists.push([name]);
  }
  return lists.map(pattern);
}

/** The ARN of a role that CloudFormation names: `arn:aws-us-gov:iam::123456789012:role/`, and 64 characters. */
const LONGEST_ROLE_ARN = 'x'.repeat(38 + 64);

/** Whether EventBridge takes a pattern, whatever role CloudFormation puts into it. */
export function fits(pattern: EventPattern): boolean {
  const text = JSON.stringify(pattern, (_, value) => (Token.isUnresolved(value) ? LONGEST_ROLE_ARN : value));
  // The one key that the CDK writes in another way, longer by a hyphen.
  return text.length + 1 <= LONGEST_PATTERN;
}
