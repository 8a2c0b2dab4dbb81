import type { ErrorObject } from 'ajv';

/** One way in which an input breaks the service model. */
export interface Violation {
  /** JSON Schema keyword that failed: `required`, `pattern`, `enum`, `minLength`, … */
  readonly keyword: string;
  /** Member in the notation of AWS validators: `result.summary`, `variables.1.member.name` (lists count from 1). */
  readonly path: string;
  /** The member's value; undefined where it is missing. */
  readonly value: unknown;
  /** What the member must do, e.g. `Member must not be null`. */
  readonly constraint: string;
}

/** Translates what Ajv found (in verbose mode), leaving out unknown members: AWS ignores them. */
export function violationsOf(errors: readonly ErrorObject[]): Violation[] {
  return errors.filter(({ keyword }) => keyword !== 'additionalProperties').map(violationOf);
}

/**
 * The message of a Coral validator, which AWS services with JSON protocols share: `1 validation error detected: Value
 * 'x' at 'token' failed to satisfy constraint: Member must …`.
 */
export function describeViolations(violations: readonly Violation[]): string {
  const described = violations.map(
    ({ value, path, constraint }) => `Value ${shown(value)} at '${path}' failed to satisfy constraint: ${constraint}`,
  );
  return `${described.length} validation error${described.length === 1 ? '' : 's'} detected: ${described.join('; ')}`;
}

function violationOf({ keyword, instancePath, params, data }: ErrorObject): Violation {
  const segments = instancePath.split('/').slice(1);
  if (keyword === 'required') segments.push(String(params.missingProperty));
  return {
    keyword,
    path: segments.map(memberNotation).join('.'),
    value: keyword === 'required' ? undefined : data,
    constraint: constraintOf(keyword, params),
  };
}

function memberNotation(segment: string): string {
  return /^\d+$/.test(segment) ? `${Number(segment) + 1}.member` : segment;
}

function constraintOf(keyword: string, params: ErrorObject['params']): string {
  switch (keyword) {
    case 'required':
      return 'Member must not be null';
    case 'enum':
      return `Member must satisfy enum value set: [${params.allowedValues.join(', ')}]`;
    case 'pattern':
      return `Member must satisfy regular expression pattern: ${params.pattern.replace(/^\^(?:\(\?:(.*)\)|(.*))\$$/, '$1$2')}`;
    case 'minLength':
    case 'minItems':
      return `Member must have length greater than or equal to ${params.limit}`;
    case 'maxLength':
    case 'maxItems':
      return `Member must have length less than or equal to ${params.limit}`;
    case 'minimum':
      return `Member must have value greater than or equal to ${params.limit}`;
    case 'maximum':
      return `Member must have value less than or equal to ${params.limit}`;
    default:
      return `Member must satisfy ${keyword}`;
  }
}

function shown(value: unknown): string {
  if (value === undefined) return 'null';
  return `'${typeof value === 'string' ? value : JSON.stringify(value)}'`;
}
