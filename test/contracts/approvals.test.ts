import type { Approval, Claim, PackageApproval } from '../../src/domain/approvals/approval';
import { ApprovalBeingDecided } from '../../src/domain/approvals/approval-errors';
import { settleDecided, settleEnded } from '../../src/domain/approvals/close-approval';
import { assertAnswerable } from '../../src/domain/approvals/votes';
import { ADA, anApproval } from '../support/builders/facts';
import { onEachStore } from './on-each-store';

const ARN = 'arn:aws:sagemaker:us-east-1:123456789012:model-package/penguins-models/3';

onEachStore('Approvals', (stores) => {
  it('gives back exactly what was stored, dates and all', async () => {
    const { approvals, clock } = stores();
    const approval = anApproval({
      customData: 'accuracy 0.97',
      evidence: {
        executionId: 'e',
        model: { digest: 'sha256:1' },
        metrics: {},
        restores: {
          ...{ executionId: 'old', name: '1.3.0', digest: 'sha256:1', approvedBy: ['Ada'] },
          ...{ isBad: true, isUnchanged: true },
        },
      },
      claim: { auditId: 'a1', decision: 'rejected', actor: ADA, reason: 'recall fell', leaseUntil: clock.now() },
      involvement: {
        people: [
          { part: 'wrote', name: 'Ada', address: 'ada@example.com', slackId: 'U0ADA', commitId: 'c'.repeat(40) },
        ],
        incomplete: 'More than 100 commits lie between.',
      },
      votes: [{ by: ADA, at: clock.now(), auditId: 'a2', reason: 'fine', evidenceHash: 'h' }],
      hold: { alarms: ['drift'], freeze: { reason: 'holidays', until: clock.now() } },
      override: {
        alarms: ['drift'],
        asked: { by: ADA, at: clock.now(), reason: 'known', auditId: 'a3' },
        confirmed: { by: ADA, at: clock.now(), auditId: 'a4' },
      },
      notices: [{ kind: 'reminder', name: 'reminder 1', at: clock.now() }],
      waitingBehind: 2,
      verdictHash: 'v',
      registry: { arn: 'arn:aws:sagemaker:us-east-1:1:model-package/penguins/1', state: 'behind', detail: 'busy' },
    });

    await approvals.update(approval.approvalId, () => approval);

    expect(await approvals.get(approval.approvalId)).toEqual({ ...approval, version: 1 });
  });

  it('keeps what is asked about a model package', async () => {
    const { approvals } = stores();
    const { kind: _k, executionId: _e, stage: _s, action: _a, expiresAt: _x, ...rest } = anApproval();
    const asked: Approval = {
      ...rest,
      kind: 'package',
      group: 'penguins',
      packageVersion: '7',
      arn: 'arn:aws:sagemaker:us-east-1:1:model-package/penguins/7',
    };

    await approvals.update(asked.approvalId, () => asked);

    expect(await approvals.get(asked.approvalId)).toEqual({ ...asked, version: 1 });
  });

  describe('where it is told what is stored', () => {
    const asked = anApproval();
    const waitingBehind = (count: number) => (current: Approval | undefined) =>
      current && { ...current, waitingBehind: count };

    async function known(): Promise<{ approvals: ReturnType<typeof stores>['approvals']; known: Approval }> {
      const { approvals } = stores();
      const known = await approvals.update(asked.approvalId, () => asked);
      if (!known) throw new Error('nothing was stored');
      return { approvals, known };
    }

    it('changes that, and tells what is stored then, time after time', async () => {
      const { approvals, known: first } = await known();

      const second = await approvals.update(asked.approvalId, waitingBehind(1), first);
      const third = await approvals.update(asked.approvalId, waitingBehind(2), second);

      expect(third).toEqual({ ...first, waitingBehind: 2, version: 3 });
      expect(await approvals.get(asked.approvalId)).toEqual(third);
    });

    it('changes what others have made of it since, and loses nothing of theirs', async () => {
      const { approvals, known: before } = await known();
      const theirs = await approvals.update(asked.approvalId, (current) => current && { ...current, verdictHash: 'v' });

      const ours = await approvals.update(asked.approvalId, waitingBehind(1), before);

      expect(ours).toEqual({ ...theirs, waitingBehind: 1, version: 3 });
      expect(await approvals.get(asked.approvalId)).toEqual(ours);
    });

    it('refuses nothing because of what is not so any more', async () => {
      const { approvals, known: free } = await known();
      const claim = { auditId: 'theirs', decision: 'approved' as const, actor: ADA, leaseUntil: new Date(0) };
      const claimed = await approvals.update(asked.approvalId, (current) => current && { ...current, claim });
      await approvals.update(asked.approvalId, (current) => current && { ...current, claim: undefined });
      const unlessClaimed = (current: Approval | undefined): Approval | undefined => {
        if (current?.claim) throw new ApprovalBeingDecided('somebody');
        return current && { ...current, waitingBehind: 1 };
      };

      expect(claimed?.claim).toEqual(claim);
      expect(await approvals.update(asked.approvalId, unlessClaimed, claimed)).toMatchObject({ waitingBehind: 1 });
      expect(await approvals.update(asked.approvalId, (current) => current, free)).toMatchObject({ version: 4 });
    });
  });

  it('lets exactly one of twenty racers claim an approval', async () => {
    const { approvals, clock } = stores();
    const approval = anApproval();
    await approvals.update(approval.approvalId, () => approval);
    const claimOf = (auditId: string): Claim => ({
      auditId,
      decision: 'approved',
      actor: ADA,
      leaseUntil: new Date(clock.now().getTime() + 20_000),
    });

    const claimed = (current: Approval, claim: Claim): Approval => {
      assertAnswerable(current, claim.auditId, approval.evidenceHash, clock.now());
      return { ...current, claim };
    };

    const racers = Array.from({ length: 20 }, (_, index) => `racer-${index}`);
    const results = await Promise.allSettled(
      racers.map((racer) =>
        approvals.update(approval.approvalId, (current) => current && claimed(current, claimOf(racer))),
      ),
    );

    const winners = racers.filter((_, index) => results[index]?.status === 'fulfilled');
    expect(winners).toHaveLength(1);
    expect((await approvals.get(approval.approvalId))?.claim?.auditId).toBe(winners[0]);
    const reasons = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    expect(reasons.every((reason) => reason instanceof ApprovalBeingDecided)).toBe(true);
  });

  it('lists the open approvals of one pipeline, oldest first, and no others', async () => {
    const { approvals } = stores();
    for (const [approvalId, minute] of Object.entries({ first: 1, third: 3, second: 2, ended: 0 })) {
      await approvals.update(approvalId, () => anApproval({ approvalId, requestedAt: new Date(minute * 60_000) }));
    }
    await approvals.update('other', () => anApproval({ approvalId: 'other', pipeline: 'puffins' }));

    await approvals.update(
      'ended',
      (current) => current && settleEnded(current, { how: 'not answered', at: new Date() }),
    );

    const open = await approvals.open('penguins');
    expect(open.map(({ approvalId }) => approvalId)).toEqual(['first', 'second', 'third']);
  });

  it('tells the open approvals of pipelines whose names begin alike apart, and lists them all at once', async () => {
    const { approvals } = stores();
    const names = [
      'penguins',
      'penguins-eu',
      'penguins.eu',
      'penguins@eu',
      'penguins_eu',
      'penguins2',
      'penguinsX',
      'p',
    ];
    for (const pipeline of names) {
      for (const minute of [2, 1]) {
        const approvalId = `${pipeline} ${minute}`;
        const asked = anApproval({ approvalId, pipeline, requestedAt: new Date(minute * 60_000) });
        await approvals.update(approvalId, () => asked);
      }
    }
    await approvals.update(
      'p 1',
      (current) => current && settleEnded(current, { how: 'not answered', at: new Date() }),
    );

    const everywhere = await approvals.openEverywhere();

    expect(everywhere).toHaveLength(2 * names.length - 1);
    for (const pipeline of names) {
      const open = await approvals.open(pipeline);
      expect(everywhere.filter((approval) => approval.pipeline === pipeline)).toEqual(open);
      const inOrder = pipeline === 'p' ? ['p 2'] : [`${pipeline} 1`, `${pipeline} 2`];
      expect(open.map(({ approvalId }) => approvalId)).toEqual(inOrder);
    }
  });

  it('lists all that is open where that is more than DynamoDB answers at once', async () => {
    const { approvals } = stores();
    const customData = 'x'.repeat(350_000); // a page of Query is 1 MB, an item 400 KB
    const asked = ['one', 'two', 'three', 'four'];
    for (const approvalId of asked) {
      await approvals.update(approvalId, () => anApproval({ approvalId, pipeline: approvalId, customData }));
    }

    const everywhere = await approvals.openEverywhere();

    expect(everywhere.map(({ approvalId }) => approvalId).toSorted()).toEqual(asked.toSorted());
  });

  it('gives back the approval of a model package as it was stored', async () => {
    const { approvals } = stores();
    const { executionId: _none, stage: _stage, action: _action, expiresAt: _never, ...rest } = anApproval();
    const asked: PackageApproval = {
      ...{ ...rest, kind: 'package', group: 'penguins-models', packageVersion: '3', arn: ARN, status: 'ended' },
      ending: { how: 'version deleted', at: rest.requestedAt },
    };

    await approvals.update(asked.approvalId, () => asked);

    expect(await approvals.get(asked.approvalId)).toEqual({ ...asked, version: 1 });
  });

  it('lists answers that the model registry may not hold yet, oldest first, until it does', async () => {
    const { approvals } = stores();
    const evidence = { executionId: 'e', model: { packageArn: ARN }, metrics: {} };
    const answered = (approvalId: string, minute: number, packageArn: string | undefined = ARN) =>
      approvals.update(approvalId, () => {
        const requestedAt = new Date(minute * 60_000);
        const open = anApproval({ approvalId, requestedAt, evidence: { ...evidence, model: { packageArn } } });
        return settleDecided(open, { decision: 'approved', by: ADA, at: requestedAt, auditId: 'a1' });
      });
    await answered('second', 2);
    await answered('first', 1);
    await answered('held', 0);
    await approvals.update('none', () => anApproval({ approvalId: 'none', evidence }));
    await approvals.update('other', () => anApproval({ approvalId: 'other', pipeline: 'puffins', evidence }));

    await approvals.update('held', (current) => current && { ...current, registry: { arn: ARN, state: 'answered' } });
    await approvals.update('second', (current) => current && { ...current, registry: { arn: ARN, state: 'behind' } });

    const behind = await approvals.registryBehind('penguins');
    expect(behind.map(({ approvalId, registry }) => [approvalId, registry?.state])).toEqual([
      ['first', 'unchecked'],
      ['second', 'behind'],
    ]);
    expect((await approvals.open('penguins')).map(({ approvalId }) => approvalId)).toEqual(['none']);
  });
});
