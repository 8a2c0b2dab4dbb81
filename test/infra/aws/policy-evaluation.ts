/** A statement of a role's policy without conditions. */
export interface Statement {
  sid: string;
  effect?: string;
  actions: string[];
  resources: string[];
}

/** A call as IAM sees it. */
export interface Request {
  /** `codepipeline:GetPipeline` */
  action: string;
  /** ARN; `*` where the call is about no single resource. */
  resource: string;
}

/** Ids of the statements that allow a call; none where it is denied (IAM User Guide, Policy evaluation logic). */
export function allowedBy(statements: readonly Statement[], { action, resource }: Request): string[] {
  const matching = statements.filter(
    ({ actions, resources }) =>
      actions.some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase())) &&
      resources.some((pattern) => matches(pattern, resource)),
  );
  if (matching.some(({ effect }) => effect === 'Deny')) return [];
  return matching.map(({ sid }) => sid);
}

/** `*` stands for any characters, `/` and `:` among them, and `?` for one (IAM User Guide, Resource element). */
function matches(pattern: string, text: string): boolean {
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${expression}$`, 's').test(text);
}
