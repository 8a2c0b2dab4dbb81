import type { BlockProblem } from '../block-kit/validate';

/** A refusal as the Web API words it: HTTP 200 with `ok: false` and this error. */
export class SlackError extends Error {
  constructor(
    readonly code: string,
    /** Further fields of the answer. */
    readonly details: Record<string, unknown> = {},
  ) {
    super(code);
  }

  /** With one line for every problem, each naming its place (`[json-pointer:/blocks/2/text/text]`). */
  static explained(code: string, problems: readonly BlockProblem[], root = ''): SlackError {
    const lines = problems.map(({ message, pointer }) => `${message} [json-pointer:${root}${pointer}]`);
    return new SlackError(code, {
      errors: lines,
      response_metadata: { messages: lines.map((line) => `[ERROR] ${line}`) },
    });
  }
}
