import { type ActionApproval, packageApprovalId, type RegistryState } from '../../src/domain/approvals/approval';
import { auditIdIn } from '../../src/domain/audit/signed-reason';
import { approvalCardKey, modelPackageCardKey } from '../../src/domain/cards';
import { AwsThrottled } from '../../src/domain/errors';
import type { ModelPackageFacts } from '../../src/domain/model-packages/model-package';
import { aPolicy } from '../support/builders/policies';
import { dyingAnywhere } from '../support/dying-anywhere';
import { intercepted } from '../support/fakes/intercepted';
import { ada, clickOn, type UseCaseBench, useCaseBench } from '../support/use-case-bench';

const GROUP = 'penguins-models';
const POLICY = aPolicy({ modelPackageGroup: GROUP });

interface Waiting {
  arn: string;
  approval: ActionApproval;
}

/** An execution that waits for approval and names the version that it has registered. */
async function waiting(bench: UseCaseBench): Promise<Waiting> {
  const arn = bench.modelRegistry.registered(GROUP);
  return { arn, approval: await naming(bench, arn) };
}

const naming = (bench: UseCaseBench, MODEL_PACKAGE_ARN: string) =>
  bench.waitingApproval('Use flipper length', { METRIC_ACCURACY: '0.97', MODEL_PACKAGE_ARN } as never);

const heard = (bench: UseCaseBench, arn: string) =>
  bench.useCases.onEvent({ kind: 'model-package', group: GROUP, arn, version: '1', at: bench.clock.now() });

