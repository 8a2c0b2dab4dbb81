import { distance } from 'fastest-levenshtein';

/** The names that somebody may have meant, nearest first, at most three: a third of a name's letters may be wrong. */
export function nearest(names: readonly string[], typed: string): string[] {
  return names
    .map((name) => ({ name, far: distance(name.toLowerCase(), typed.toLowerCase()) }))
    .filter(({ name, far }) => far <= Math.max(2, Math.floor(name.length / 3)) && far < name.length)
    .sort((one, other) => one.far - other.far)
    .slice(0, 3)
    .map(({ name }) => name);
}
