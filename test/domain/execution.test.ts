import fc from 'fast-check';
import { applyChange, type Execution, type ExecutionChange } from '../../src/domain/executions/execution';

const at = (second: number) => new Date(Date.UTC(2026, 10, 24, 10, 0, second));
const begun = (over: Partial<Execution> = {}): Execution => ({
  pipeline: 'penguins',
  executionId: 'e-1',
  status: 'InProgress',
  attempt: 1,
  startedAt: at(0),
  stageNames: ['Source', 'Build'],
  stages: [],
  version: 1,
  ...over,
});
const stage = (
  name: string,
  status: 'InProgress' | 'Succeeded' | 'Failed',
  second: number,
  attempt = 1,
): ExecutionChange => ({
  stage: { name, status },
  attempt,
  at: at(second),
});

const BUILT = { name: 'Build', status: 'Succeeded' } as const;

describe('what events do to an execution', () => {
  it('does not take an ended execution back when its start arrives late', () => {
    const ended = applyChange(begun(), { executionStatus: 'Succeeded', attempt: 1, at: at(9) });

    expect(applyChange(ended, { executionStatus: 'InProgress', attempt: 1, at: at(0) })).toBe(ended);
  });

  it('returns the very same record for an event that says nothing new', () => {
    const once = applyChange(begun(), stage('Build', 'Succeeded', 5));

    expect(applyChange(once, stage('Build', 'Succeeded', 5))).toBe(once);
  });

  it('reopens a failed execution when a later attempt begins, and forgets why the earlier one failed', () => {
    const failed = [
      { failedAction: { stage: 'Build', action: 'Build' }, attempt: 1, at: at(4) },
      { executionStatus: 'Failed' as const, attempt: 1, at: at(5) },
    ].reduce(applyChange, begun());

    const resumed = applyChange(failed, { executionStatus: 'InProgress', attempt: 2, at: at(60) });

    expect(failed).toMatchObject({ status: 'Failed', failedAction: { stage: 'Build' }, endedAt: at(5) });
    expect(resumed).toMatchObject({ status: 'InProgress', attempt: 2 });
    expect(resumed.failedAction).toBeUndefined();
    expect(resumed.endedAt).toBeUndefined();
  });

  it('begins no later than its earliest event, whichever is handled first', () => {
    expect(applyChange(begun({ startedAt: at(7) }), stage('Source', 'InProgress', 2)).startedAt).toEqual(at(2));
  });

  it('knows when a stage began, also where that is told after its end', () => {
    const ended = applyChange(begun(), stage('Build', 'Succeeded', 6));
    const told = applyChange(ended, stage('Build', 'InProgress', 3));
    const found = applyChange(ended, { ...stage('Build', 'Succeeded', 6), stage: { ...BUILT, startedAt: at(4) } });

    expect(ended.stages).toMatchObject([{ startedAt: undefined, endedAt: at(6) }]);
    expect(told.stages).toMatchObject([{ status: 'Succeeded', startedAt: at(3), endedAt: at(6) }]);
    expect(found.stages).toMatchObject([{ status: 'Succeeded', startedAt: at(4), endedAt: at(6) }]);
    expect(applyChange(told, stage('Build', 'InProgress', 5))).toBe(told);
  });

  it('keeps the first reason why it was stopped', () => {
    const stopped = applyChange(begun(), { stopReason: 'wrong labels', attempt: 1, at: at(2) });

    expect(stopped.stopReason).toBe('wrong labels');
    expect(applyChange(stopped, { stopReason: 'other', attempt: 1, at: at(3) })).toBe(stopped);
  });

  it('ends in the same statuses in whatever order, and however often, the events come', () => {
    const events = [
      stage('Source', 'InProgress', 1),
      stage('Source', 'Succeeded', 2),
      stage('Build', 'InProgress', 3),
      stage('Build', 'Succeeded', 6),
      { executionStatus: 'Succeeded' as const, attempt: 1, at: at(7) },
    ];
    const shown = (execution: Execution) => ({
      status: execution.status,
      stages: execution.stages.map(({ name, status }) => `${name} ${status}`).sort(),
    });
    const inOrder = shown(events.reduce(applyChange, begun()));

    fc.assert(
      fc.property(fc.shuffledSubarray([...events, ...events], { minLength: 10, maxLength: 10 }), (mixed) => {
        expect(shown(mixed.reduce(applyChange, begun()))).toEqual(inOrder);
      }),
    );
  });
});
