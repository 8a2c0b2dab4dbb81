import { setTimeout as pause } from 'node:timers/promises';
import { Refusal } from '../domain/errors';

/** Milliseconds before each look: CodePipeline's history may lag behind its state by moments. */
const LOOKS_MS = [0, 100, 400];

/** A fault after which nobody knows whether the call took effect: 5xx, a timeout, a broken connection. */
export function isUnknownEffect(error: unknown): boolean {
  if (error instanceof Refusal) return false; // no credentials for it: it was never sent
  const { $metadata, $fault }: { $metadata?: { httpStatusCode?: number }; $fault?: string } = Object(error);
  if ($fault === 'server') return true;
  const status = $metadata?.httpStatusCode;
  return status === undefined || status >= 500 || status === 200; // 200: the answer was cut off or unreadable
}

/** Looks a few times, for half a second, until there is something to be found. */
export async function lookFor<T>(find: () => Promise<T | undefined>): Promise<T | undefined> {
  for (const milliseconds of LOOKS_MS) {
    if (milliseconds > 0) await pause(milliseconds);
    const found = await find();
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * Looks for the effect of a call that has failed with `fault`.
 * @throws AggregateError, never a Refusal, where looking fails too: a refusal would say that nothing was done
 */
export async function effectAfter<T>(fault: unknown, find: () => Promise<T | undefined>): Promise<T | undefined> {
  try {
    return await lookFor(find);
  } catch (error) {
    throw new AggregateError([fault, error], 'a call may have taken effect, and AWS does not tell');
  }
}
