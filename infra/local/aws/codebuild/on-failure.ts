/** What a phase says shall follow when it has failed; without it the phase machine alone decides. */
export type OnFailure = { action: 'ABORT' | 'CONTINUE' } | Retry;

export interface Retry {
  action: 'RETRY';
  /** How often the phase is executed again, at most. */
  count: number;
  /** Which failures are worth it. */
  pattern: RegExp;
}

const FORM = /^RETRY(?:-(\d+))?(?:-(.+))?$/;
const MOST_RETRIES = 100;

/**
 * Reads `on-failure` (AWS CodeBuild User Guide, "Build specification reference"): ABORT, CONTINUE, or RETRY with a count
 * of 0 to 100, 3 unless told otherwise, and a regular expression. Its dialect is not documented; here it is JavaScript's.
 * @returns undefined for anything else
 */
export function readOnFailure(text: string): OnFailure | undefined {
  if (text === 'ABORT' || text === 'CONTINUE') return { action: text };
  const form = FORM.exec(text);
  if (!form) return undefined;
  const [, count = '3', pattern = '.*'] = form;
  if (Number(count) > MOST_RETRIES) return undefined;
  try {
    return { action: 'RETRY', count: Number(count), pattern: new RegExp(pattern) };
  } catch {
    return undefined;
  }
}
