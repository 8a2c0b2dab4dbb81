import { buildUseCases } from '../../src/build-use-cases';
import { policiesOf } from '../../src/config/find-policies';
import { pusherBefore } from '../../src/domain/commits/commit-record';
import type { PushEvent } from '../../src/domain/events';
import type { RepositoryPolicy } from '../../src/domain/policies/policy';
import { aRepository } from '../support/builders/policies';
import { LEASE_MS, type UseCaseBench, useCaseBench } from '../support/use-case-bench';

const COMMIT = 'c'.repeat(40);
const EMMA = 'arn:aws:iam::123456789012:user/emma';
const BEN = 'arn:aws:iam::123456789012:user/ben';

describe('recording pushes', () => {
  let bench: UseCaseBench;

  beforeEach(() => {
    bench = useCaseBench();
  });

  const pushed = (rest: Partial<PushEvent> = {}): PushEvent => ({
    kind: 'push',
    repository: 'penguins',
    reference: { type: 'branch', name: 'main' },
    commitId: COMMIT,
    by: EMMA,
    at: bench.clock.now(),
    ...rest,
  });
  const commit = () => bench.commitRecords.get('penguins', COMMIT);

  it('knows who pushed which commit to which branch, and posts nothing', async () => {
    expect(await bench.useCases.onEvent(pushed())).toBe('handled');

    expect((await commit())?.pushes).toEqual([{ branch: 'main', by: EMMA, at: bench.clock.now() }]);
    expect(bench.wall.changed).toEqual([]);
  });

  it('keeps the newest push per branch, however often and in which order they are told', async () => {
    const first = pushed({ by: BEN });
    bench.clock.advance(1_000);
    const second = pushed();
    for (const event of [second, first, second]) await bench.useCases.onEvent(event);

    expect((await commit())?.pushes.map(({ by }) => by)).toEqual([EMMA]);
  });

  it('takes for the pusher of an execution whoever pushed its commit last before it began', async () => {
    const reference = (name: string) => ({ type: 'branch' as const, name });
    await bench.useCases.onEvent(pushed({ reference: reference('feature') }));
    bench.clock.advance(60_000);
    await bench.useCases.onEvent(pushed({ by: BEN }));
    const began = bench.clock.now();
    bench.clock.advance(60_000);
    await bench.useCases.onEvent(pushed({ reference: reference('copy'), by: 'arn:aws:iam::123456789012:user/vera' }));

    expect(pusherBefore(await commit(), began)).toBe(BEN);
  });

  describe('where no repository is configured, or others are', () => {
    const useCasesWith = (repositories: RepositoryPolicy[]) =>
      buildUseCases(bench.ports, {
        policies: policiesOf([bench.policy], [], repositories),
        now: bench.clock.now,
        triage: [],
        digests: [],
        countFailedDeployments: true,
        intentLeaseMs: LEASE_MS,
        onProblem: () => undefined,
      });

    it('takes those to the source of a configured pipeline, though it has others', async () => {
      bench.pipelines.takesAlso('Data', 'S3');
      const { onEvent } = useCasesWith([]);

      expect(await onEvent(pushed())).toBe('handled');
      expect(await onEvent(pushed({ repository: 'whales' }))).toBe('ignored');
    });

    it('takes those to a configured repository from which no pipeline takes anything', async () => {
      const { onEvent } = useCasesWith([aRepository({ name: 'whales' })]);

      expect(await onEvent(pushed({ repository: 'whales' }))).toBe('handled');
    });
  });

  it('knows of an execution which repository its commit is of', async () => {
    const { executionId } = await bench.waitingApproval();

    expect(await bench.executions.get('penguins', executionId)).toMatchObject({ repository: 'penguins' });
  });

  it('ignores tags', async () => {
    expect(await bench.useCases.onEvent(pushed({ reference: { type: 'tag', name: 'v1' } }))).toBe('ignored');
  });
});
