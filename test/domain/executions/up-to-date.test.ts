import { type Told, upToDate } from '../../../src/domain/executions/up-to-date';
import type { ActionExecution } from '../../../src/domain/ports/pipelines';
import { anExecution } from '../../support/builders/facts';

const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 9, minute));
const row = (
  stage: string,
  status: ActionExecution['status'],
  from: number,
  to: number,
  rest = {},
): ActionExecution => ({
  ...{ stage, action: 'act', actionExecutionId: `${stage}-${from}`, category: 'Build', provider: 'CodeBuild' },
  ...{ status, startedAt: at(from), updatedAt: at(to), pipelineVersion: 1, outputVariables: {}, ...rest },
});

describe('an execution as AWS has it now', () => {
  const begun = anExecution({ executionId: 'e1', startedAt: at(0) });
  const told = (status: Told['status'], rest: Partial<Told> = {}): Told => ({
    ...{ executionId: 'e1', status, startedAt: at(0), ...rest },
  });
  const now = at(59);

  it('is the record itself where that says the same', () => {
    const rows = [row('Source', 'Succeeded', 0, 1), row('Build', 'InProgress', 2, 3)];
    const known = upToDate(begun, told('InProgress'), rows, now);

    expect(upToDate(known, told('InProgress', { updatedAt: at(9) }), rows, now)).toBe(known);
  });

  it.each<[string, ActionExecution['status'][], string]>([
    ['under way while one of its actions is', ['Failed', 'InProgress'], 'InProgress'],
    ['failed where one of its actions has', ['Abandoned', 'Failed'], 'Failed'],
    ['stopped where one of its actions was abandoned', ['Succeeded', 'Abandoned'], 'Stopped'],
    ['through where all of its actions are', ['Succeeded', 'Succeeded'], 'Succeeded'],
  ])('has a stage that is %s', (_what, statuses, status) => {
    const rows = statuses.map((one, index) => row('Build', one, 2, 4, { action: String(index) }));

    expect(upToDate(begun, told('InProgress'), rows, now).stages).toMatchObject([{ name: 'Build', status }]);
  });

  it('has a stage that began with its first action and ended with its last', () => {
    const rows = [row('Build', 'Succeeded', 3, 5), row('Build', 'Succeeded', 2, 8, { action: 'b' })];

    const { stages } = upToDate(begun, told('InProgress'), [...rows, row('Build', 'Succeeded', 4, 6)], now);

    expect(stages).toMatchObject([{ startedAt: at(2), endedAt: at(8) }]);
  });

  it.each<[string, Partial<Told>, ActionExecution[], Date]>([
    ['when it was updated last', { updatedAt: at(20) }, [row('Build', 'Failed', 2, 8)], at(20)],
    ['with its last action', {}, [row('Build', 'Failed', 2, 8), row('Source', 'Succeeded', 0, 1)], at(8)],
    ['now, where nothing tells', {}, [], now],
  ])('has ended %s', (_when, rest, rows, endedAt) => {
    expect(upToDate(begun, told('Failed', rest), rows, now)).toMatchObject({ status: 'Failed', endedAt });
  });

  it('tells what failed first, why it was stopped, and by which it was overtaken', () => {
    const words = { summary: 'exit status 1', externalUrl: 'https://example.com/build' };
    const rows = [row('Build', 'Failed', 2, 8, words), row('Build', 'Failed', 2, 8, { action: 'other' })];
    const more = { stopReason: 'wrong labels', supersededBy: { executionId: 'e2' } };

    expect(upToDate(begun, told('Stopped', more), rows, now)).toMatchObject({
      failedAction: { stage: 'Build', action: 'act', summary: 'exit status 1', url: 'https://example.com/build' },
      ...more,
    });
  });

  describe('that was tried again, as no event told', () => {
    const first = [row('Source', 'Succeeded', 0, 1), row('Build', 'Failed', 2, 8)];
    const failed = upToDate(begun, told('Failed', { updatedAt: at(8) }), first, now);

    it('is in its next attempt, and so is the stage, from when that was begun anew', () => {
      const again = upToDate(
        failed,
        told('InProgress'),
        [first[0], row('Build', 'InProgress', 12, 13)].flatMap((one) => one ?? []),
        now,
      );

      expect(again).toMatchObject({ status: 'InProgress', attempt: 2, endedAt: undefined, failedAction: undefined });
      expect(again.stages).toMatchObject([
        { name: 'Source', attempt: 1, startedAt: at(0), endedAt: at(1) },
        { name: 'Build', attempt: 2, status: 'InProgress', startedAt: at(12), endedAt: undefined },
      ]);
    });

    it('begins the stage with what was begun anew, not with an action that was not', () => {
      const kept = row('Build', 'Succeeded', 2, 3, { action: 'lint' });

      const { stages } = upToDate(failed, told('InProgress'), [kept, row('Build', 'InProgress', 12, 13)], now);

      expect(stages.find(({ name }) => name === 'Build')).toMatchObject({ attempt: 2, startedAt: at(12) });
    });

    it.each([
      ['has ended as it had', told('Failed', { updatedAt: at(20) }), row('Build', 'Failed', 12, 20)],
      ['has begun nothing since', told('InProgress'), row('Build', 'InProgress', 8, 9)],
    ])('is not taken for tried again where it %s', (_what, summary, build) => {
      expect(upToDate(failed, summary, [build], now)).toMatchObject({ attempt: 1, status: 'Failed' });
    });
  });
});
