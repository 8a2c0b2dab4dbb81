import type { AlarmFacts } from '../../../src/domain/alarms/ring';
import type { Endpoints } from '../../../src/domain/ports/endpoints';

/** SageMaker's endpoints in memory: they are in trouble when a test says so. */
export class FakeEndpoints implements Endpoints {
  private readonly endpoints = new Map<string, AlarmFacts | 'changing'>();

  constructor(private readonly now: () => Date = () => new Date()) {}

  /** An endpoint comes into a state: `changing` is between two of them, `unknown` is gone. */
  comes(name: string, state: AlarmFacts['state'] | 'changing', reason = 'The image did not start.'): void {
    if (state === 'unknown') this.endpoints.delete(name);
    else if (state === 'changing') this.endpoints.set(name, 'changing');
    else
      this.endpoints.set(name, {
        ...{ kind: 'endpoint', name, state, since: this.now() },
        reason: state === 'ringing' ? reason : '',
      });
  }

  async states(names: readonly string[]): Promise<AlarmFacts[]> {
    return structuredClone(names.map((name) => this.endpoints.get(name) ?? this.gone(name))).filter(
      (facts) => facts !== 'changing',
    );
  }

  private gone(name: string): AlarmFacts {
    return { kind: 'endpoint', name, state: 'unknown', reason: '', since: this.now() };
  }
}
