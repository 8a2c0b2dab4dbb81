/**
 * An output as AWS JSON 1.1 carries it. Timestamps are numbers of epoch seconds with the milliseconds as fraction; the
 * SDKs reject ISO strings and misread epoch milliseconds.
 */
export function wireBody(output: unknown): string {
  return JSON.stringify(wireValue(output ?? {}));
}

function wireValue(value: unknown): unknown {
  if (value instanceof Date) return value.getTime() / 1000;
  if (Array.isArray(value)) return value.map(wireValue);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([member, inner]) => [member, wireValue(inner)]));
}
