import type { Execution } from '../../src/domain/executions/execution';
import { supersededBy } from '../../src/domain/executions/superseded-by';
import { anExecution } from '../support/builders/facts';

const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 9, minute));
const passed = (...names: string[]) =>
  names.map((name) => ({ name, status: 'Succeeded' as const, attempt: 1, endedAt: at(5) }));

const old = anExecution({ status: 'Superseded', startedAt: at(0), endedAt: at(10), stages: passed('Source') });
const by = (...later: Partial<Execution>[]) =>
  supersededBy(
    old,
    later.map((one) => anExecution(one)),
  )?.executionId;

describe('which execution has superseded another', () => {
  it('is the first that was started after it', () => {
    expect(
      by(
        { executionId: 'third', startedAt: at(4), stages: passed('Source') },
        { executionId: 'second', startedAt: at(2), stages: passed('Source') },
        { executionId: 'before', startedAt: at(-2), stages: passed('Source') },
      ),
    ).toBe('second');
  });

  it('is one that was superseded later itself, but none that ended before it came as far', () => {
    const failed = { executionId: 'failed', startedAt: at(1), status: 'Failed' as const, stages: [] };
    const overtaken = { executionId: 'overtaken', startedAt: at(2), status: 'Superseded' as const };

    expect(by(failed, { ...overtaken, stages: passed('Source') })).toBe('overtaken');
    expect(by(failed)).toBeUndefined();
  });

  it('is no rollback, not itself, and none that began when it was over', () => {
    expect(by({ executionId: 'rollback', startedAt: at(1), rollbackOf: 'x' }, { startedAt: at(11) })).toBeUndefined();
    expect(supersededBy(old, [old])).toBeUndefined();
  });
});
