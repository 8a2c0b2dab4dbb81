import type { Intervention } from '../../../src/domain/executions/execution';
import {
  attributeExecution,
  introduceExecution,
  recordIntervention,
} from '../../../src/domain/executions/introduce-execution';
import { ADA } from '../../support/builders/facts';
import { type UseCaseBench, useCaseBench } from '../../support/use-case-bench';

describe('an execution that is heard of for the first time', () => {
  let bench: UseCaseBench;

  beforeEach(() => {
    bench = useCaseBench();
  });

  const later = (milliseconds: number) => new Date(bench.clock.now().getTime() + milliseconds);
  const introduced = (executionId: string, heardAt = bench.clock.now()) =>
    introduceExecution(bench, 'penguins', executionId, heardAt);

  it('is put on record as CodePipeline knows it', async () => {
    const { executionId } = bench.pipelines.training('Use flipper length');

    expect(await introduced(executionId)).toMatchObject({
      ...{ status: 'InProgress', attempt: 1, startedAt: bench.clock.now(), stages: [], repository: 'penguins' },
      ...{ stageNames: ['Source', 'Build', 'Approve', 'Deploy'], trigger: { type: 'StartPipelineExecution' } },
      ...{ isParallel: undefined, rollbackOf: undefined, revision: { message: 'Use flipper length' } },
    });
  });

  it('is known to wait for no other in PARALLEL mode', async () => {
    bench.pipelines.edited({ executionMode: 'PARALLEL' });

    expect(await introduced(bench.pipelines.training('a').executionId)).toMatchObject({ isParallel: true });
  });

  it('is left as it is on record, and nothing is asked of AWS then', async () => {
    const { executionId } = bench.pipelines.training('Use flipper length');
    const first = await introduced(executionId);
    bench.pipelines.execution = () => Promise.reject(new Error('asked'));

    expect(await introduced(executionId, later(60_000))).toEqual(first);
  });

  it.each([
    ['its first action', 60_000, 0],
    ['what was heard of it', -60_000, -60_000],
  ])('that is over began with %s, where that was earlier', async (_what, heard, began) => {
    const { executionId } = bench.pipelines.failed('Use flipper length');
    const at = [later(heard), later(began)] as const;
    bench.clock.advance(1_000);

    expect(await introduced(executionId, at[0])).toMatchObject({ status: 'Failed', startedAt: at[1] });
  });

  it('is not known where CodePipeline does not know it, but for one that we have begun ourselves', async () => {
    expect(await introduced('e1')).toBeUndefined();

    await attributeExecution(bench, 'penguins', 'e1', bench.clock.now(), { requestedBy: ADA, rollbackOf: 'e0' });

    expect(await bench.executions.get('penguins', 'e1')).toMatchObject({
      ...{ status: 'InProgress', requestedBy: ADA, rollbackOf: 'e0' },
    });
  });

  it('stays the wish of whoever asked first', async () => {
    const { executionId } = bench.pipelines.training('Use flipper length');
    for (const reason of ['first', 'second']) {
      await attributeExecution(bench, 'penguins', executionId, bench.clock.now(), { requestedBy: ADA, reason });
    }

    expect(await bench.executions.get('penguins', executionId)).toMatchObject({ reason: 'first' });
  });

  it.each([
    ['earlier', -1, 'first'],
    ['in the same moment', 0, 'first'],
    ['later', 1, 'second'],
  ])('keeps the last that somebody has done to it, though another is told that was %s', async (_when, ms, reason) => {
    const { executionId } = bench.pipelines.training('Use flipper length');
    const stop = (why: string, at: Date): Intervention => ({ kind: 'stop', by: ADA, reason: why, at });

    await recordIntervention(bench, 'penguins', executionId, stop('first', later(0)));
    await recordIntervention(bench, 'penguins', executionId, stop('second', later(ms)));

    expect((await bench.executions.get('penguins', executionId))?.intervention).toMatchObject({ reason });
  });
});
