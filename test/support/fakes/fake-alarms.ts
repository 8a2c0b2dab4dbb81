import type { AlarmFacts } from '../../../src/domain/alarms/ring';
import type { Alarms } from '../../../src/domain/ports/alarms';

/** CloudWatch's alarms in memory: they ring when a test says so. */
export class FakeAlarms implements Alarms {
  private readonly alarms = new Map<string, AlarmFacts>();

  constructor(private readonly now: () => Date = () => new Date()) {}

  /** An alarm comes into a state; one that is in it already only has another reason. */
  comes(name: string, state: AlarmFacts['state'], reason = 'by hand'): void {
    const known = this.alarms.get(name);
    const since = known?.state === state ? known.since : this.now();
    this.alarms.set(name, { kind: 'alarm', name, state, reason, since });
  }

  async states(names: readonly string[]): Promise<AlarmFacts[]> {
    return structuredClone(names.flatMap((name) => this.alarms.get(name) ?? []));
  }
}
