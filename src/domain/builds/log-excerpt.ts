import { redact } from './redact';

/** What a person must read of a log to know why a build failed: pure, and free of secrets. */

/** Lines that are shown; a reader decides in ten seconds. */
const LINES = 20;
const LINE_LENGTH = 240;
/** Stands where lines were left out. */
const GAP = '…';

/** Escape sequences of terminals (ECMA-48: CSI, and OSC with its text). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const ANSI = /\u001B(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001B]*(?:\u0007|\u001B\\)?|[@-Z\\^_])/g;
const AGENT = /^\[Container\] \S+ \S+ /;
const PROGRESS =
  /^\s*(?:[^\n]{0,60}?\d{1,3}(?:\.\d+)?\s?%\s?[|[:]?[ |█▉▊▋▌▍▎▏#=>.\-━╸]{4,}.*|[█▉▊▋▌▍▎▏#=>.\-━╸\s]{12,})$/u;
const ERROR = /\b(?:error|exception|fatal|panic|traceback|failed|failure|fail|denied|not found)\b/i;
const EXCEPTION = /[A-Za-z](?:Error|Exception)\b/;
/** Good news with a bad word in it: a count of none, a test about errors that passed. */
const NO_ERROR = /\b(?:0|no) (?:errors?|failures?|failed)\b|\b(?:ok|passed)\s*$/i;

/** The text of a log as lines that can be shown: the last state of each line, without colours, controls or secrets. */
export function readableLines(log: string): string[] {
  const visible = log
    .replace(/\r+\n/g, '\n')
    .split('\n')
    .map((line) => lastState(line.replace(ANSI, '')).replace(/(?!\t)[\p{Cc}\p{Cf}]/gu, ''));
  return redact(visible.join('\n'))
    .split('\n')
    .map((line) => line.trimEnd());
}

/**
 * The meaningful lines, at most twenty: those of the failed phase where one is named, without CodeBuild's own words if
 * there are others. The first error and the end of the last Python traceback are kept, the rest is the end.
 */
export function excerptOf(lines: readonly string[], phase?: string): string[] {
  const filled = ofPhase(lines, phase).filter((line) => line.trim() !== '' && !PROGRESS.test(line));
  const printed = filled.filter((line) => !AGENT.test(line));
  const candidates = printed.length > 0 ? printed : filled.map((line) => line.replace(AGENT, ''));
  return withGaps(candidates, chosen(candidates)).map(shortened);
}

/** What was printed between the beginning and the end of a phase; all where the log does not tell. */
function ofPhase(lines: readonly string[], phase: string | undefined): readonly string[] {
  const begin = lines.findIndex((line) => AGENT.test(line) && line.endsWith(`Entering phase ${phase}`));
  if (begin < 0) return lines;
  const end = lines.findIndex(
    (line, index) => index > begin && AGENT.test(line) && line.includes(`Phase complete: ${phase} `),
  );
  const own = lines.slice(begin, end < 0 ? lines.length : end);
  return own.some((line) => line.trim() !== '' && !AGENT.test(line)) ? own : lines;
}

function chosen(lines: readonly string[]): Set<number> {
  const first = lines.findIndex((line) => (ERROR.test(line) || EXCEPTION.test(line)) && !NO_ERROR.test(line));
  const newest = lines.map((_, index) => lines.length - 1 - index);
  const kept = new Set<number>();
  for (const index of [...(first < 0 ? [] : [first]), ...endOfTraceback(lines), ...newest]) {
    if (kept.size === LINES) break;
    kept.add(index);
  }
  return kept;
}

/** The exception of the last traceback, and the place that raised it. */
function endOfTraceback(lines: readonly string[]): number[] {
  const begin = lines.findLastIndex((line) => line.trimStart().startsWith('Traceback (most recent call last)'));
  if (begin < 0) return [];
  const indent = lines[begin]?.search(/\S/) ?? 0;
  const behind = lines.findIndex((line, index) => index > begin && line.search(/\S/) <= indent);
  const end = behind < 0 ? lines.length - 1 : behind;
  return [end, end - 1, end - 2].filter((index) => index > begin);
}

function withGaps(lines: readonly string[], kept: ReadonlySet<number>): string[] {
  const shown = [...kept].sort((one, other) => one - other);
  return shown.flatMap((index, place) => {
    const before = shown[place - 1] ?? -1;
    return [...(index > before + 1 ? [GAP] : []), lines[index] ?? ''];
  });
}

/** A carriage return goes back to the beginning of the line: what comes last is what a terminal shows. */
const lastState = (line: string): string => line.split('\r').findLast((part) => part.trim() !== '') ?? '';

function shortened(line: string): string {
  const points = [...line];
  return points.length <= LINE_LENGTH ? line : `${points.slice(0, LINE_LENGTH - 1).join('')}${GAP}`;
}
