import type { Conditions } from '../../../infra/aws/permissions/permission';

/** A statement of a role's policy. */
export interface Statement {
  sid: string;
  effect?: string;
  actions: string[];
  resources: string[];
  conditions?: Conditions | undefined;
}

/** A call as IAM sees it. */
export interface Request {
  /** `codepipeline:GetPipeline` */
  action: string;
  /** ARN; `*` where the call is about no single resource. */
  resource: string;
  /** Condition keys that are there, with their values. */
  context?: Readonly<Record<string, string>>;
}

/** Ids of the statements that allow a call; none where it is denied (IAM User Guide, Policy evaluation logic). */
export function allowedBy(statements: readonly Statement[], { action, resource, context = {} }: Request): string[] {
  const matching = statements.filter(
    ({ actions, resources, conditions = {} }) =>
      actions.some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase())) &&
      resources.some((pattern) => matches(pattern, resource)) &&
      hold(conditions, context),
  );
  if (matching.some(({ effect }) => effect === 'Deny')) return [];
  return matching.map(({ sid }) => sid);
}

/** Every key of every operator (IAM User Guide, Condition operators). */
function hold(conditions: Conditions, context: Readonly<Record<string, string>>): boolean {
  return Object.entries(conditions).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) => {
      const given = context[key];
      if (operator === 'Null') return String(wanted) === String(given === undefined);
      if (operator === 'StringLike') return given !== undefined && [wanted].flat().some((one) => matches(one, given));
      if (operator === 'StringLikeIfExists')
        return given === undefined || [wanted].flat().some((one) => matches(one, given));
      throw new Error(`conditions by ${operator} are not evaluated here`);
    }),
  );
}

/** `*` stands for any characters, `/` and `:` among them, and `?` for one (IAM User Guide, Resource element). */
function matches(pattern: string, text: string): boolean {
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${expression}$`, 's').test(text);
}
