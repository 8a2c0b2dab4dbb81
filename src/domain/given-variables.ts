import { isSecret } from './builds/redact';
import { BadRequest } from './errors';

/** What a person gives to an execution or a build by `--var`. */
export type GivenVariables = Readonly<Record<string, string>>;

/**
 * Only what is declared may be given, and in clear: AWS would answer any other name later, or with words about other
 * things, and a secret would stand in AWS and in the record for everyone who may look.
 * @param owner name of the pipeline or project, for the sentence
 * @throws BadRequest naming what is declared
 */
export function assertGiveable(owner: string, declared: readonly string[], given: GivenVariables): void {
  for (const [name, value] of Object.entries(given)) {
    if (!declared.includes(name)) {
      const has = declared.length > 0 ? `It declares ${declared.join(', ')}.` : 'It declares none.';
      throw new BadRequest(`${owner} has no variable ${name}. ${has}`);
    }
    if (isSecret(name, value)) {
      throw new BadRequest(
        `The value of ${name} looks like a secret, and everyone who may look could read it: keep it in Secrets Manager.`,
      );
    }
  }
}
