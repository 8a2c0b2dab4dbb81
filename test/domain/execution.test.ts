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

  it.each<[string, Execution, ExecutionChange]>([
    ['what happens as it begins', begun(), { attempt: 1, at: at(0) }],
    ['another end', begun({ status: 'Failed' }), { executionStatus: 'Succeeded', attempt: 1, at: at(9) }],
    ['an end of an earlier attempt', begun({ attempt: 2 }), { executionStatus: 'Failed', attempt: 1, at: at(9) }],
    [
      'that it goes on, once it stops',
      begun({ status: 'Stopping' }),
      { executionStatus: 'InProgress', attempt: 1, at: at(9) },
    ],
    [
      'what failed in an earlier attempt',
      begun({ attempt: 2 }),
      { failedAction: { stage: 'Build', action: 'train' }, attempt: 1, at: at(9) },
    ],
    [
      'what failed after the first',
      begun({ failedAction: { stage: 'Build', action: 'train' } }),
      { failedAction: { stage: 'Build', action: 'evaluate' }, attempt: 1, at: at(9) },
    ],
    [
      'another that has overtaken it',
      begun({ supersededBy: { executionId: 'e-2' } }),
      { supersededBy: { executionId: 'e-3' }, attempt: 1, at: at(9) },
    ],
    [
      'an end of a stage in an earlier attempt',
      begun({ stages: [{ name: 'Build', status: 'InProgress', attempt: 2, startedAt: at(5) }] }),
      stage('Build', 'Failed', 9),
    ],
    [
      'another end of a stage',
      begun({ stages: [{ name: 'Build', status: 'Succeeded', attempt: 1, endedAt: at(5) }] }),
      stage('Build', 'Failed', 9),
    ],
  ])('takes no news from %s', (_what, execution, change) => {
    expect(applyChange(execution, change)).toBe(execution);
  });

  it('stops before it is stopped, and has ended only then', () => {
    const stopping = applyChange(begun(), { executionStatus: 'Stopping', attempt: 1, at: at(3) });
    const stopped = applyChange(stopping, { executionStatus: 'Stopped', attempt: 1, at: at(5) });

    expect([stopping.status, stopping.endedAt]).toEqual(['Stopping', undefined]);
    expect([stopped.status, stopped.endedAt]).toEqual(['Stopped', at(5)]);
  });

  it('tells what failed in an attempt of which it has not heard yet, and by which it was overtaken', () => {
    const failedAction = { stage: 'Build', action: 'train' };
    const supersededBy = { executionId: 'e-2' };

    expect(applyChange(begun(), { failedAction, attempt: 2, at: at(9) })).toEqual(begun({ failedAction }));
    expect(applyChange(begun(), { supersededBy, attempt: 1, at: at(9) })).toEqual(begun({ supersededBy }));
  });

  it('begins a stage anew in a later attempt, and leaves the others', () => {
    const [source, built] = ['Source', 'Build'].map((name) => ({
      ...{ name, status: 'Failed' as const, attempt: 1, startedAt: at(1), endedAt: at(5) },
    }));
    const failed = begun({ stages: [built, source].flatMap((one) => one ?? []) });

    const { stages } = applyChange(failed, stage('Build', 'InProgress', 60, 2));

    expect(stages).toEqual([
      source,
      { name: 'Build', status: 'InProgress', attempt: 2, startedAt: at(60), endedAt: undefined },
    ]);
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
