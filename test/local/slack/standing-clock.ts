import type { Clock } from '../../../infra/local/clock';

interface Alarm {
  due: number;
  call: () => void;
}

/** A clock that moves only when a test moves it; what is due already is called in the next turn of the event loop. */
export class StandingClock implements Clock {
  #now: number;
  #alarms: Alarm[] = [];
  #onAlarm: () => void = () => undefined;

  constructor(start = '2026-11-20T10:00:00Z') {
    this.#now = new Date(start).getTime();
  }

  readonly now = (): Date => new Date(this.#now);

  at(time: Date, call: () => void): () => void {
    const alarm = { due: time.getTime(), call };
    this.#alarms.push(alarm);
    setImmediate(() => this.#ring());
    this.#onAlarm();
    return () => {
      this.#alarms = this.#alarms.filter((other) => other !== alarm);
    };
  }

  /** Resolves once something waits for a later time. */
  async untilWaitedFor(): Promise<void> {
    while (!this.#alarms.some(({ due }) => due > this.#now)) {
      await new Promise<void>((resolve) => {
        this.#onAlarm = resolve;
      });
    }
  }

  advance(ms: number): void {
    this.#now += ms;
    this.#ring();
  }

  #ring(): void {
    for (const alarm of this.#alarms.filter(({ due }) => due <= this.#now)) {
      this.#alarms = this.#alarms.filter((other) => other !== alarm);
      alarm.call();
    }
  }
}
