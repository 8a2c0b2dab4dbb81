import { Refusal } from '../errors';

/**
 * What a repository tells, or undefined where the bot may not read it: that stays so until somebody changes it, and is no
 * reason to know nothing else. Whatever passes, such as too many requests, is thrown.
 */
export async function ifReadable<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Refusal && !error.isPassing) return undefined;
    throw error;
  }
}
