import { inspect } from 'node:util';

const HIDDEN = '[secret]';

/**
 * A value that whoever writes it down does not get: a log, JSON, a template string, `util.inspect` and what is thrown all
 * have `[secret]` in its place. It is revealed where it is handed to whoever must have it, and nowhere before.
 */
export class Secret {
  /** Private to the language: no walk over the object's properties comes by it, structuredClone's included. */
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return HIDDEN;
  }

  toJSON(): string {
    return HIDDEN;
  }

  [inspect.custom](): string {
    return HIDDEN;
  }
}
