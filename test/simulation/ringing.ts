import type { DomainEvent } from '../../src/domain/events';
import type { PipelinePolicy } from '../../src/domain/policies/policy';
import type { FakeAlarms } from '../support/fakes/fake-alarms';
import type { Chance } from './chance';

interface RingingDeps {
  policy: PipelinePolicy;
  alarms: FakeAlarms;
  emit: (event: DomainEvent) => void;
  chance: Chance;
}

/** The pipeline's alarms ring now and then, each for a while. @returns the timers behind it */
export function ringNowAndThen({ policy, alarms, emit, chance }: RingingDeps): NodeJS.Timeout[] {
  return policy.alarms.map((name) => {
    const comes = (state: 'ringing' | 'quiet'): void => {
      alarms.comes(name, state, 'as the seed says');
      emit({ kind: 'alarm', alarm: name, at: new Date() });
    };
    comes('quiet');
    let isRinging = false;
    return setInterval(() => {
      if (!chance.is(isRinging ? 0.2 : 0.1)) return;
      isRinging = !isRinging;
      comes(isRinging ? 'ringing' : 'quiet');
    }, 20_000);
  });
}
