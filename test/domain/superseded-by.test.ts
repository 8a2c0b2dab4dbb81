import type { Execution } from '../../src/domain/executions/execution';
import { findSuperseding, supersededBy } from '../../src/domain/executions/superseded-by';
import type { Executions } from '../../src/domain/ports/executions';
import { anExecution } from '../support/builders/facts';
import { fakeExecutions } from '../support/fakes/fake-executions';

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

  it('is one that had passed every stage that it had, whatever became of it then, or one that is on its way', () => {
    const built = anExecution({ ...old, stages: passed('Source', 'Build') });
    const failedIn = (stage: string, ...before: string[]) =>
      anExecution({
        ...{ startedAt: at(1), status: 'Failed' },
        stages: [...passed(...before), { name: stage, status: 'Failed', attempt: 1 }],
      });
    const [short, far] = [failedIn('Build', 'Source'), failedIn('Approve', 'Source', 'Build')];
    const onItsWay = anExecution({ startedAt: at(2), stages: passed('Source') });
    const left = { ...old, stages: [...passed('Source'), { name: 'Build', status: 'Cancelled' as const, attempt: 1 }] };

    expect(supersededBy(left, [short])).toBe(short);
    expect(supersededBy(built, [short, onItsWay])).toBe(onItsWay);
    expect(supersededBy(built, [short, far, onItsWay])).toBe(far);
  });

  it('may have begun as late as it ended, and not in the moment in which it began itself', () => {
    expect(by({ executionId: 'last', startedAt: at(10) }, { startedAt: at(0) })).toBe('last');
  });

  it('is no rollback, not itself, and none that began when it was over', () => {
    expect(by({ executionId: 'rollback', startedAt: at(1), rollbackOf: 'x' }, { startedAt: at(11) })).toBeUndefined();
    expect(supersededBy(old, [old])).toBeUndefined();
  });
});

describe('looking for the execution that has overtaken one', () => {
  const superseded = anExecution({ startedAt: at(0), stages: passed('Source') });
  const heard = (status: Execution['status'], execution = superseded) =>
    findSuperseding(executions, execution, { status, at: at(10) });
  let executions: Executions;

  beforeEach(async () => {
    executions = fakeExecutions();
    const newer = { executionId: 'newer', startedAt: at(2), revision: { commitId: 'c0ffee' } };
    for (const one of [superseded, anExecution(newer)]) {
      await executions.update('penguins', one.executionId, () => one);
    }
  });

  it('finds it with its commit, where it is told that one has', async () => {
    expect(await heard('Superseded')).toEqual({ executionId: 'newer', commitId: 'c0ffee' });
    expect(await heard('Stopped')).toBeUndefined();
  });

  it('finds none that began after it was told of, nor another than the one that is known', async () => {
    const late = { ...superseded, startedAt: at(3) };
    await executions.update('penguins', 'late', () => anExecution({ executionId: 'late', startedAt: at(11) }));

    expect(await heard('Superseded', late)).toBeUndefined();
    expect(await heard('Superseded', { ...late, endedAt: at(11) })).toEqual({ executionId: 'late' });
    expect(await heard('Superseded', { ...superseded, supersededBy: { executionId: 'known' } })).toBeUndefined();
  });
});
