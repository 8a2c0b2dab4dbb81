/** What is stored may be of an older version, or have been tampered with: it is read member by member, and nothing is taken for granted. */

/** The member at the end of a path; undefined where there is none. Names are foreign: only own members count. */
export function memberOf(value: unknown, ...path: readonly string[]): unknown {
  let found: unknown = value;
  for (const name of path) {
    if (typeof found !== 'object' || found === null || Array.isArray(found) || !Object.hasOwn(found, name))
      return undefined;
    found = (found as Record<string, unknown>)[name];
  }
  return found;
}

export function textIn(value: unknown, ...path: readonly string[]): string | undefined {
  const found = memberOf(value, ...path);
  return typeof found === 'string' ? found : undefined;
}

export function countIn(value: unknown, ...path: readonly string[]): number | undefined {
  const found = memberOf(value, ...path);
  return typeof found === 'number' ? found : undefined;
}

export function listIn(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = memberOf(value, ...path);
  return Array.isArray(found) ? found : [];
}

export const textsIn = (value: unknown, ...path: readonly string[]): string[] =>
  listIn(value, ...path).filter((item) => typeof item === 'string');

/** Members that are text, by their names. */
export function textsByName(value: unknown, ...path: readonly string[]): Record<string, string> {
  const found = memberOf(value, ...path);
  const pairs = typeof found === 'object' && found !== null && !Array.isArray(found) ? Object.entries(found) : [];
  return Object.fromEntries(pairs.filter((pair): pair is [string, string] => typeof pair[1] === 'string'));
}

/** A moment, undefined where it is none. */
export function momentIn(value: unknown, ...path: readonly string[]): Date | undefined {
  const at = new Date(textIn(value, ...path) ?? Number.NaN);
  return Number.isNaN(at.getTime()) ? undefined : at;
}
