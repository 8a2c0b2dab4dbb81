import { packageApprovalId } from '../../src/domain/approvals/approval';
import { auditIdIn } from '../../src/domain/audit/signed-reason';
import { approvalCardKey, modelPackageCardKey } from '../../src/domain/cards';
import type { ModelPackageFacts } from '../../src/domain/model-packages/model-package';
import type { Gate } from '../../src/domain/policies/approval-policy';
import { POLICY as POLICY_ACTOR } from '../../src/domain/policies/policy-actor';
import { anApprovalPolicy, aPolicy } from '../support/builders/policies';
import { dyingAnywhere } from '../support/dying-anywhere';
import { ada, bea, clickOn, failureOf, type UseCaseBench, useCaseBench } from '../support/use-case-bench';

const GROUP = 'penguins-models';
const POLICY = aPolicy({ modelPackageGroup: GROUP });
const ID = packageApprovalId('penguins', '1');

async function waitingPackage(bench: UseCaseBench, rest: Partial<ModelPackageFacts> = {}): Promise<string> {
  const arn = bench.modelRegistry.registered(GROUP, rest);
  await heard(bench, arn);
  return arn;
}

const heard = (bench: UseCaseBench, arn: string) =>
  bench.useCases.onEvent({ kind: 'model-package', group: GROUP, arn, version: '1', at: bench.clock.now() });

async function approvalOn({ approvals }: UseCaseBench) {
  const approval = await approvals.get(ID);
  if (approval?.kind !== 'package') throw new Error('the version is not asked about');
  return approval;
}

