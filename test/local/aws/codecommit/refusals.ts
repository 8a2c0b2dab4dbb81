import { unprovokedErrors } from '../../../support/aws-schemas';

/** An operation, an error that it documents, and a call that provokes it. */
export type Refusal = [operation: string, code: string, call: () => Promise<unknown>];

/** Encryption cannot fail where nothing is encrypted. */
const ENCRYPTION = / Encryption/;

/** Documented errors of the operations in the table that the table does not provoke. */
export function unprovoked(refusals: readonly Refusal[], unreachable: readonly string[] = []): string[] {
  return unprovokedErrors('codecommit', refusals).filter(
    (error) => !ENCRYPTION.test(error) && !unreachable.some((code) => error.endsWith(` ${code}`)),
  );
}
