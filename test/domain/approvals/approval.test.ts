import {
  type ActionApproval,
  type Approval,
  approvalPolicyFor,
  askedByExecutions,
  assertOpen,
  isEscalated,
  type PackageApproval,
  packageApprovalId,
  type RollbackApproval,
  withEvidence,
  withInvolvement,
} from '../../../src/domain/approvals/approval';
import { endingFrom, isRegistryBehind, settleDecided, settleEnded } from '../../../src/domain/approvals/close-approval';
import { ADA, anApproval } from '../../support/builders/facts';
import { anApprovalPolicy, aPolicy } from '../../support/builders/policies';

const AT = new Date('2026-03-02T10:00:00Z');
const ARN = 'arn:aws:sagemaker:us-east-1:123456789012:model-package/penguins/7';
const DECIDED = { decision: 'approved' as const, by: ADA, at: AT, auditId: 'a-1' };
const ENDED = { how: 'expired' as const, at: AT };

const naming = (packageArn: string | undefined, rest: Partial<ActionApproval> = {}) =>
  anApproval({ evidence: { executionId: 'e', model: { packageArn }, metrics: {} }, ...rest });

function aPackageApproval(): PackageApproval {
  const { stage, action, executionId, kind, ...rest } = naming(ARN);
  return { ...rest, kind: 'package', group: 'penguins', packageVersion: '7', arn: ARN };
}

function aRollbackApproval(): RollbackApproval {
  const { stage, action, executionId, kind, ...rest } = anApproval();
  const asked = { pipeline: 'penguins', stage: 'Deploy', targetId: 'e1', how: 'stage' as const, release: '1.3.0' };
  return {
    ...{ ...rest, kind: 'rollback', askedAs: 'dialog-1', requestedBy: ADA },
    asked: { ...asked, reason: 'drift', isWhileLocked: false },
  };
}

describe('an approval that is over', () => {
  const decided = settleDecided(anApproval(), DECIDED);
  const ended = settleEnded(anApproval(), ENDED);

  it('stays as it is, whatever comes later', () => {
    const other = { ...decided.evidence, metrics: { accuracy: '0.1' } };

    for (const over of [decided, ended]) {
      expect(settleDecided(over, { ...DECIDED, decision: 'rejected' })).toBe(over);
      expect(settleEnded(over, { ...ENDED, how: 'not answered' })).toBe(over);
      expect(withEvidence(over, other)).toBe(over);
      expect(withInvolvement(over, { people: [{ part: 'wrote', name: 'Emma' }] })).toBe(over);
    }
  });

  it('is told to whoever is too late: who has decided it, or that nobody can any more', () => {
    expect(() => assertOpen(decided)).toThrow(
      expect.objectContaining({ userMessage: expect.stringContaining('already approved by Ada') }),
    );
    expect(() => assertOpen(ended)).toThrow(expect.objectContaining({ code: 'approval_no_longer_open' }));
  });

  it('is to be told to the registry, where its execution names a version', () => {
    const elsewhere = { ...ENDED, how: 'answered elsewhere' as const, decision: 'approved' as const };
    const unchecked = { arn: ARN, state: 'unchecked' };

    expect(settleDecided(naming(ARN), DECIDED).registry).toEqual(unchecked);
    expect(settleEnded(naming(ARN), elsewhere).registry).toEqual(unchecked);
    expect(settleEnded(naming(ARN), ENDED).registry).toBeUndefined();
    expect(settleDecided(naming(undefined), DECIDED).registry).toBeUndefined();
    expect(settleDecided(aPackageApproval(), DECIDED).registry).toBeUndefined();
    expect(settleDecided(naming(ARN, { registry: { arn: ARN, state: 'answered' } }), DECIDED).registry?.state).toBe(
      'answered',
    );
  });

  it.each([
    ['unchecked', true],
    ['behind', true],
    ['answered', false],
    ['differs', false],
    ['gone', false],
  ] as const)('is behind in the registry where that is %s: %s', (state, isBehind) => {
    const registry = { arn: ARN, state };

    expect(isRegistryBehind({ ...decided, registry })).toBe(isBehind);
    expect(isRegistryBehind(anApproval({ registry }))).toBe(false);
  });

  it('has expired where CodePipeline ended it within a minute of its time, or later', () => {
    const endsAt = (secondsEarly: number, expiresAt: Date | undefined = AT) =>
      endingFrom({ status: 'Failed', at: new Date(AT.getTime() - secondsEarly * 1_000) }, { expiresAt }).how;

    expect([-1, 60, 61].map((seconds) => endsAt(seconds))).toEqual(['expired', 'expired', 'not answered']);
    expect(endingFrom({ status: 'Failed', at: AT }, { expiresAt: undefined }).how).toBe('not answered');
  });
});

describe('an open approval', () => {
  it('is judged by the policy of its stage; a rollback by that of rollbacks, and no other question', () => {
    const [otherwise, ofStage, ofRollbacks] = [1, 2, 3].map((quorum) => anApprovalPolicy({ quorum }));
    if (!otherwise || !ofStage || !ofRollbacks) throw new Error('three policies');
    const approvals = { otherwise, stages: { Approve: ofStage } };
    const policy = aPolicy({ approvals, rollback: { approval: ofRollbacks, locksAfterwards: false } });
    const quorumOf = (approval: Approval) => approvalPolicyFor(policy, approval).quorum;

    expect(quorumOf(anApproval({ stage: 'Approve' }))).toBe(2);
    expect(quorumOf(anApproval({ stage: 'Check' }))).toBe(1);
    expect(quorumOf(aPackageApproval())).toBe(1);
    expect(quorumOf(aRollbackApproval())).toBe(3);
  });

  it('is escalated by an escalation, and by no reminder', () => {
    const notice = (kind: 'reminder' | 'escalation' | 'expires soon') => ({ kind, name: kind, at: AT });

    expect(isEscalated({ notices: [notice('reminder'), notice('expires soon')] })).toBe(false);
    expect(isEscalated({ notices: [notice('reminder'), notice('escalation')] })).toBe(true);
  });

  it('is asked by an execution, or by none', () => {
    const own = anApproval();

    expect(askedByExecutions([own, { ...aPackageApproval(), approvalId: packageApprovalId('penguins', '7') }])).toEqual(
      [own],
    );
  });

  it('shows who had a part in it as that is told last; the same again changes nothing', () => {
    const emma = { part: 'wrote' as const, name: 'Emma' };
    const told = withInvolvement(anApproval(), { people: [emma] });

    expect(told.involvement).toEqual({ people: [emma] });
    expect(withInvolvement(told, { people: [{ ...emma }] })).toBe(told);
  });
});
