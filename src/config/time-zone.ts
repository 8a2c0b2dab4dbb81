import { z } from 'zod';
import { nearest } from '../nearest';

/** An IANA time zone. */
export const timeZone = z
  .string()
  .refine(isTimeZone, { error: ({ input }) => `must be an IANA time zone${nearestZones(String(input))}` });

/** Intl would take `+02:00` as well, which knows no summer time. */
function isTimeZone(name: string): boolean {
  try {
    return /^[A-Za-z]/.test(name) && new Intl.DateTimeFormat('en-US', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}

function nearestZones(typed: string): string {
  const near = nearest(Intl.supportedValuesOf('timeZone'), typed);
  return near.length > 0 ? `: did you mean ${near.join(' or ')}?` : ' such as Europe/Berlin';
}
