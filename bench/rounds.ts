/** A call as it passed by: when it came, and when its answer went back. In milliseconds of one clock. */
export interface TimedCall {
  /** The operation, and of DynamoDB what it is about: `PutApprovalResult`, `GetItem approval`. */
  name: string;
  from: number;
  until: number;
}

/** Calls that went one beside the other; the next round began when one of them had been answered. */
export interface Round {
  /** In the order in which they came. */
  names: string[];
  /** When the first of them came. */
  from: number;
}

/**
 * The rounds that lie on the way to a call, itself the last: a call belongs to the first round after those that had been
 * answered when it came. What could not have waited for anything is in the first. Times do not tell which call has waited
 * for which: where one that is slow makes others look as if they had waited, these are too many rounds, and never too few.
 */
export function roundsTo(last: TimedCall, calls: readonly TimedCall[]): Round[] {
  const before = calls.filter((call) => call !== last && call.from <= last.from);
  const inOrder = [...before.sort((one, other) => one.from - other.from), last];
  const rounds: Round[] = [];
  const roundOf = new Map<TimedCall, number>();
  for (const call of inOrder) {
    const answered = inOrder.flatMap((other) => (other.until <= call.from ? (roundOf.get(other) ?? []) : []));
    const round = Math.max(-1, ...answered) + 1;
    roundOf.set(call, round);
    const known = rounds[round];
    if (known) known.names.push(call.name);
    else rounds[round] = { names: [call.name], from: call.from };
  }
  return rounds.slice(0, (roundOf.get(last) ?? 0) + 1);
}
