/** Time as the stand-ins see it. Tests, and a person in a hurry, may move it forward. */
export interface Clock {
  now(): Date;
  /** Calls once that time has come, at once if it has passed; returns what calls it off. */
  at(time: Date, call: () => void): () => void;
}

/** Longest delay of a Node timer, some 24 days; it fires at once for a longer one. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

interface Alarm {
  due: number;
  call: () => void;
}

/** The machine's clock, plus what it was moved forward by. Waiting for it does not keep the process alive. */
export class MovableClock implements Clock {
  private readonly alarms = new Set<Alarm>();
  private timer: NodeJS.Timeout | undefined;

  /**
   * @param aheadMs milliseconds that it is ahead of the machine's already
   * @param moved told of each new lead, so that it can be kept: time must not go back at the next start
   */
  constructor(
    private aheadMs = 0,
    private readonly moved: (aheadMs: number) => void = () => undefined,
  ) {}

  readonly now = (): Date => new Date(Date.now() + this.aheadMs);

  at(time: Date, call: () => void): () => void {
    const alarm = { due: time.getTime(), call };
    this.alarms.add(alarm);
    this.setTimer();
    return () => void this.alarms.delete(alarm);
  }

  /**
   * Moves the clock forward; what falls due on the way is called before this returns, in its order and at its time.
   * @param ms milliseconds, not negative: time does not go back
   */
  advance(ms: number): void {
    const end = this.now().getTime() + ms;
    for (let next = this.first(); next && next.due <= end; next = this.first()) {
      this.aheadMs = Math.max(this.aheadMs, next.due - Date.now());
      this.ring(next);
    }
    this.aheadMs = Math.max(this.aheadMs, end - Date.now());
    this.moved(this.aheadMs);
    this.setTimer();
  }

  private first(): Alarm | undefined {
    return [...this.alarms].sort((one, other) => one.due - other.due)[0];
  }

  private ring(alarm: Alarm): void {
    this.alarms.delete(alarm);
    alarm.call();
  }

  private setTimer(): void {
    clearTimeout(this.timer);
    const next = this.first();
    if (!next) return;
    const delay = Math.min(Math.max(next.due - this.now().getTime(), 0), LONGEST_TIMER_MS);
    this.timer = setTimeout(() => {
      if (next.due <= this.now().getTime() && this.alarms.has(next)) this.ring(next);
      this.setTimer();
    }, delay);
    this.timer.unref();
  }
}
