/** What no line may hold, whoever wrote it: forms of Slack's tokens, and secrets of the environment by their value. */
const TOKEN = /xox[abeprs]-|xapp-\d/;
const SECRETS = ['AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN'];
/** What Node says when nobody has taken care of an error. */
const UNHANDLED = /unhandled|uncaught|MaxListenersExceeded/i;
/** With leases of a second a machine that is busy makes a process late, which then leaves its work to the next pass. */
const LATE = /took too long to be sent; reconcile takes it over|refused after its lease was over; reconcile finds out/;
/** pino's `error`. */
const ERROR = 50;

/**
 * Lines of a bot that should not be there: secrets, errors that nobody took care of, what is no line of the log at all,
 * and errors that are not `meant`.
 */
export function loggedAmiss(lines: readonly string[], environment: Record<string, string>, meant?: RegExp): string[] {
  const secrets = SECRETS.flatMap((name) => environment[name] ?? []);
  return lines.filter((line) => {
    if (TOKEN.test(line) || secrets.some((secret) => line.includes(secret)) || UNHANDLED.test(line)) return true;
    const level = levelOf(line);
    return level === undefined || (level >= ERROR && !LATE.test(line) && !meant?.test(line));
  });
}

/** Undefined where the line is none of the log's: metrics are lines without a level. */
function levelOf(line: string): number | undefined {
  try {
    const { level, _aws: metrics } = JSON.parse(line) as { level?: number; _aws?: unknown };
    return metrics === undefined ? level : 0;
  } catch {
    return undefined;
  }
}
