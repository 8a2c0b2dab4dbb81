import { AwsThrottled, RetryNotPossible } from '../../src/domain/errors';
import { ADA } from '../support/builders/facts';
import { aPolicy } from '../support/builders/policies';
import { dyingAfter } from '../support/dying-after';
import { held } from '../support/fakes/held';
import { bea, failureOf, LEASE_MS, type UseCaseBench, useCaseBench } from '../support/use-case-bench';

const MINUTE_MS = 60_000;

/** Found by `test/simulation/everything.test.ts`. */
describe('a rollback that failed and is tried again', () => {
  let bench: UseCaseBench;
  let first: string;
  let second: string;
  let failed: string;

  beforeEach(() => openBench(aPolicy()));

  async function openBench(policy: UseCaseBench['policy']): Promise<void> {
    bench = useCaseBench(policy);
    first = (await bench.releasedFromCommit('first')).executionId;
    second = (await bench.releasedFromCommit('second')).executionId;
    await bench.releasedFromCommit('third');
    failed = await rollBack(first, 'dialog-1');
    await fails(failed);
  }

  async function rollBack(target: string, requestId: string): Promise<string> {
    const begun = await bench.useCases.executeRollback(await bench.asTold(target, { requestId }));
    if (begun.result !== 'started') throw new Error('it waits for an approval');
    return begun.executionId;
  }
  async function fails(executionId: string): Promise<void> {
    bench.clock.advance(1_000);
    bench.pipelines.fails(executionId);
    await bench.useCases.reconcile();
    bench.clock.advance(1_000);
  }
  /** Late, or a second time: how it failed before anybody tried it again. */
  const hearsThatItFailed = () => {
    const end = { pipeline: 'penguins', executionId: failed, attempt: 1, at: bench.clock.now() };
    return bench.useCases.onEvent({ kind: 'execution', status: 'Failed', ...end });
  };
  const asked = () => ({ policy: bench.policy, caller: bea, executionId: failed, all: false });
  const retry = () => bench.useCases.retryStage(asked());
  const claim = async () => (await bench.releases.production('penguins'))?.rollback;
  const another = async () => failureOf(rollBack(second, 'dialog-2'));

  it('keeps others out again, until it has ended once more', async () => {
    expect(await claim()).toBeUndefined();

    await retry();

    expect(await another()).toMatchObject({ code: 'rollback_under_way', people: ['U0ADA'] });
    await fails(failed);
    expect(await another()).toMatchObject({ code: 'rollback_under_way' });
    bench.clock.advance(MINUTE_MS);
    await bench.useCases.reconcile();
    expect(await another()).toBeUndefined();
    expect(bench.pipelines.rollbacks).toHaveLength(2);
  });

  it('gives way at once where it succeeds, and is followed by its lock', async () => {
    await openBench(aPolicy({ rollback: { locksAfterwards: true } }));
    await retry();

    bench.clock.advance(1_000);
    bench.pipelines.deployed(failed);
    await bench.useCases.reconcile();

    expect(await claim()).toBeUndefined();
    expect((await bench.locks.get('penguins'))?.current?.reason).toContain('Rolled back to');
  });

  it('is not taken for one that is over by how it failed before, which is told late, while CodePipeline says that it runs', async () => {
    await retry();
    bench.clock.advance(10 * MINUTE_MS);

    await hearsThatItFailed();

    expect(await claim()).toMatchObject({ executionId: failed, by: { id: 'U0ADA' } });
  });

  it('is refused while another one is under way, whose claim stays', async () => {
    bench.pipelines.edited();
    const other = await rollBack(second, 'dialog-2');

    expect(await failureOf(retry())).toMatchObject({ code: 'rollback_under_way' });
    expect(bench.pipelines.retries).toEqual([]);
    expect(await claim()).toMatchObject({ executionId: other });
  });

  it.each([
    ['refuses it', new RetryNotPossible('another execution has entered the stage since.')],
    ['is too busy', new AwsThrottled('slow down')],
  ])('keeps nobody out where CodePipeline %s', async (_what, refusal) => {
    bench.pipelines.failNext('retryStage', 'before', refusal);

    await failureOf(retry());

    expect(await another()).toBeUndefined();
  });

  it('may be tried again and again', async () => {
    await retry();
    await fails(failed);

    await retry();

    expect(bench.pipelines.retried).toHaveLength(2);
    expect(await another()).toMatchObject({ code: 'rollback_under_way' });
  });

  it('keeps others out where the process died that has tried it, and before it has', async () => {
    await failureOf(dyingAfter(bench, 'releases.updateProduction').retryStage(asked()));
    expect(bench.pipelines.retried).toEqual([]);
    bench.clock.advance(MINUTE_MS);
    await hearsThatItFailed();
    expect(await another()).toMatchObject({ code: 'rollback_under_way' });

    await bench.afterTheLease();

    expect(bench.pipelines.retried).toHaveLength(1);
    expect(await another()).toMatchObject({ code: 'rollback_under_way' });
  });

  it('is not tried by a process that slept over its lease', async () => {
    const { port, reached, release } = held(bench.releases, 'updateProduction');
    const slow = bench.processOver({ ...bench.ports, releases: port });
    const retrying = failureOf(slow.retryStage(asked()));
    await reached;
    bench.clock.advance(LEASE_MS);

    release();
    await retrying;

    expect(bench.pipelines.retried).toEqual([]);
  });

  it('keeps its claim though a pass gives back the one from before', async () => {
    const again = await claimedBefore();
    const { port, reached, release } = held(bench.releases, 'updateProduction');
    const pass = bench.processOver({ ...bench.ports, releases: port }).reconcile();
    await reached;
    await retry();

    release();
    await pass;

    expect(await claim()).toMatchObject({ executionId: again });
  });

  /** The failure is on record, and nobody has given its claim back yet. */
  async function claimedBefore(): Promise<string> {
    const left = { auditId: 'dialog-1', targetId: first, by: ADA, since: bench.clock.now(), executionId: failed };
    await bench.releases.updateProduction('penguins', (current) => current && { ...current, rollback: left });
    return failed;
  }

  it('is not sent a second time by a process that wakes with its claim after another one has taken over', async () => {
    const slow = held(bench.releases, 'updateProduction');
    const sleeper = bench.processOver({ ...bench.ports, releases: slow.port });
    const sleeping = failureOf(sleeper.retryStage(asked()));
    await slow.reached;
    await bench.afterTheLease();
    await fails(failed);

    slow.release();

    expect(await sleeping).toMatchObject({ message: expect.stringContaining('took too long') });
    expect(bench.pipelines.retries).toHaveLength(1);
    bench.clock.advance(MINUTE_MS);
    await bench.useCases.reconcile();
    expect(await claim()).toBeUndefined();
  });
});
