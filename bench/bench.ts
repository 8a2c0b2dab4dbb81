/** What one part of `npm run bench` has measured. */
interface BenchReport {
  tables: BenchTable[];
  /** What is held to a target: a figure that misses it fails the command. */
  targets: Target[];
}

/** Shown as Markdown, and put into docs/performance.md by hand when it has changed. */
export interface BenchTable {
  title: string;
  /** The first column names what a row is about; numbers stand in the others. */
  columns: readonly string[];
  rows: readonly (readonly (string | number)[])[];
}

/** A figure and the bound that it is held to. */
export interface Target {
  /** As in “p50 of a button at 50 concurrent, over a bare Bolt app”. */
  figure: string;
  value: number;
  bound: { atMost: number } | { atLeast: number };
}

interface BenchOptions {
  /** Sizes that take longer than ten minutes as well. */
  large: boolean;
}

/** One part of `npm run bench`: every figure is a ratio within one family of processes, or an exact count. */
export interface Bench {
  /** As typed: `npm run bench -- growth`. */
  name: string;
  /** It only counts, whatever the machine does besides: parts that count run side by side. */
  onlyCounts: boolean;
  run(options: BenchOptions): Promise<BenchReport>;
}

export function isMet({ value, bound }: Target): boolean {
  return 'atMost' in bound ? value <= bound.atMost : value >= bound.atLeast;
}

/** A table as Markdown. */
export function markdownOf({ title, columns, rows }: BenchTable): string {
  const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
  const rule = columns.map((_, index) => (index === 0 ? '---' : '---:'));
  return [`### ${title}`, '', line(columns), line(rule), ...rows.map(line), ''].join('\n');
}

/** Every target with its figure, those that are missed marked. */
export function targetsTable(targets: readonly Target[]): BenchTable {
  const boundOf = ({ bound }: Target): string =>
    'atMost' in bound ? `at most ${bound.atMost}` : `at least ${bound.atLeast}`;
  return {
    title: 'Targets',
    columns: ['figure', 'measured', 'target', ''],
    rows: targets.map((target) => [target.figure, target.value, boundOf(target), isMet(target) ? 'met' : '**missed**']),
  };
}
