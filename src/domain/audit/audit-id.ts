import { createHash } from 'node:crypto';

/**
 * An audit id that follows from what it is about, in the form of a UUID (version 8, RFC 9562): whoever comes to the same
 * act by itself, another task or this one after a crash, comes to the same id, and so acts once.
 */
export function auditIdOf(...about: readonly string[]): string {
  const hex = createHash('sha256').update(JSON.stringify(about)).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
