import { createContext, Script } from 'node:vm';
import type { Sign } from '../domain/executions/failure';

/** Milliseconds. What is no trap is done in less than one, also on a machine that has much else to do. */
const LONGEST_MS = 250;

/** Compiled once; only what it runs over changes. The context is for its limit of time, and no fence. */
const SCRIPT = new Script('lines.some((line) => pattern.test(line))');
const CODE_OF_LIMIT = 'ERR_SCRIPT_EXECUTION_TIMEOUT';

/**
 * A pattern that somebody wrote, over lines that somebody else wrote: `.*a.*a.*a.*b` takes minutes on one line of `a`,
 * and the bot would stand still meanwhile. Which patterns can, no rule over their text tells well; so a pattern is
 * stopped, and one that had to be is not tried again by this process.
 * @param onGivenUp is told once
 */
export function boundedPattern(pattern: RegExp, onGivenUp: () => void, longestMs = LONGEST_MS): Sign {
  const context = createContext({ pattern, lines: [] });
  let isGivenUp = false;
  return (lines) => {
    if (isGivenUp) return false;
    context.lines = lines;
    try {
      return SCRIPT.runInContext(context, { timeout: longestMs });
    } catch (error) {
      if (!isLimit(error)) throw error;
      isGivenUp = true;
      onGivenUp();
      return false;
    }
  };
}

/** By its code: it comes from another context, whose errors are no Error of this one. */
const isLimit = (error: unknown): boolean => Object(error).code === CODE_OF_LIMIT;
