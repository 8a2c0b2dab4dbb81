/** Relative to the top of the repository, and not out of it. */
export function isInvalidPath(path: string): boolean {
  return path.startsWith('/') || path.split('/').includes('..') || path.includes('\0');
}
