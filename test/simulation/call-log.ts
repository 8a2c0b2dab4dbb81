/** What can happen to a call through a port. */
export type FaultKind =
  | 'failsBefore'
  | 'failsAfter'
  | 'hangs'
  /** It is the last call that its process makes. */
  | 'isLast'
  /** It answers what was true some seconds ago. */
  | 'liesLate';

/** Every call of every process of one simulation, and what has befallen them: its history. */
export class CallLog {
  readonly lines: string[] = [];
  readonly faults: Record<FaultKind, number> = { failsBefore: 0, failsAfter: 0, hangs: 0, isLast: 0, liesLate: 0 };

  /** @param what `port.method` */
  called(what: string): void {
    this.lines.push(`${Date.now()} ${what}`);
  }

  failed(kind: FaultKind, what: string): void {
    this.faults[kind] += 1;
    this.lines.push(`${Date.now()} ${what} ${kind}`);
  }

  /** Calls to any of these ports. */
  countOf(ports: readonly string[]): number {
    return this.lines.filter((line) => {
      const [, what = '', fault] = line.split(' ');
      return fault === undefined && ports.includes(what.split('.')[0] ?? '');
    }).length;
  }
}
