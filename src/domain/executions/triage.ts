import type { Cause, Sign, TriageRule } from './failure';

/** What a failure means, by rules over what is known of it: pure. */

/** What a failure has left to read. */
export interface Clues {
  /** The meaningful lines of the log, and what CodeBuild and CodePipeline say themselves. */
  lines: readonly string[];
  failingTests: readonly string[];
}

/** A pattern is tried on so many lines of so many characters, so that a slow one costs moments. */
const LINES = 20;
const LINE_LENGTH = 240;

export const sign =
  (pattern: RegExp): Sign =>
  (lines) =>
    lines.some((line) => pattern.test(line));

/** The machine or the account, not the work: these hold also where tests fail of them. */
const SURROUNDINGS: readonly TriageRule[] = [
  {
    when: sign(
      /out of memory|outofmemory|\bOOM\b|cannot allocate memory|MemoryError|exit(?:ed with)? (?:status|code) 137|no space left on device/i,
    ),
    cause: 'capacity',
    says: 'The machine ran out of memory or disk.',
  },
  {
    when: sign(
      /insufficient ?(?:instance )?capacity|limit ?exceeded|quota ?exceeded|exceed\w* .{0,40}quota|throttl|rate exceeded|too many requests|toomanyrequests/i,
    ),
    cause: 'capacity',
    says: 'A quota or the capacity of AWS was used up.',
  },
  {
    when: sign(/build_timed_out|build has timed out|(?:job|build) (?:timed out|exceeded)/i),
    cause: 'capacity',
    says: 'It took longer than it may.',
  },
  {
    when: sign(
      /access ?denied|not authorized to perform|unauthorized ?operation|permission denied|\b403\b.{0,20}forbidden|invalid ?client ?token|expired ?token|could not assume role|credentials could not be/i,
    ),
    cause: 'permission',
    says: 'Something was not allowed to do what it tried.',
  },
];

const TESTS: Omit<TriageRule, 'when'> = { cause: 'tests', says: 'The tests do not pass.' };

/** What the work itself says; the first that is told wins, so the more particular come first. */
const WORK: readonly TriageRule[] = [
  {
    when: sign(
      /no matching distribution|could not find a version|npm ERR! (?:404|code E(?:404|RESOLVE|TARGET))|ModuleNotFoundError|No module named|Cannot find module|manifest unknown|pull access denied|ResolutionImpossible|unable to locate package/i,
    ),
    cause: 'dependency',
    says: 'A package or image that it needs was not there.',
  },
  {
    when: sign(
      /connection (?:reset|refused|timed out|aborted)|ECONNRESET|ETIMEDOUT|EAI_AGAIN|read timed out|temporary failure in name resolution|could not resolve host|TLS handshake timeout|\b50[234]\b.{0,30}(?:bad gateway|unavailable|time-?out)|service unavailable|internal ?(?:server ?)?error\b|internalfailure/i,
    ),
    cause: 'flaky',
    says: 'The network or a service failed for the moment. A retry may be all it needs.',
  },
  {
    when: sign(
      /schema (?:mismatch|validation)|KeyError: |missing columns?|unexpected columns?|could not convert string to float|contains NaN|NaN values?|(?:data ?set|data ?frame|training data|input) is empty|NoSuchKey|ParserError|UnicodeDecodeError|FileNotFoundError.*\.(?:csv|parquet|jsonl?|tsv|npy|txt)\b/i,
    ),
    cause: 'data',
    says: 'The data was not what the code expects.',
  },
  {
    when: sign(
      /AssertionError|\b[1-9]\d* (?:tests? )?failed\b|FAILED \((?:failures|errors)=|^FAILED |^FAIL:|test(?:s|ing)? failed/i,
    ),
    ...TESTS,
  },
  {
    when: sign(
      /SyntaxError|IndentationError|NameError|TypeError|AttributeError|ValueError|ReferenceError|IndexError|ZeroDivisionError|NotImplementedError|UnboundLocalError|ImportError|NullPointerException|undefined (?:reference|symbol|variable)|command not found|segmentation fault|cannot open file|error TS\d+/i,
    ),
    cause: 'code',
    says: 'The code itself is wrong.',
  },
];

/**
 * The first rule that a failure matches: the team's own, then those that the bot has. Failing tests are a cause of their
 * own, unless the machine or the account is to blame.
 */
export function triage(
  { lines, failingTests }: Clues,
  own: readonly TriageRule[] = [],
): { cause: Cause; says: string } | undefined {
  const read = lines.slice(-LINES).map((line) => line.slice(0, LINE_LENGTH));
  const named = [...read, ...failingTests.slice(0, LINES).map((name) => name.slice(0, LINE_LENGTH))];
  const found =
    first(own, named) ??
    first(SURROUNDINGS, read) ??
    (failingTests.length > 0 ? TESTS : undefined) ??
    first(WORK, read);
  return found && { cause: found.cause, says: found.says };
}

const first = (rules: readonly TriageRule[], lines: readonly string[]): TriageRule | undefined =>
  rules.find(({ when }) => when(lines));
