import type { Involvement } from '../../../src/domain/policies/four-eyes';
import { approverScope, assertMayApprove } from '../../../src/domain/policies/may-approve';
import type { Person } from '../../../src/domain/ports/directory';
import { aPerson } from '../../support/builders/people';
import { anApprovalPolicy, aPolicy } from '../../support/builders/policies';

const NONE = { mustInclude: [], blockers: [] };

describe('who may approve', () => {
  const own = anApprovalPolicy({
    approvers: ['U0ADA'],
    approversAt: 'approvals.approvers',
    escalation: { afterMs: 1, to: ['S0SECOND'] },
  });
  const scopeOf = (mustInclude: string[][], isEscalated: boolean, policy = own) =>
    approverScope(aPolicy(), policy, { verdict: { mustInclude }, isEscalated });

  it.each<[string, string[][], boolean, string[]]>([
    ['those of the policy', [], false, ['U0ADA']],
    ['those whom a missed gate names, too', [['S0LEADS'], ['U0ADA', 'U0BEN']], false, ['U0ADA', 'S0LEADS', 'U0BEN']],
    ['those who were called, too', [], true, ['U0ADA', 'S0SECOND']],
  ])('are %s', (_what, mustInclude, isEscalated, approver) => {
    expect(scopeOf(mustInclude, isEscalated).roles.approver).toEqual(approver);
  });

  it('are everyone where the policy says so', () => {
    expect(scopeOf([['S0LEADS']], true, { ...own, approvers: 'everyone' }).roles.approver).toBe('everyone');
  });

  it('is said by the line of the approvals, and other roles stay as they are', () => {
    const scope = scopeOf([], false);

    expect(scope.saidAt?.approver).toBe('approvals.approvers');
    expect(scope.roles).toEqual({ ...aPolicy().roles, approver: ['U0ADA'] });
    expect(scope).toMatchObject({ kind: 'pipeline', name: 'penguins' });
  });

  it('is said by the line of the role where the approvals have none of their own', () => {
    const saidAt = { approver: 'pipelines.penguins.roles.approver' };
    const scope = approverScope(aPolicy({ saidAt }), anApprovalPolicy(), { verdict: NONE, isEscalated: true });

    expect(scope.saidAt).toEqual(saidAt);
  });
});

describe('approving', () => {
  const own = anApprovalPolicy({ approvers: ['U0ADA', 'S0LEADS'], fourEyes: true });
  const adasCommit: Involvement = {
    people: [{ part: 'wrote', name: 'Ada', slackId: 'U0ADA', commitId: '1a2b3c4d' }],
  };
  const adaStarted: Involvement = { people: [{ part: 'started', name: 'Ada', slackId: 'U0ADA' }] };

  function refusal(
    person: Partial<Person>,
    {
      involvement = { people: [] },
      blockers = [],
      fourEyes = true,
    }: Partial<{ involvement: Involvement; blockers: string[]; fourEyes: boolean }> = {},
  ): unknown {
    const scope = approverScope(aPolicy(), own, { verdict: NONE, isEscalated: false });
    try {
      assertMayApprove(aPerson(person), { fourEyes }, scope, { verdict: { blockers }, involvement });
    } catch (error) {
      return error;
    }
    return undefined;
  }

  it('is for those who have the role', () => {
    expect(refusal({})).toBeUndefined();
    expect(refusal({ slackId: 'U0BEN', groups: ['S0LEADS'] })).toBeUndefined();
    expect(refusal({ slackId: 'U0BEN' })).toMatchObject({ code: 'not_allowed' });
    expect(refusal({ isFullMember: false })).toMatchObject({ code: 'not_a_member' });
  });

  it('waits for Slack where it depends on a group that Slack does not tell about', () => {
    expect(refusal({ slackId: 'U0BEN', untold: { S0LEADS: 'unreachable' } })).toMatchObject({
      code: 'directory_unavailable',
    });
  });

  it.each([
    [adasCommit, 'You wrote commit 1a2b3c4, which is part of this release, so somebody else must approve it.'],
    [adaStarted, 'You started this execution, so somebody else must approve it.'],
  ])('is for somebody else where they had a part in it (%#)', (involvement, userMessage) => {
    expect(refusal({}, { involvement })).toMatchObject({ code: 'four_eyes', userMessage });
    expect(refusal({}, { involvement, fourEyes: false })).toBeUndefined();
    expect(refusal({ slackId: 'U0BEN', groups: ['S0LEADS'] }, { involvement })).toBeUndefined();
  });

  it('is for nobody where the policy says so, and the sentence is the policy’s', () => {
    const blockers = ['Gate missed: accuracy is not reported.', 'Gate missed: 2 tests fail.'];

    expect(refusal({}, { blockers })).toMatchObject({
      code: 'gate_closed',
      userMessage: 'Nobody may approve this: Gate missed: accuracy is not reported. Gate missed: 2 tests fail.',
    });
  });

  it('is refused for the role first, so that who has none learns nothing of the rest', () => {
    expect(refusal({ slackId: 'U0BEN' }, { blockers: ['x'], involvement: adasCommit })).toMatchObject({
      code: 'not_allowed',
    });
  });
});