describe('one decision that answers pipeline and registry', () => {
  let bench: UseCaseBench;
  beforeEach(() => {
    bench = useCaseBench(POLICY);
  });

  const card = ({ approvalId }: ActionApproval) => bench.wall.picture(approvalCardKey(approvalId));
  const decide = async ({ approval }: Waiting, decision: 'approved' | 'rejected' = 'approved') => {
    bench.clock.advance(1_000);
    await bench.useCases.decideApproval(clickOn(approval, decision, { reason: 'better than before' }));
  };

  it.each(['approved', 'rejected'] as const)('is %s in both, with the same words and one message', async (decision) => {
    const version = await waiting(bench);

    await decide(version, decision);
    await heard(bench, version.arn);

    const { decision: settled, registry } = await bench.approval(version.approval.approvalId);
    const [answer] = bench.pipelines.answers;
    expect(bench.modelRegistry.answers).toEqual([{ arn: version.arn, decision, summary: answer?.summary }]);
    expect(auditIdIn(answer?.summary)).toBe(settled?.auditId);
    expect(registry).toEqual({ arn: version.arn, state: 'answered' });
    expect(bench.wall.changed.filter((key) => key.startsWith('model-package') || key.includes('package-'))).toEqual([]);
    expect(await bench.approvals.registryBehind('penguins')).toEqual([]);
  });

  it('makes no second message of an answer of ours that is heard of when its execution is long forgotten', async () => {
    const version = await waiting(bench);
    bench.clock.advance(1_000);
    await bench.useCases.decideApproval(clickOn(version.approval));
    bench.pipelines.deployed(version.approval.executionId);
    bench.clock.advance(48 * 3_600_000);

    await heard(bench, version.arn);

    expect(bench.wall.picture(modelPackageCardKey('penguins', '1'))).toBeUndefined();
    expect(await bench.modelPackages.get('penguins', '1')).toMatchObject({ told: 'by an execution' });
  });

  it('makes no message of an answer of ours to a version that is heard of later than its execution is forgotten', async () => {
    const arn = bench.modelRegistry.registered(GROUP);
    bench.modelRegistry.deleted(arn);
    const approval = await naming(bench, arn);
    bench.modelRegistry.registered(GROUP);
    await decide({ arn, approval });
    bench.pipelines.deployed(approval.executionId);
    bench.clock.advance(48 * 3_600_000);

    await heard(bench, arn);

    expect(bench.wall.picture(modelPackageCardKey('penguins', '1'))).toBeUndefined();
    expect(await bench.modelPackages.get('penguins', '1')).toMatchObject({
      ...{ told: 'by an execution', approvalId: approval.approvalId },
    });
  });

  it('says on the card that the registry is behind while SageMaker is away, and repairs it when it is back', async () => {
    const version = await waiting(bench);
    for (let attempt = 0; attempt < 2; attempt++) bench.modelRegistry.failNext('before', new AwsThrottled('busy'));
    await decide(version);
    expect(card(version.approval)).toMatchObject({
      status: 'decided',
      registry: { state: 'behind', detail: expect.stringContaining('tried again by itself') },
    });

    for (let pass = 0; pass < 2; pass++) await bench.useCases.reconcile();

    expect(card(version.approval)).toMatchObject({ registry: { arn: version.arn, state: 'answered' } });
    const [answer] = bench.pipelines.answers;
    expect(bench.modelRegistry.answers).toEqual([{ arn: version.arn, decision: 'approved', summary: answer?.summary }]);
    expect(bench.problems).toEqual([]);
    // The first one came upon the version, of which no event has told: that its answer is still behind is no news.
    expect(bench.passes.slice(-2).map(({ fixes }) => fixes)).toEqual([1, 1]);
  });

  it('has what is wrong with the bot told to whoever reads its log, and says on the card that nobody knows', async () => {
    const version = await waiting(bench);
    bench.modelRegistry.failNext('before', new Error('it does not answer'));

    await decide(version);

    expect(bench.problems).toMatchObject([
      { what: `model package ${version.arn}`, error: { message: 'it does not answer' } },
    ]);
    expect(card(version.approval)).toMatchObject({
      registry: { state: 'behind', detail: expect.stringContaining('SageMaker does not tell what became of it.') },
    });
  });

  it('says whose answer stands there, where somebody gives theirs at the same moment', async () => {
    const version = await waiting(bench);
    const ports = intercepted(bench.ports, async (what, effect) => {
      if (what === 'modelRegistry.answer')
        bench.modelRegistry.answered(version.arn, 'rejected', { reason: 'drifts', modifiedBy: 'emma' });
      return effect();
    });
    bench.clock.advance(1_000);

    await bench.processOver(ports).decideApproval(clickOn(version.approval));

    expect(card(version.approval)).toMatchObject({
      decision: { decision: 'approved' },
      registry: { state: 'differs', detail: 'In the model registry this version is rejected by emma: drifts' },
    });
  });

  it('repairs one, though another one cannot be read, which is told', async () => {
    const versions = [await waiting(bench), await waiting(bench)];
    for (const { approval } of versions) bench.pipelines.answeredElsewhere(approval.approvalId, 'approved');
    for (const { arn } of versions) bench.modelRegistry.answered(arn, 'approved');
    const [broken, whole] = versions;
    const ports = intercepted(bench.ports, async (what, effect) => {
      const facts = (await effect()) as ModelPackageFacts | undefined;
      if (what === 'modelRegistry.version' && facts?.arn === broken?.arn) throw new Error('it does not answer');
      return facts;
    });

    await bench.processOver(ports, (problem) => bench.problems.push(problem)).reconcile();

    expect(await bench.approval(whole?.approval.approvalId ?? '')).toMatchObject({
      registry: { arn: whole?.arn, state: 'answered' },
    });
    expect(bench.problems.map(({ what }) => what)).toContain(
      `model package of approval ${broken?.approval.approvalId}`,
    );
  });

  it.each<[string, (arn: string) => void, Partial<RegistryState>]>([
    [
      'holds a contrary answer',
      (arn) => bench.modelRegistry.answered(arn, 'rejected', { reason: 'drifts', modifiedBy: 'emma' }),
      { state: 'differs', detail: 'In the model registry this version is rejected by emma: drifts' },
    ],
    [
      'holds the same answer of somebody else',
      (arn) => bench.modelRegistry.answered(arn, 'approved', { modifiedBy: 'emma' }),
      { state: 'answered', detail: 'In the model registry this version is approved by emma.' },
    ],
    ['does not have the version any more', (arn) => bench.modelRegistry.deleted(arn), { state: 'gone' }],
  ])('overwrites nothing where the registry %s, and says so', async (_what, happens, registry) => {
    const version = await waiting(bench);
    happens(version.arn);

    await decide(version);

    expect(card(version.approval)).toMatchObject({ decision: { decision: 'approved' }, registry });
    expect(bench.modelRegistry.answers).toEqual([]);
  });

  it.each(['an event', 'a pass'])(
    'shows by %s that somebody has changed the answer in SageMaker afterwards',
    async (by) => {
      const version = await waiting(bench);
      await decide(version);
      await heard(bench, version.arn);
      bench.clock.advance(60_000);
      bench.modelRegistry.answered(version.arn, 'rejected', { reason: 'drifts', modifiedBy: 'emma' });

      await (by === 'an event' ? heard(bench, version.arn) : bench.useCases.reconcile());

      expect(card(version.approval)).toMatchObject({
        decision: { decision: 'approved' },
        registry: { state: 'differs', detail: expect.stringContaining('rejected by emma') },
      });
    },
  );

  describe('about a version whose execution, tried again, has asked after all', () => {
    let version: Waiting;
    beforeEach(async () => {
      const arn = bench.modelRegistry.registered(GROUP);
      await heard(bench, arn);
      version = { arn, approval: await naming(bench, arn) };
    });
    const question = () => bench.approvals.get(packageApprovalId('penguins', '1'));

    it.each(['approved', 'rejected'] as const)('ends its question: it is %s', async (decision) => {
      await decide(version, decision);

      await heard(bench, version.arn);

      expect(await question()).toMatchObject({
        status: 'decided',
        decision: { decision, by: { id: ada.slackId }, reason: 'better than before' },
      });
      expect(bench.modelRegistry.answers).toHaveLength(1);
    });

    it('is not taken for an answer that keeps its words and says the contrary', async () => {
      await decide(version);
      bench.clock.advance(1_000);
      bench.modelRegistry.answered(version.arn, 'rejected', { modifiedBy: 'emma' });

      await heard(bench, version.arn);

      expect(await question()).toMatchObject({ ending: { decision: 'rejected', by: 'emma' } });
    });
  });

  it('decides nothing where the pipeline was answered elsewhere: it shows that the registry still waits', async () => {
    const { arn, approval } = await waiting(bench);
    bench.pipelines.answeredElsewhere(approval.approvalId, 'approved');
    await bench.useCases.reconcile();
    expect(card(approval)).toMatchObject({
      status: 'ended',
      registry: { state: 'differs', detail: expect.stringContaining('still waits') },
    });
    expect(bench.modelRegistry.answers).toEqual([]);
    bench.clock.advance(1_000);
    const drawn = bench.wall.changed.length;
    await heard(bench, arn);
    expect(bench.wall.changed).toHaveLength(drawn);
    bench.modelRegistry.answered(arn, 'approved', { modifiedBy: 'emma' });

    await heard(bench, arn);

    expect(card(approval)).toMatchObject({ registry: { state: 'answered' } });
  });

  it('shows the words of whoever answers there last, though the answer is the same', async () => {
    const version = await waiting(bench);
    await decide(version);
    for (const reason of ['drifts', 'drifts on the islands']) {
      bench.clock.advance(60_000);
      bench.modelRegistry.answered(version.arn, 'rejected', { reason });
      await heard(bench, version.arn);

      expect(card(version.approval)).toMatchObject({
        registry: { state: 'differs', detail: expect.stringMatching(new RegExp(`: ${reason}$`)) },
      });
    }
  });

  it.each([
    ['of a group that the pipeline does not claim', 'arn:aws:sagemaker:us-east-1:123456789012:model-package/fraud/1'],
    ['that is no version of a group', 'penguins-models/1'],
    ['that only looks like it', 'arn:aws:sagemaker:us-east-1:123456789012:model-package/fraud/penguins-models/1'],
  ])('answers no package %s, whatever a build names', async (_what, arn) => {
    const asked: string[] = [];
    bench.modelRegistry.version = async (named) => void asked.push(named) as undefined;
    const approval = await naming(bench, arn);

    await decide({ arn, approval });

    expect(asked).toEqual([]);
    expect(await bench.approval(approval.approvalId)).toMatchObject({ status: 'decided' });
    expect(await bench.approvals.registryBehind('penguins')).toEqual([]);
  });

  it('knows its group in whatever case the registry writes it', async () => {
    const named = useCaseBench(aPolicy({ modelPackageGroup: 'Penguins-Models' }));
    const version = await waiting(named);

    await named.useCases.decideApproval(clickOn(version.approval));

    const { registry } = await named.approval(version.approval.approvalId);
    expect(registry).toEqual({ arn: version.arn, state: 'answered' });
  });

  it('answers both once, and says so on one card, wherever a process dies', async () => {
    const ends = await dyingAnywhere({
      policy: POLICY,
      prepare: waiting,
      act: (useCases, { approval }) => useCases.decideApproval(clickOn(approval)),
      async end(dying, { arn, approval: { approvalId } }) {
        const approval = await dying.approval(approvalId);
        const key = approvalCardKey(approvalId);
        expect(dying.wall.picture(key)).toEqual(await dying.wall.truth(key));
        if (approval.status === 'open') {
          expect([dying.pipelines.answers, dying.modelRegistry.answers]).toEqual([[], []]);
          return 'neither';
        }
        expect([dying.pipelines.answers.length, dying.modelRegistry.answers.length]).toEqual([1, 1]);
        const { decision, registry } = approval;
        expect(auditIdIn((await dying.modelRegistry.version(arn))?.reason)).toBe(decision?.auditId);
        expect(registry).toEqual({ arn, state: 'answered' });
        expect(dying.trailWords()).toEqual(['approval.approved intended', 'approval.approved done']);
        expect(dying.wall.picture(modelPackageCardKey('penguins', '1'))).toBeUndefined();
        return 'both';
      },
    });

    expect(ends).toContain('died after pending.open: neither');
    expect(ends).toContain('died after audit.append: both');
    expect(ends).toContain('died after pipelines.answerApproval: both');
    expect(ends).toContain('died after modelRegistry.answer: both');
    expect(ends.at(-1)).toBe('alive: both');
  });
});
