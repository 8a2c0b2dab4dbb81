import type { DomainEvent } from '../../src/domain/events';
import { useCaseBench } from '../support/use-case-bench';

describe('what arrives in the queue', () => {
  it.each<[string, (of: { executionId: string; attempt: number; at: Date }) => DomainEvent, string]>([
    ['a tick of the schedule', ({ at }) => ({ kind: 'tick', at }), 'handled'],
    [
      'an event of a configured pipeline',
      (of) => ({ kind: 'execution', pipeline: 'penguins', status: 'InProgress', ...of }),
      'handled',
    ],
    [
      'an event of another pipeline',
      (of) => ({ kind: 'execution', pipeline: 'puffins', status: 'InProgress', ...of }),
      'ignored',
    ],
  ])('is counted, where it is %s', async (_what, eventOf, counted) => {
    const bench = useCaseBench();
    const { executionId } = bench.pipelines.training('Use flipper length');

    expect(await bench.useCases.onEvent(eventOf({ executionId, attempt: 1, at: bench.clock.now() }))).toBe(counted);
  });
});
