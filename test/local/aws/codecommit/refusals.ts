import { documentedErrors } from '../../../support/aws-schemas';

/** An operation, an error that it documents, and a call that provokes it. */
export type Refusal = [operation: string, code: string, call: () => Promise<unknown>];

/** Encryption cannot fail where nothing is encrypted. */
const UNREACHABLE = /^Encryption/;

/** Documented errors of the operations in the table that the table does not provoke. */
export function unprovoked(refusals: readonly Refusal[], unreachable: readonly string[] = []): string[] {
  const operations = [...new Set(refusals.map(([operation]) => operation))];
  return operations.flatMap((operation) =>
    documentedErrors('codecommit', operation)
      .filter((code) => !UNREACHABLE.test(code) && !unreachable.includes(code))
      .filter((code) => !refusals.some(([called, answered]) => called === operation && answered === code))
      .map((code) => `${operation} ${code}`),
  );
}
