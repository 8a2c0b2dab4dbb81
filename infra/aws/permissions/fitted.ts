import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { type Permission, unique } from './permission';

/** Characters that all inline policies of a role hold together (IAM quotas: 10,240), less those of the document around. */
const INLINE = 10_000;
/** Characters that a managed policy holds (IAM quotas: 6,144), less the same. */
const MANAGED = 6_090;
/** Managed policies that a role has at most (IAM quotas). */
const MANAGED_POLICIES = 10;

/** The policies of a role: one that is inline and, where that does not hold everything, managed ones. */
export interface FittedPolicies {
  inline: PolicyStatement[];
  managed: PolicyStatement[][];
}

/**
 * Statements as few policies hold them: one per method as long as they fit, else one for all methods that are about the
 * same; one that has conditions stays by itself. Undefined where IAM takes neither.
 */
export function fitted(scope: IConstruct, permissions: readonly Permission[]): FittedPolicies | undefined {
  return packed(scope, permissions) ?? packed(scope, joined(permissions));
}

/** What makes a statement. */
type Part = Pick<Permission, 'sid' | 'actions' | 'resources' | 'only'>;

/** Everything of one family in one statement, without what has conditions. */
function joined(permissions: readonly Permission[]): Part[] {
  const restricted = permissions.filter(({ only }) => only !== undefined);
  const others = permissions.filter(({ only }) => only === undefined);
  const families = unique(others.map(({ reach }) => reach.family)).map((family) => {
    const those = others.filter(({ reach }) => reach.family === family);
    const resources = unique(those.flatMap((one) => one.resources));
    return {
      sid: `On${family}`,
      actions: unique(those.flatMap(({ actions }) => actions)),
      resources: resources.filter((one) => !resources.some((wide) => isWithin(one, wide))),
    };
  });
  return [...families, ...restricted];
}

/** Whether a longer pattern adds nothing: `penguins/*` has everything that `penguins/*\/*` has. */
const isWithin = (one: string, wide: string): boolean =>
  one !== wide && wide.endsWith('/*') && one.endsWith('/*') && one.startsWith(wide.slice(0, -1));

/** In order, each where the one before left room; resources that a policy has no room for go into the next one. */
/** Left out of a statement without any. */
const RESOURCES = '"Resource":[],';

interface Policy {
  free: number;
  statements: PolicyStatement[];
}

/** Each where there is room first; what no policy has room for is split over several. */
function packed(scope: IConstruct, parts: readonly Part[]): FittedPolicies | undefined {
  const inline: Policy = { free: INLINE, statements: [] };
  const policies = [inline];
  for (const part of parts) add(part);
  const managed = policies.slice(1).map(({ statements }) => statements);
  return managed.length > MANAGED_POLICIES ? undefined : { inline: inline.statements, managed };

  function add(part: Part): void {
    const around = lengthIn(scope, statementOf({ ...part, resources: [] }).toStatementJson()) + RESOURCES.length;
    const lengths = part.resources.map((resource) => lengthIn(scope, resource));
    const whole = around + sum(lengths);
    if (whole <= MANAGED || whole <= inline.free) put(part, whole, policyWith(whole));
    else addPieces(part, around, lengths);
  }

  function addPieces(part: Part, around: number, lengths: readonly number[]): void {
    let from = 0;
    for (let piece = 0; from < lengths.length; piece++) {
      const policy = policyWith(around + (lengths[from] ?? 0));
      let [until, length] = [from, around];
      while (until < lengths.length && length + (lengths[until] ?? 0) <= policy.free) length += lengths[until++] ?? 0;
      put({ ...part, sid: part.sid + lettersOf(piece), resources: part.resources.slice(from, until) }, length, policy);
      from = until;
    }
  }

  function policyWith(room: number): Policy {
    const found = policies.find(({ free }) => free >= room) ?? { free: MANAGED, statements: [] };
    if (!policies.includes(found)) policies.push(found);
    return found;
  }

  function put(part: Part, length: number, policy: Policy): void {
    policy.statements.push(statementOf(part));
    policy.free -= length;
  }
}

const statementOf = ({ sid, actions, resources, only }: Part): PolicyStatement =>
  new PolicyStatement({
    ...{ sid, actions: [...actions], resources: [...resources] },
    ...(only && { conditions: only.conditions }),
  });

/** A, B, … Z, AA, … */
const lettersOf = (index: number): string =>
  (index < 26 ? '' : lettersOf(Math.floor(index / 26) - 1)) + String.fromCharCode(65 + (index % 26));

const sum = (lengths: readonly number[]): number => lengths.reduce((one, other) => one + other, 0);

/** With the comma after it. */
const lengthIn = (scope: IConstruct, value: unknown): number => lengthOf(Stack.of(scope).resolve(value)) + 1;

/** Characters of the longest values that CloudFormation may put in: IAM counts what it gets. */
const LONGEST: Readonly<Record<string, number>> = {
  'AWS::Partition': 10,
  'AWS::Region': 14,
  'AWS::AccountId': 12,
  'AWS::URLSuffix': 16,
};
/** The ARN of a table, a queue or an object of our own. */
const LONGEST_ARN = 200;

/** Characters of a value of a template as IAM gets it, without white space. */
function lengthOf(value: unknown): number {
  if (typeof value === 'string') return value.length + 2;
  if (Array.isArray(value)) return value.reduce<number>((sum, one) => sum + lengthOf(one) + 1, 2);
  const members = Object.entries(value as Record<string, unknown>);
  const [[name, argument] = ['', '']] = members;
  if (name === 'Fn::Join') {
    const [, parts] = argument as [string, unknown[]];
    return parts.reduce<number>((sum, part) => sum + lengthOf(part) - 2, 2);
  }
  if (name === 'Ref' || name.startsWith('Fn::')) return (LONGEST[String(argument)] ?? LONGEST_ARN) + 2;
  return members.reduce((sum, [key, inner]) => sum + key.length + 4 + lengthOf(inner), 2);
}
