import { BadRequest } from '../domain/errors';
import { cut } from './blocks';

const UNIT_MS = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 } as const;
const FORM = /^(?:\d{1,4}[mhdw])+$/;

/**
 * Milliseconds of `30m`, `4h`, `2d`, `1w` or `1h30m`.
 * @throws BadRequest
 */
export function readDuration(typed: string): number {
  if (!FORM.test(typed)) throw new BadRequest(`“${cut(typed, 20)}” is no duration: write 30m, 4h, 2d or 1h30m.`);
  return [...typed.matchAll(/(\d+)([mhdw])/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS],
    0,
  );
}
