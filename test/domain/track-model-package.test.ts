import { modelPackageCardKey } from '../../src/domain/cards';
import { aPolicy } from '../support/builders/policies';
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
  const picture = (version = '1') => bench.wall.picture(modelPackageCardKey('penguins', version));

  it('shows a version that waits, and how it was answered, on one message', async () => {
    const arn = registered({ properties: { accuracy: '0.97' } });
    await heard(arn);
    expect(picture()).toMatchObject({ status: 'pending', properties: { accuracy: '0.97' } });
    bench.clock.advance(60_000);
    bench.modelRegistry.answered(arn, 'rejected', { reason: 'Gentoo is worse', modifiedBy: 'ada' });

    await heard(arn);

    expect(picture()).toMatchObject({ status: 'rejected', reason: 'Gentoo is worse', modifiedBy: 'ada' });
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

    expect(picture()).toBeUndefined();
    expect(await bench.modelPackages.get('penguins', '1')).toMatchObject({ status: 'approved' });
  });

  it('leaves a version to the card of the execution of its commit', async () => {
    const { executionId } = await bench.waitingApproval('Use flipper length');
    const commitId = (await bench.executions.get('penguins', executionId))?.revision?.commitId;

    await heard(registered({ commitId }));

    expect(commitId).toBeDefined();
    expect(picture()).toBeUndefined();
  });

  it('waits while an execution may still name it, and shows it when none has', async () => {
    const { approvalId } = await bench.waitingApproval('Use flipper length');
    const arn = registered();
    await heard(arn);
    expect(picture()).toBeUndefined();
    bench.pipelines.answeredElsewhere(approvalId, 'rejected');
    await bench.useCases.reconcile();
    bench.clock.advance(2 * HOUR_MS);

    await bench.useCases.reconcile();

    expect(picture()).toMatchObject({ status: 'pending' });
  });

  it('finds by reconcile what no event told: that one was registered, and answered', async () => {
    const arn = registered();
    await bench.useCases.reconcile();
    expect(picture()).toMatchObject({ status: 'pending' });
    bench.clock.advance(60_000);
    bench.modelRegistry.answered(arn, 'approved');

    await bench.useCases.reconcile();

    expect(picture()).toMatchObject({ status: 'approved' });
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
  });
});
