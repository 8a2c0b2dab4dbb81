import type { ReleasesChart } from '../domain/ports/charts';
import { drawable, shortened } from './drawable-text';

export interface AxisNames {
  of: readonly string[];
  isShown: (index: number) => boolean;
  /** The newest one, in the middle below its mark, would leave the picture. */
  isLastLong: boolean;
}

/** Characters of one label. */
const LONGEST = 14;
const LONGEST_ALONE = 50;
/** Characters that must be left of a name whose beginning is not said. */
const TELLING = 4;
/** Logical pixels of a letter, between two labels, and between the axis and the edge. */
const LETTER = 11;
const BETWEEN = 34;
const EDGE = 40;

/**
 * Names below the axis: the newest release and as many before as fit. What most begin with (`penguins-1a2b3c4`) is not
 * said again and again; of a rollback it is told where it went back to.
 *
 * @param width logical pixels of the axis
 */
export function axisNames({ releases }: ReleasesChart, width: number): AxisNames {
  const full = releases.map(({ name, rollbackTo }) => drawable(rollbackTo ?? name));
  const beginning = usualBeginning(full);
  const limit = releases.length === 1 ? LONGEST_ALONE : LONGEST;
  const of = full.map((name, index) => {
    const own = name.startsWith(beginning) ? name.slice(beginning.length) : name;
    return shortened(releases[index]?.rollbackTo === undefined ? own : `← ${own}`, limit);
  });
  const longest = Math.max(1, ...of.map((name) => name.length)) * LETTER;
  const every = Math.ceil((releases.length * (longest + BETWEEN)) / width);
  const last = (of.at(-1)?.length ?? 0) * LETTER;
  return {
    of,
    isShown: (index) => (releases.length - 1 - index) % every === 0,
    isLastLong: last / 2 > EDGE + width / releases.length / 2,
  };
}

/** A word with its separator that at least half of the names begin with: `penguins-`. */
function usualBeginning(names: readonly string[]): string {
  const beginnings = names.flatMap((name) => /^[a-z]+(?:[-_/:][a-z]+)*[-_/:]/i.exec(name) ?? []);
  const most = (beginning: string) => beginnings.filter((other) => other === beginning).length;
  const [usual = ''] = beginnings.toSorted((one, other) => most(other) - most(one));
  const isTelling = names.every((name) => !name.startsWith(usual) || name.length >= usual.length + TELLING);
  return isTelling && most(usual) > 1 && most(usual) >= names.length / 2 ? usual : '';
}
