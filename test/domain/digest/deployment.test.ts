import { deploymentsOf } from '../../../src/domain/digest/deployment';
import { doraOf } from '../../../src/domain/digest/dora';
import { applyChange, type Execution, type StageProgress } from '../../../src/domain/executions/execution';
import { ADA, anExecution, aRelease } from '../../support/builders/facts';

const at = (time: string) => new Date(`2026-03-03T${time}Z`);
const deploy = (status: StageProgress['status'], endedAt?: Date): StageProgress => ({
  name: 'Deploy',
  ...{ status, attempt: 1, endedAt },
});
const failed = (rest: Partial<Execution> = {}): Execution =>
  anExecution({
    ...{ executionId: 'f', startedAt: at('09:00'), stageNames: ['Source', 'Build', 'Deploy'], status: 'Failed' },
    ...{ stages: [deploy('Failed', at('10:00'))], ...rest },
  });

describe('a deployment', () => {
  it('is a release with what is on record of it, old ones too', () => {
    const delivery = {
      trigger: 'data' as const,
      sources: [],
      waits: [{ gate: 'Approve/Decide', from: at('07:00'), to: at('08:00') }],
      commits: { committedAt: [] },
    };
    const alarm = { name: 'drift', at: at('11:00') };
    const mark = { as: 'bad' as const, by: ADA, at: at('12:00'), reason: 'drift' };
    const recorded = aRelease({ executionId: 'new', releasedAt: at('10:00'), delivery, alarm, mark });
    const old = aRelease({ executionId: 'old', releasedAt: at('09:00') });

    expect(deploymentsOf({ releases: [recorded, old] })).toEqual([
      {
        ...{ kind: 'release', executionId: 'old', startedAt: old.startedAt, endedAt: at('09:00') },
        trigger: 'unknown',
        waits: [],
      },
      {
        ...{ kind: 'release', executionId: 'new', startedAt: recorded.startedAt, endedAt: at('10:00') },
        ...{ trigger: 'data', waits: delivery.waits, commits: { committedAt: [] }, mark: 'bad', alarmAt: at('11:00') },
      },
    ]);
  });

  it('is a rollback, and what production serves by it', () => {
    const release = aRelease({ executionId: 'a', model: { digest: '1' } });
    const back = (executionId: string, how: 'stage' | 'revision', digest: string) =>
      aRelease({ executionId, releasedAt: at('10:00'), model: { digest }, rollback: { how, targetId: 'a' } });

    const deployments = deploymentsOf({
      releases: [release, back('r1', 'stage', '2'), back('r2', 'revision', '1'), back('r3', 'revision', '2')],
    });

    expect(deployments.filter(({ kind }) => kind === 'rollback')).toMatchObject([
      { executionId: 'r1', targetId: 'a', servesId: 'a' },
      { executionId: 'r2', targetId: 'a', servesId: 'a' },
      { executionId: 'r3', targetId: 'a', servesId: 'r3' },
    ]);
  });

  it('has failed where the deploy stage has, and when that ended', () => {
    expect(deploymentsOf({ releases: [], executions: [failed()] })).toEqual([
      { kind: 'failed', executionId: 'f', startedAt: at('09:00'), endedAt: at('10:00') },
    ]);
  });

  it('has failed by what is wrong in its stage, and by nobody’s decision before it', () => {
    const failure = { attempt: 1, action: 'Decide', lines: [], failingTests: [], timesThisWeek: 1 };
    const broken = failed({ failure: { ...failure, stage: 'Deploy', isDecision: false } });
    const decided = failed({ failure: { ...failure, stage: 'Approve', isDecision: true } });

    for (const execution of [broken, decided]) {
      expect(deploymentsOf({ releases: [], executions: [execution] })).toMatchObject([{ kind: 'failed' }]);
    }
  });

  it('is a release where one is on record, though the record of its execution is behind', () => {
    const release = aRelease({ executionId: 'f', releasedAt: at('11:30') });

    expect(deploymentsOf({ releases: [release], executions: [failed()] })).toMatchObject([{ kind: 'release' }]);
  });

  it('that ended at the same moment as others comes in the order of the executions', () => {
    const releases = ['b', 'a', 'c'].map((executionId) => aRelease({ executionId, releasedAt: at('10:00') }));

    expect(deploymentsOf({ releases }).map(({ executionId }) => executionId)).toEqual(['a', 'b', 'c']);
  });

  it.each<[string, Execution]>([
    ['failed before it', failed({ stages: [{ ...deploy('Failed', at('10:00')), name: 'Source' }] })],
    ['was stopped in it', failed({ status: 'Stopped', stages: [deploy('Stopped', at('10:00'))] })],
    ['is in it', failed({ status: 'InProgress', stages: [deploy('InProgress')] })],
    ['is a rollback', failed({ rollbackOf: 'a' })],
    [
      'was rejected by a gate of that stage',
      failed({
        failure: {
          ...{ attempt: 1, stage: 'Deploy', action: 'Decide', isDecision: true, lines: [], failingTests: [] },
          timesThisWeek: 1,
        },
      }),
    ],
  ])('is none of an execution that %s', (_what, execution) => {
    expect(deploymentsOf({ releases: [], executions: [execution] })).toEqual([]);
  });

  it('is told by the stage that the configuration names', () => {
    const execution = failed({ stages: [{ ...deploy('Failed', at('10:00')), name: 'Source' }] });

    expect(deploymentsOf({ releases: [], executions: [execution], stage: 'Source' })).toHaveLength(1);
    expect(deploymentsOf({ releases: [], executions: [failed()], stage: 'Source' })).toEqual([]);
  });

  it('is one, and good, where its stage failed and was retried: it ended with its last attempt', () => {
    // 09:00 started, 10:00 Deploy failed, 11:00 retried (attempt 2), 11:30 succeeded: a release of 11:30.
    const change = (time: string, attempt: number, status: StageProgress['status'], executionStatus?: 'Failed') => ({
      ...{ stage: { name: 'Deploy', status }, attempt, at: at(time), executionStatus },
    });
    const begun = failed({ status: 'InProgress', stages: [] });
    const once = [change('09:30', 1, 'InProgress'), change('10:00', 1, 'Failed', 'Failed')].reduce(applyChange, begun);
    const retried = [change('11:00', 2, 'InProgress'), change('11:30', 2, 'Succeeded')].reduce(applyChange, once);
    const release = aRelease({ executionId: 'f', startedAt: at('09:00'), releasedAt: at('11:30') });
    const window = { from: at('00:00'), to: at('23:00'), timeZone: 'UTC' };

    const before = doraOf(deploymentsOf({ releases: [], executions: [once] }), window);
    const after = doraOf(deploymentsOf({ releases: [release], executions: [retried] }), window);

    expect(before.changeFailRate).toEqual({ rate: 1, failed: 1, of: 1 });
    expect(before.recoveryTime).toMatchObject({ open: 1, oldestOpenMs: 13 * 3_600_000 });
    expect(after.changeFailRate).toEqual({ rate: 0, failed: 0, of: 1 });
    expect(after.deploymentFrequency.releases).toBe(1);
    expect(after.recoveryTime).toEqual({ recovered: 0, open: 0 });
  });
});
