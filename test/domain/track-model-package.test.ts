import { packageApprovalId } from '../../src/domain/approvals/approval';
import { approvalCardKey, modelPackageCardKey } from '../../src/domain/cards';
import { aPolicy } from '../support/builders/policies';
import { dyingAnywhere } from '../support/dying-anywhere';
import { type UseCaseBench, useCaseBench } from '../support/use-case-bench';

const HOUR_MS = 3_600_000;

describe('following model packages', () => {
  let bench: UseCaseBench;

  beforeEach(() => {
    bench = useCaseBench(aPolicy({ modelPackageGroup: 'penguins-models' }));
  });

  const registered = (rest: object = {}) => bench.modelRegistry.registered('penguins-models', rest);
  const heard = (arn: string, group = 'penguins-models') =>
    bench.useCases.onEvent({
      ...{ kind: 'model-package', group, arn, version: arn.split('/').at(-1) ?? '', at: bench.clock.now() },
    });
  /** The card that only tells. */
  const picture = (version = '1') => bench.wall.picture(modelPackageCardKey('penguins', version));
  /** The card that asks. */
  const question = (version = '1') => bench.wall.picture(approvalCardKey(packageApprovalId('penguins', version)));
  const oneMessage = () => new Set(bench.wall.changed).size === 1;

  it('asks about a version that waits, and shows how it was answered in SageMaker, on one message', async () => {
    const arn = registered({ properties: { accuracy: '0.97' } });
    await heard(arn);
    expect(question()).toMatchObject({
      kind: 'package',
      status: 'open',
      arn,
      evidence: { metrics: { accuracy: '0.97' } },
    });
    bench.clock.advance(60_000);
    bench.modelRegistry.answered(arn, 'rejected', { reason: 'Gentoo is worse', modifiedBy: 'ada' });

    await heard(arn);

    expect(question()).toMatchObject({
      status: 'ended',
      ending: { how: 'answered elsewhere', decision: 'rejected', detail: 'Gentoo is worse', by: 'ada' },
    });
    expect(oneMessage()).toBe(true);
  });

  it('tells of a version that was answered when it was first heard of, and asks nothing', async () => {
    const arn = registered();
    bench.modelRegistry.answered(arn, 'approved', { modifiedBy: 'ada' });

    await heard(arn);

    expect(picture()).toMatchObject({ status: 'approved', modifiedBy: 'ada' });
    expect(oneMessage()).toBe(true);
  });

  it.each(['event', 'pass'])('ends the question about a version that was deleted, by the next %s', async (by) => {
    const arn = registered();
    await heard(arn);
    bench.modelRegistry.deleted(arn);

    await (by === 'event' ? heard(arn) : bench.useCases.reconcile());

    expect(question()).toMatchObject({ status: 'ended', ending: { how: 'version deleted' } });
    const drawn = bench.wall.changed.length;
    await bench.useCases.reconcile();
    expect(bench.wall.changed).toHaveLength(drawn);
    expect(await bench.modelPackages.waiting('penguins', 10)).toEqual([]);
  });

  it('shows that SageMaker was told otherwise after the answer, and that it was told otherwise again', async () => {
    const arn = registered();
    await heard(arn);
    const told = async (status: 'approved' | 'rejected', reason: string) => {
      bench.clock.advance(60_000);
      bench.modelRegistry.answered(arn, status, { reason, modifiedBy: 'arn:aws:iam::123456789012:user/emma' });
      await heard(arn);
    };
    await told('approved', 'good');

    await told('rejected', 'drifts');
    const differing = question();
    await told('approved', 'good after all');

    expect(differing).toMatchObject({
      ending: { decision: 'approved' },
      registry: { state: 'differs', detail: 'In the model registry this version is rejected by emma: drifts' },
    });
    expect(question()).toMatchObject({ ending: { decision: 'approved' }, registry: { state: 'answered' } });
    expect(oneMessage()).toBe(true);
  });

  it('changes nothing by an event that comes twice', async () => {
    const arn = registered();
    await heard(arn);
    const drawn = bench.wall.changed.length;

    await heard(arn);

    expect(bench.wall.changed).toHaveLength(drawn);
  });

  it('ignores a group that no pipeline claims, and draws nothing of a version that there is not', async () => {
    expect(await heard(registered(), 'whales')).toBe('ignored');
    await heard('arn:aws:sagemaker:us-east-1:123456789012:model-package/penguins-models/9');

    expect(bench.wall.changed).toEqual([]);
  });

  it('leaves a version to the card of the execution that names it, also once it is answered', async () => {
    const arn = registered();
    await bench.waitingApproval('Use flipper length', { MODEL_PACKAGE_ARN: arn } as never);
    await heard(arn);
    bench.clock.advance(5 * HOUR_MS);
    bench.modelRegistry.answered(arn, 'approved');

    await heard(arn);

    expect([picture(), question()]).toEqual([undefined, undefined]);
    expect(await bench.modelPackages.get('penguins', '1')).toMatchObject({ status: 'approved' });
  });

  it('leaves a version to the card of the execution of its commit', async () => {
    const { executionId } = await bench.waitingApproval('Use flipper length');
    const commitId = (await bench.executions.get('penguins', executionId))?.revision?.commitId;

    await heard(registered({ commitId }));

    expect(commitId).toBeDefined();
    expect([picture(), question()]).toEqual([undefined, undefined]);
  });

  it('waits while an execution may still name it, and shows it when none has', async () => {
    const { approvalId } = await bench.waitingApproval('Use flipper length');
    const arn = registered();
    await heard(arn);
    expect(question()).toBeUndefined();
    bench.pipelines.answeredElsewhere(approvalId, 'rejected');
    await bench.useCases.reconcile();
    bench.clock.advance(48 * HOUR_MS);

    await bench.useCases.reconcile();

    expect(question()).toMatchObject({ status: 'open' });
  });

  it('finds by reconcile what no event told: that one was registered, and answered', async () => {
    const arn = registered();
    await bench.useCases.reconcile();
    expect(question()).toMatchObject({ status: 'open' });
    bench.clock.advance(60_000);
    bench.modelRegistry.answered(arn, 'approved');

    await bench.useCases.reconcile();

    expect(question()).toMatchObject({ ending: { how: 'answered elsewhere', decision: 'approved' } });
    expect(bench.problems).toEqual([]);
  });

  it.each(['fails', 'reaches its approval'])('asks only if the execution that made the version %s', async (what) => {
    const { executionId } = bench.pipelines.training('Use flipper length');
    await bench.useCases.reconcile();
    const commitId = (await bench.executions.get('penguins', executionId))?.revision?.commitId;
    const arn = registered({ commitId });
    await heard(arn);
    expect(question()).toBeUndefined();

    if (what === 'fails') {
      bench.pipelines.fails(executionId);
    } else {
      const { approvalId } = bench.pipelines.reachesApproval(executionId);
      await bench.useCases.reconcile();
      bench.pipelines.endedUnanswered(approvalId, 'Failed');
    }
    await bench.useCases.reconcile();
    bench.clock.advance(2 * HOUR_MS);
    await bench.useCases.reconcile();

    if (what === 'fails') expect(question()).toMatchObject({ status: 'open', arn });
    else expect(question()).toBeUndefined();
    expect(bench.problems).toEqual([]);
  });

  it('changes nothing by a reconcile that finds nothing', async () => {
    await heard(registered());
    const changes = bench.wall.changed.length;

    await bench.useCases.reconcile();

    expect(bench.wall.changed).toHaveLength(changes);
  });

  it('calls nobody for a version that has waited for a day already, but for the answer to it', async () => {
    const arn = registered();
    bench.clock.advance(25 * HOUR_MS);
    await bench.useCases.reconcile();
    expect(bench.wall.changed).toEqual([]);
    bench.modelRegistry.answered(arn, 'approved');

    await bench.useCases.reconcile();

    expect(picture()).toMatchObject({ status: 'approved' });
    expect(question()).toBeUndefined();
  });

  it('is heard of by a process that dies anywhere, and asked about once, on one message', async () => {
    const ends = await dyingAnywhere({
      policy: aPolicy({ modelPackageGroup: 'penguins-models' }),
      prepare: async ({ modelRegistry }) => modelRegistry.registered('penguins-models'),
      act: (useCases, arn) =>
        useCases.onEvent({ kind: 'model-package', group: 'penguins-models', arn, version: '1', at: new Date(0) }),
      async end({ wall, modelPackages }) {
        const key = approvalCardKey(packageApprovalId('penguins', '1'));
        expect(wall.picture(key)).toMatchObject({ status: 'open', version: 1 });
        expect(await modelPackages.get('penguins', '1')).toMatchObject({ told: 'by its approval' });
        expect(wall.picture(modelPackageCardKey('penguins', '1'))).toBeUndefined();
        return 'asked';
      },
    });

    expect(ends).toContain('died after approvals.update: asked');
    expect(ends.at(-1)).toBe('alive: asked');
  });

  it.each(['approved', 'deleted'] as const)(
    'is %s while a process dies anywhere, and its card tells so',
    async (what) => {
      const ends = await dyingAnywhere({
        policy: aPolicy({ modelPackageGroup: 'penguins-models' }),
        async prepare(dying) {
          const arn = dying.modelRegistry.registered('penguins-models');
          await dying.useCases.reconcile();
          dying.clock.advance(60_000);
          if (what === 'deleted') dying.modelRegistry.deleted(arn);
          else dying.modelRegistry.answered(arn, 'approved', { modifiedBy: 'emma' });
          return arn;
        },
        act: (useCases, arn) =>
          useCases.onEvent({ kind: 'model-package', group: 'penguins-models', arn, version: '1', at: new Date(0) }),
        async end({ wall, modelPackages }) {
          const key = approvalCardKey(packageApprovalId('penguins', '1'));
          const how = what === 'deleted' ? 'version deleted' : 'answered elsewhere';
          expect(wall.picture(key)).toMatchObject({ status: 'ended', ending: { how } });
          expect(await modelPackages.waiting('penguins', 10)).toEqual([]);
          expect(wall.picture(modelPackageCardKey('penguins', '1'))).toBeUndefined();
          return 'told';
        },
      });

      expect(ends).toContain('died after approvals.update: told');
      expect(ends.at(-1)).toBe('alive: told');
    },
  );
});
