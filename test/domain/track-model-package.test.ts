import { packageApprovalId } from '../../src/domain/approvals/approval';
import { approvalCardKey, modelPackageCardKey } from '../../src/domain/cards';
import { applyFacts, type ModelPackage } from '../../src/domain/model-packages/model-package';
import { aPolicy } from '../support/builders/policies';
import { dyingAnywhere } from '../support/dying-anywhere';
import { held } from '../support/fakes/held';
import { type UseCaseBench, useCaseBench } from '../support/use-case-bench';

const GROUP = 'penguins-models';
const HOUR_MS = 3_600_000;

describe('following model packages', () => {
  let bench: UseCaseBench;

  beforeEach(() => {
    bench = useCaseBench(aPolicy({ modelPackageGroup: GROUP }));
  });

  const registered = (rest: object = {}) => bench.modelRegistry.registered(GROUP, rest);
  const heard = (arn: string, { group = GROUP, by = bench.useCases } = {}) =>
    by.onEvent({
      ...{ kind: 'model-package', group, arn, version: arn.split('/').at(-1) ?? '', at: bench.clock.now() },
    });
  const record = (version = '1') => bench.modelPackages.get('penguins', version);
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

  it('tells of it once, though the event comes twice, and of whatever becomes of it, on the same message', async () => {
    const arn = registered({ commitId: 'c'.repeat(40) });
    bench.modelRegistry.answered(arn, 'approved');
    expect(await heard(arn)).toBe('handled');
    await heard(arn);
    expect(bench.wall.changed).toHaveLength(1);
    const { executionId } = bench.pipelines.training('the same commit again');
    bench.pipelines.checkedOut(executionId, { commitId: 'c'.repeat(40) });
    await bench.useCases.reconcile();
    bench.clock.advance(60_000);
    bench.modelRegistry.answered(arn, 'rejected', { reason: 'drifts' });

    await heard(arn);
    const rejected = picture();
    bench.modelRegistry.deleted(arn);
    await heard(arn);

    expect(rejected).toMatchObject({ status: 'rejected', reason: 'drifts' });
    expect(picture()).toEqual({ ...(rejected as object), deletedAt: bench.clock.now() });
    expect(question()).toBeUndefined();
  });

  it('says that a card will change before it changes what the card tells', async () => {
    const arn = registered();
    bench.modelRegistry.answered(arn, 'approved');
    const told = await bench.callsOf((by) => heard(arn, { by }));
    bench.modelRegistry.deleted(arn);
    const deleted = await bench.callsOf((by) => heard(arn, { by }));

    const inOrder = ['notifier.cardWillChange', 'modelPackages.update', 'notifier.cardChanged'];
    expect([told.slice(-3), deleted.slice(-3)]).toEqual([inOrder, inOrder]);
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

    const calls = await bench.callsOf((by) => heard(arn, { by }));

    expect(bench.wall.changed).toHaveLength(drawn);
    expect(calls).toEqual(['modelRegistry.version', 'modelPackages.get']);
  });

  it('ignores a group that no pipeline claims, and draws nothing of a version that there is not', async () => {
    expect(await heard(registered(), { group: 'whales' })).toBe('ignored');
    await heard('arn:aws:sagemaker:us-east-1:123456789012:model-package/penguins-models/9');

    expect(bench.wall.changed).toEqual([]);
  });

  it('leaves a version to the card of the execution that names it, also once it is answered', async () => {
    const arn = registered();
    await bench.waitingApproval('Use flipper length', { MODEL_PACKAGE_ARN: arn });
    await heard(arn);
    bench.clock.advance(5 * HOUR_MS);
    bench.modelRegistry.answered(arn, 'approved');

    await heard(arn);

    expect([picture(), question()]).toEqual([undefined, undefined]);
    expect(await record()).toMatchObject({ status: 'approved' });
  });

  it('leaves a version to the card of the execution of its commit', async () => {
    const { executionId } = await bench.waitingApproval('Use flipper length');
    const commitId = (await bench.executions.get('penguins', executionId))?.revision?.commitId;

    await heard(registered({ commitId }));

    expect(commitId).toBeDefined();
    expect([picture(), question()]).toEqual([undefined, undefined]);
  });

  it('waits while an execution may still name it, and asks as soon as that has ended without', async () => {
    const { approvalId } = await bench.waitingApproval('Use flipper length');
    await heard(registered());
    expect(await bench.fixesOfPass()).toBe(0);
    expect(question()).toBeUndefined();
    bench.pipelines.answeredElsewhere(approvalId, 'rejected');

    await bench.useCases.reconcile();

    expect(question()).toMatchObject({ status: 'open' });
    expect(await record()).toMatchObject({ told: 'by its approval' });
  });

  it.each([
    ['of a commit', { commitId: 'c'.repeat(40) }],
    ['of no commit that is known', {}],
  ])('waits, too, while an execution has not read its source yet, for a version %s', async (_what, rest) => {
    await bench.pipelines.start({ pipeline: 'penguins', requestToken: 'token', variables: [] });
    await bench.useCases.reconcile();

    await heard(registered(rest));

    expect(await record()).toMatchObject({ told: 'undecided' });
    expect(question()).toBeUndefined();
  });

  it.each([
    ['is of another commit', {}, { commitId: 'c'.repeat(40) }],
    ['has named another version', { MODEL_PACKAGE_ARN: 'arn:…/penguins-models/7' }, {}],
  ])('does not wait for an execution that %s', async (_what, variables, rest) => {
    await bench.waitingApproval('Use flipper length', variables as Record<string, string>);

    await heard(registered(rest));

    expect(question()).toMatchObject({ status: 'open' });
  });

  it.each([
    ['within the hour', HOUR_MS, 'by an execution'],
    ['earlier', HOUR_MS + 1, 'here'],
  ])(
    'leaves an answered version to an execution of its commit that ended %s without asking: told %s',
    async (_when, ago, told) => {
      const { executionId } = bench.pipelines.training('Use flipper length');
      await bench.useCases.reconcile();
      bench.pipelines.fails(executionId);
      await bench.useCases.reconcile();
      bench.clock.advance(ago);
      const commitId = (await bench.executions.get('penguins', executionId))?.revision?.commitId;
      const arn = registered({ commitId });
      bench.modelRegistry.answered(arn, 'approved');

      await heard(arn);

      expect(await record()).toMatchObject({ told });
    },
  );

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

  describe('that an execution in progress has made', () => {
    let executionId: string;
    let commitId: string | undefined;
    let arn: string;

    beforeEach(async () => {
      executionId = bench.pipelines.training('Use flipper length').executionId;
      await bench.useCases.reconcile();
      commitId = (await bench.executions.get('penguins', executionId))?.revision?.commitId;
      arn = registered({ commitId });
      await heard(arn);
      expect(question()).toBeUndefined();
    });

    /** It asks, and is answered by nobody. @returns its approval */
    async function asksInVain(): Promise<string> {
      const { approvalId } = bench.pipelines.reachesApproval(executionId);
      await bench.useCases.reconcile();
      bench.pipelines.endedUnanswered(approvalId, 'Failed');
      return approvalId;
    }

    it('asks as soon as that has failed without asking', async () => {
      bench.pipelines.fails(executionId);

      await bench.useCases.reconcile();

      expect(question()).toMatchObject({ status: 'open', arn });
      expect(bench.problems).toEqual([]);
    });

    it.each([['at once', 0] as const, ['hours later only', 2 * HOUR_MS] as const])(
      'asks nothing where that has asked itself, though it is found out %s',
      async (_when, ms) => {
        const approvalId = await asksInVain();
        bench.clock.advance(ms);

        await bench.useCases.reconcile();

        expect(await record()).toMatchObject({ told: 'by an execution', toldBy: executionId, approvalId });
        const calls = await bench.callsOf((by) => heard(arn, { by }));
        expect(calls.filter((call) => call.startsWith('pipelines.'))).toEqual([]);
        bench.clock.advance(2 * HOUR_MS);
        await bench.useCases.reconcile();
        expect(question()).toBeUndefined();
        expect(bench.problems).toEqual([]);
      },
    );

    it('tells of its answer nowhere else, though that ended without asking while nobody looked', async () => {
      bench.pipelines.fails(executionId);
      await bench.useCases.onEvent({
        ...{ kind: 'execution', pipeline: 'penguins', executionId, attempt: 1, status: 'Failed' },
        at: bench.clock.now(),
      });
      bench.clock.advance(2 * HOUR_MS);
      bench.modelRegistry.answered(arn, 'approved');

      await heard(arn);

      expect(await record()).toMatchObject({ status: 'approved', told: 'by an execution', toldBy: executionId });
      expect([picture(), question()]).toEqual([undefined, undefined]);
    });

    it('goes over to the next execution of the commit where that has failed', async () => {
      bench.pipelines.fails(executionId);
      const next = bench.pipelines.training('once more').executionId;
      bench.pipelines.checkedOut(next, { commitId: commitId ?? '' });

      await bench.useCases.reconcile();

      expect(await record()).toMatchObject({ told: 'by an execution', toldBy: next });
      expect(await bench.fixesOfPass()).toBe(0);
      expect(question()).toBeUndefined();
    });
  });

  it('waits anew where the execution that named it has ended without asking and another may name it', async () => {
    const { executionId } = bench.pipelines.training('Use flipper length');
    await bench.useCases.reconcile();
    const arn = registered();
    const { approvalId } = bench.pipelines.reachesApproval(executionId, { MODEL_PACKAGE_ARN: arn });
    await heard(arn);
    expect(await record()).toMatchObject({ told: 'by an execution' });
    bench.pipelines.endedUnanswered(approvalId, 'Failed');
    bench.pipelines.training('once more');

    await bench.useCases.reconcile();

    expect(await record()).toMatchObject({ told: 'undecided' });
    expect(question()).toBeUndefined();
  });

  it('is not taken back from where it is told by a slow process that still waits', async () => {
    const { executionId } = bench.pipelines.training('Use flipper length');
    await bench.useCases.reconcile();
    const arn = registered();
    const slow = held(bench.modelPackages, 'update');
    const late = heard(arn, { by: bench.processOver({ ...bench.ports, modelPackages: slow.port }) });
    await slow.reached;
    bench.pipelines.fails(executionId);
    await bench.useCases.reconcile();

    slow.release();
    await late;

    expect(await record()).toMatchObject({ told: 'by its approval' });
  });

  it('changes nothing by a reconcile that finds nothing', async () => {
    await heard(registered());
    const changes = bench.wall.changed.length;

    expect(await bench.fixesOfPass()).toBe(0);

    expect(bench.wall.changed).toHaveLength(changes);
  });

  it('counts what a pass has found: what was registered, answered, deleted', async () => {
    const arn = registered();
    const fixes = [await bench.fixesOfPass()];
    bench.clock.advance(60_000);
    bench.modelRegistry.answered(arn, 'approved');
    fixes.push(await bench.fixesOfPass());
    const other = registered();
    fixes.push(await bench.fixesOfPass());
    bench.modelRegistry.deleted(other);
    fixes.push(await bench.fixesOfPass());

    expect(fixes).toEqual([1, 1, 1, 1]);
    expect(await bench.fixesOfPass()).toBe(0);
  });

  it('shows what its maker has corrected, of which no event tells, by the next pass', async () => {
    const arn = registered({ properties: { accuracy: '0.97' } });
    await heard(arn);
    bench.clock.advance(60_000);
    bench.modelRegistry.corrected(arn, { accuracy: '0.5' });

    await bench.useCases.reconcile();

    expect(question()).toMatchObject({ status: 'open', evidence: { metrics: { accuracy: '0.5' } } });
  });

  it('reads none of the versions in a pass that are as they were: answered, waiting quietly, or told of by who asked', async () => {
    registered();
    bench.clock.advance(25 * HOUR_MS);
    const [second, third] = [registered(), registered()];
    bench.modelRegistry.answered(second, 'approved');
    bench.modelRegistry.answered(third, 'rejected');
    for (const answered of [second, third]) await heard(answered);
    const naming = await bench.waitingApproval('Use flipper length', { MODEL_PACKAGE_ARN: registered() });
    bench.pipelines.answeredElsewhere(naming.approvalId, 'rejected');
    for (let pass = 0; pass < 2; pass++) await bench.useCases.reconcile();

    const calls = await bench.callsOf((own) => own.reconcile());

    expect(await Promise.all(['1', '2', '3', '4'].map(async (version) => (await record(version))?.told))).toEqual([
      'quiet',
      'here',
      'here',
      'by an execution',
    ]);
    expect(calls).toContain('modelRegistry.waiting');
    expect(calls).not.toContain('modelRegistry.version');
    bench.clock.advance(60_000);
    bench.modelRegistry.answered(second, 'rejected');
    const again = await bench.callsOf((own) => own.reconcile());
    expect(again.filter((call) => call === 'modelRegistry.version')).toHaveLength(1);
    expect(picture('2')).toMatchObject({ status: 'rejected' });
  });

  it('asks nothing of the registry for a pipeline that claims no group', async () => {
    bench = useCaseBench(aPolicy());

    const calls = await bench.callsOf((own) => own.reconcile());

    expect(calls.filter((call) => call.startsWith('modelRegistry.'))).toEqual([]);
  });

  it('calls nobody for a version that has waited for more than a day already, but for the answer to it', async () => {
    const arn = registered();
    bench.clock.advance(24 * HOUR_MS + 1);
    await bench.useCases.reconcile();
    await heard(arn);
    expect(bench.wall.changed).toEqual([]);
    expect(await record()).toMatchObject({ told: 'quiet' });
    bench.modelRegistry.answered(arn, 'approved');

    await bench.useCases.reconcile();

    expect(picture()).toMatchObject({ status: 'approved' });
    expect(question()).toBeUndefined();
  });

  it('asks about one that has waited for a day', async () => {
    registered();
    bench.clock.advance(24 * HOUR_MS);

    await bench.useCases.reconcile();

    expect(question()).toMatchObject({ status: 'open' });
  });

  it('says nothing of the end of one that has waited quietly', async () => {
    const arn = registered();
    bench.clock.advance(25 * HOUR_MS);
    await bench.useCases.reconcile();
    bench.modelRegistry.deleted(arn);

    await bench.useCases.reconcile();

    expect(await record()).toMatchObject({ deletedAt: bench.clock.now() });
    expect([bench.wall.changed, picture()]).toEqual([[], undefined]);
  });

  it('knows where it has asked, though the record of the version was lost in between, for a day', async () => {
    const arn = registered();
    const away = { ...bench.modelPackages, update: () => Promise.reject(new Error('away')) };
    await bench.processOver({ ...bench.ports, modelPackages: away }).reconcile();
    expect(await record()).toBeUndefined();
    bench.clock.advance(25 * HOUR_MS);

    await bench.useCases.reconcile();

    expect(await record()).toMatchObject({ told: 'by its approval' });
    bench.modelRegistry.answered(arn, 'approved');
    await bench.useCases.reconcile();
    expect(question()).toMatchObject({ ending: { decision: 'approved', detail: '' } });
    expect(picture()).toBeUndefined();
  });

  it('is heard of by a process that dies anywhere, and asked about once, on one message', async () => {
    const ends = await dyingAnywhere({
      policy: aPolicy({ modelPackageGroup: GROUP }),
      prepare: async ({ modelRegistry }) => modelRegistry.registered(GROUP),
      act: (useCases, arn) =>
        useCases.onEvent({ kind: 'model-package', group: GROUP, arn, version: '1', at: new Date(0) }),
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
        policy: aPolicy({ modelPackageGroup: GROUP }),
        async prepare(dying) {
          const arn = dying.modelRegistry.registered(GROUP);
          await dying.useCases.reconcile();
          dying.clock.advance(60_000);
          if (what === 'deleted') dying.modelRegistry.deleted(arn);
          else dying.modelRegistry.answered(arn, 'approved', { modifiedBy: 'emma' });
          return arn;
        },
        act: (useCases, arn) =>
          useCases.onEvent({ kind: 'model-package', group: GROUP, arn, version: '1', at: new Date(0) }),
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

describe('what SageMaker says, in the order in which it was said', () => {
  const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 9, minute));
  const version = (rest: Partial<ModelPackage> = {}): ModelPackage => ({
    ...{ arn: 'arn:…/penguins-models/1', group: GROUP, version: '1', pipeline: 'penguins', told: 'here' },
    ...{ status: 'approved', reason: 'good', createdAt: at(0), modifiedAt: at(1), properties: {} },
    ...rest,
  });

  it.each([
    ['what its maker corrects', version({ properties: { accuracy: '0.5' }, modifiedAt: at(2) })],
    ['another answer in the same moment', version({ status: 'rejected' })],
    ['other words in the same moment', version({ reason: 'good after all' })],
  ])('goes forward: %s', (_what, facts) => {
    expect(applyFacts(version(), facts)).toEqual(facts);
  });

  it.each([
    ['what is known', version()],
    ['an earlier answer', version({ status: 'rejected', modifiedAt: at(0) })],
    ['earlier words', version({ reason: 'drifts', modifiedAt: at(0) })],
  ])('takes no news from %s', (_what, facts) => {
    const known = version();

    expect(applyFacts(known, facts)).toBe(known);
  });
});