describe('the approval of a model package', () => {
  let bench: UseCaseBench;
  beforeEach(() => {
    bench = useCaseBench(POLICY);
  });

  it('shows what its maker has put into the registry, beside production', async () => {
    const { executionId } = await bench.released('Use bill length', {
      METRIC_ACCURACY: '0.95',
      MODEL_VERSION: '1.3.0',
    });

    await waitingPackage(bench, {
      createdBy: 'arn:aws:iam::123456789012:user/emma',
      properties: {
        ...{ Accuracy: '0.97', METRIC_MACRO_F1: '9.6e-1', METRIC_CALIBRATION: 'poor', rows: '342' },
        ...{ MODEL_DIGEST: 'sha256:1', MODEL_VERSION: '2', framework: 'xgboost', seed: '0x2a' },
      },
    });

    const approval = await approvalOn(bench);
    expect(approval.evidence.metrics).toEqual({
      accuracy: '0.97',
      macro_f1: '9.6e-1',
      calibration: 'poor',
      rows: '342',
    });
    expect(approval).toMatchObject({
      ...{ status: 'open', group: GROUP, packageVersion: '1', customData: 'framework: xgboost, seed: 0x2a' },
      evidence: {
        model: { version: '2', digest: 'sha256:1', packageArn: expect.stringContaining(`${GROUP}/1`) },
        production: { executionId, version: '1.3.0', metrics: { accuracy: '0.95' } },
      },
      requestedBy: { id: 'arn:aws:iam::123456789012:user/emma', name: 'emma', team: 'aws' },
      involvement: { people: [{ part: 'registered', address: 'arn:aws:iam::123456789012:user/emma' }] },
    });
  });

  it('names whoever has registered it by their profile, where the registry tells no more', async () => {
    await waitingPackage(bench, { createdBy: 'emma-studio' });

    expect((await approvalOn(bench)).involvement).toEqual({
      people: [{ part: 'registered', name: 'emma-studio' }],
      incomplete: 'No commit of this release is known, so nobody can tell who wrote it.',
    });
  });

  it('says that others may have had a part in it, where the registry tells neither who nor of which commit', async () => {
    await waitingPackage(bench);

    expect((await approvalOn(bench)).involvement).toEqual({
      people: [],
      incomplete:
        'The model registry does not tell who has registered this version. No commit of this release is known, so nobody can tell who wrote it.',
    });
  });

  it('follows what its maker corrects, as soon as that is told', async () => {
    const arn = await waitingPackage(bench, { properties: { accuracy: '0.97' } });
    bench.clock.advance(60_000);
    bench.modelRegistry.corrected(arn, { accuracy: '0.5' });

    await heard(bench, arn);

    expect((await approvalOn(bench)).evidence.metrics).toEqual({ accuracy: '0.5' });
    expect(bench.wall.picture(approvalCardKey(ID))).toEqual(await approvalOn(bench));
  });

  it('is named by its number where its maker gives no version, and knows its commit', async () => {
    await waitingPackage(bench, { commitId: 'c'.repeat(40) });

    const approval = await approvalOn(bench);
    expect(approval.requestedAt.getTime()).toBe(bench.clock.now().getTime());
    expect(approval).toMatchObject({
      evidence: { model: { version: '1' }, commit: { commitId: 'c'.repeat(40) }, metrics: {} },
      involvement: { people: [], incomplete: expect.stringContaining('who has registered') },
    });
  });

  describe('of a commit of Ada’s, under four eyes', () => {
    const commitId = 'c'.repeat(40);
    let arn: string;

    beforeEach(async () => {
      const approvals = { otherwise: anApprovalPolicy({ fourEyes: true }), stages: {} };
      bench = useCaseBench(aPolicy({ modelPackageGroup: GROUP, approvals }));
      bench.directory.address('ada@example.com', ada.slackId);
      bench.repositories.pushed('penguins', 'main', {
        ...{ commitId, message: 'Use flipper length', authorName: 'Ada', authorEmail: 'ada@example.com' },
      });
      arn = await waitingPackage(bench, { commitId, createdBy: 'arn:aws:iam::123456789012:user/emma' });
    });

    it('shows the commits between production and its own, whose authors may not approve it', async () => {
      const approval = await approvalOn(bench);

      const refusal = await failureOf(bench.useCases.decideApproval(clickOn(approval)));
      await bench.useCases.decideApproval(clickOn(approval, 'approved', { caller: bea }));

      expect(approval.evidence.changes).toMatchObject({ commits: [{ commitId, subject: 'Use flipper length' }] });
      expect(refusal).toMatchObject({ code: 'four_eyes' });
      expect(bench.modelRegistry.answers).toMatchObject([{ decision: 'approved' }]);
    });

    it('may not be approved by whoever registered it, which is told anew as nothing else', async () => {
      bench.directory.configures('arn:aws:iam::123456789012:user/emma', bea.slackId);
      bench.clock.advance(60_000);
      await bench.useCases.reconcile();

      const approval = await approvalOn(bench);
      const refusal = await failureOf(bench.useCases.decideApproval(clickOn(approval, 'approved', { caller: bea })));

      expect(approval.involvement.people).toMatchObject([
        { part: 'registered', slackId: bea.slackId },
        { part: 'wrote', slackId: ada.slackId },
      ]);
      expect(refusal).toMatchObject({
        code: 'four_eyes',
        userMessage: 'You registered this version, so somebody else must approve it.',
      });
    });

    it('may be rejected by its author, and the record says which version', async () => {
      const approval = await approvalOn(bench);

      await bench.useCases.decideApproval(clickOn(approval, 'rejected', { caller: ada, reason: 'a mistake of mine' }));

      expect(bench.modelRegistry.answers).toMatchObject([{ decision: 'rejected' }]);
      const intent = bench.trail().find(({ action, phase }) => action === 'approval.rejected' && phase === 'intended');
      expect(intent).toMatchObject({ actor: { id: 'U0ADA' }, request: { arn, reason: 'a mistake of mine' } });
    });
  });

  it.each([
    ['approve', '0.97', 'approved'],
    ['reject', '0.5', 'rejected'],
  ] as const)(
    'is answered by the policy where that may %s and its gate is decisive',
    async (auto, accuracy, decision) => {
      const gate: Gate = {
        ...{
          kind: 'metric',
          metric: 'accuracy',
          better: 'higher',
          min: 0.9,
          isRequired: true,
          missed: { does: 'block' },
        },
      };
      const otherwise = anApprovalPolicy({ gates: [gate], auto: [auto] });
      const automatic = useCaseBench(aPolicy({ modelPackageGroup: GROUP, approvals: { otherwise, stages: {} } }));

      await waitingPackage(automatic, { properties: { accuracy } });

      expect(await approvalOn(automatic)).toMatchObject({
        status: 'decided',
        decision: { decision, by: POLICY_ACTOR },
      });
      expect(automatic.modelRegistry.answers).toMatchObject([{ decision }]);
    },
  );

  it.each(['approved', 'rejected'] as const)('is %s here, and so in the registry, by one message', async (decision) => {
    const arn = await waitingPackage(bench);
    bench.clock.advance(1_000);

    await bench.useCases.decideApproval(clickOn(await approvalOn(bench), decision, { reason: 'as I see it' }));
    await heard(bench, arn);
    await bench.useCases.reconcile();

    const approval = await approvalOn(bench);
    expect(approval).toMatchObject({ status: 'decided', decision: { decision, by: { id: ada.slackId } } });
    expect(approval.registry).toBeUndefined();
    const facts = await bench.modelRegistry.version(arn);
    expect(facts).toMatchObject({ status: decision, reason: expect.stringContaining('as I see it') });
    expect(auditIdIn(facts?.reason)).toBe(approval.decision?.auditId);
    expect(bench.wall.picture(modelPackageCardKey('penguins', '1'))).toBeUndefined();
    expect(new Set(bench.wall.changed)).toEqual(new Set([approvalCardKey(ID)]));
    expect(bench.trailWords()).toEqual([`approval.${decision} intended`, `approval.${decision} done`]);
  });

  it('refuses a click after somebody has answered in SageMaker, and the card tells who', async () => {
    const arn = await waitingPackage(bench);
    const shown = await approvalOn(bench);
    bench.modelRegistry.answered(arn, 'rejected', { reason: 'Gentoo is worse', modifiedBy: 'emma' });

    const refusal = await failureOf(bench.useCases.decideApproval(clickOn(shown)));

    expect(refusal).toMatchObject({ code: 'approval_already_decided' });
    expect(bench.modelRegistry.answers).toEqual([]);
    expect(bench.wall.picture(approvalCardKey(ID))).toMatchObject({
      ending: { how: 'answered elsewhere', decision: 'rejected', by: 'emma' },
    });
  });

  it('refuses a click on a version that was deleted, and the card tells that', async () => {
    const arn = await waitingPackage(bench);
    const shown = await approvalOn(bench);
    bench.modelRegistry.deleted(arn);

    const refusal = await failureOf(bench.useCases.decideApproval(clickOn(shown)));

    expect(refusal).toMatchObject({ code: 'approval_no_longer_open' });
    expect(bench.wall.picture(approvalCardKey(ID))).toMatchObject({ ending: { how: 'version deleted' } });
  });

  it.each([
    ['its maker corrects a metric', async (arn: string) => bench.modelRegistry.corrected(arn, { accuracy: '0.5' })],
    [
      'another model goes to production',
      async () => {
        const { executionId } = await bench.released('Use bill length', { METRIC_ACCURACY: '0.99' });
        await bench.useCases.onEvent({
          ...{ kind: 'stage', pipeline: 'penguins', executionId, stage: 'Deploy', status: 'Succeeded' },
          ...{ attempt: 1, at: bench.clock.now() },
        });
      },
    ],
  ])('no longer takes a click on what was shown before %s', async (_what, change) => {
    const arn = await waitingPackage(bench, { properties: { accuracy: '0.97' } });
    const shown = await approvalOn(bench);
    bench.clock.advance(60_000);

    await change(arn);
    await bench.useCases.reconcile();

    expect(await failureOf(bench.useCases.decideApproval(clickOn(shown)))).toMatchObject({ code: 'evidence_changed' });
    expect(bench.modelRegistry.answers).toEqual([]);
  });

  it('is answered once by a process that dies anywhere, with a whole trail and a true card, or not at all', async () => {
    const ends = await dyingAnywhere({
      policy: POLICY,
      async prepare(dying) {
        const arn = await waitingPackage(dying);
        return { arn, approval: await approvalOn(dying) };
      },
      act: (useCases, { approval }) => useCases.decideApproval(clickOn(approval)),
      async end(dying, { arn }) {
        const approval = await approvalOn(dying);
        const card = approvalCardKey(ID);
        expect(dying.wall.picture(card)).toEqual(await dying.wall.truth(card));
        if (approval.status === 'open') {
          expect(approval.claim).toBeUndefined();
          expect(dying.modelRegistry.answers).toEqual([]);
          return 'as if never clicked';
        }
        expect(dying.modelRegistry.answers).toHaveLength(1);
        expect(auditIdIn((await dying.modelRegistry.version(arn))?.reason)).toBe(approval.decision?.auditId);
        expect(dying.trailWords()).toEqual(['approval.approved intended', 'approval.approved done']);
        await heard(dying, arn);
        expect(new Set(dying.wall.changed)).toEqual(new Set([card]));
        return 'approved';
      },
    });

    expect(ends).toContain('died after pending.open: as if never clicked');
    expect(ends).toContain('died after audit.append: approved');
    expect(ends).toContain('died after modelRegistry.answer: approved');
    expect(ends.at(-1)).toBe('alive: approved');
  });
});
