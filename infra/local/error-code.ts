/** The code of a system error (`ENOENT`, `EADDRINUSE`…), or undefined. Not by `instanceof`: tests have an Error of their own. */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
