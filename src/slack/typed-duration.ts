import { BadRequest } from '../domain/errors';
import { durationMs } from '../duration';
import { cut } from './blocks';

/**
 * Milliseconds of `30m`, `4h`, `2d`, `1w` or `1h30m`.
 * @throws BadRequest
 */
export function readDuration(typed: string): number {
  const ms = durationMs(typed);
  if (ms === undefined) throw new BadRequest(`“${cut(typed, 20)}” is no duration: write 30m, 4h, 2d or 1h30m.`);
  return ms;
}
