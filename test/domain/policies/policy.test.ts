import { policiesOf } from '../../../src/config/find-policies';
import { approvalPolicyOf, groupsNamed } from '../../../src/domain/policies/policy';
import { aGate } from '../../support/builders/evidence';
import { anApprovalPolicy, aPolicy, aProject } from '../../support/builders/policies';

describe('how an approval is answered', () => {
  const [otherwise, own] = [anApprovalPolicy(), anApprovalPolicy({ quorum: 2 })];
  const policy = aPolicy({ approvals: { otherwise, stages: { Production: own } } });

  it.each([
    ['by the policy of its stage, where that has one', 'Production', own],
    ['else by that of the pipeline', 'Staging', otherwise],
    ['by that of the pipeline where it has no stage', undefined, otherwise],
    ['by that of the pipeline where the stage is called like what every object has', 'constructor', otherwise],
  ])('is told %s', (_how, stage, expected) => {
    expect(approvalPolicyOf(policy, stage)).toBe(expected);
  });
});

describe('the user groups that Slack is asked about', () => {
  const nobody = { viewer: [], operator: [], approver: [], admin: [] };
  const groupsOf = (rest: Parameters<typeof aPolicy>[0]) =>
    groupsNamed(policiesOf([aPolicy({ roles: nobody, ...rest })], []));
  const approvedBy = (own: Parameters<typeof anApprovalPolicy>[0]) => anApprovalPolicy({ approvers: [], ...own });

  it('are those of every role, of pipelines and projects, each once, and no people', () => {
    const policies = policiesOf(
      [aPolicy({ roles: { ...nobody, operator: ['S0OPS', 'U0ADA'], viewer: 'everyone' } })],
      [aProject({ roles: { ...nobody, admin: ['S0OPS', 'S0ADMINS'] } })],
    );

    expect(groupsNamed(policies)).toEqual(['S0OPS', 'S0ADMINS']);
  });

  it('are those of every approval that may be asked for', () => {
    expect(
      groupsOf({
        approvals: {
          otherwise: approvedBy({ approvers: ['S0ALL'] }),
          stages: { Production: approvedBy({ approvers: ['S0PRODUCTION'] }) },
        },
        rollback: { locksAfterwards: false, approval: approvedBy({ approvers: ['S0ROLLBACK'] }) },
      }),
    ).toEqual(['S0ALL', 'S0PRODUCTION', 'S0ROLLBACK']);
  });

  it('are those whom a missed gate names, and those who are called when nobody answers', () => {
    const gates = [
      aGate('accuracy', { missed: { does: 'ask', whom: ['S0LEADS', 'U0BEN'] } }),
      aGate('accuracy', { missed: { does: 'block' } }),
    ];
    const otherwise = approvedBy({ gates, escalation: { afterMs: 1, to: ['S0SECOND'] } });

    expect(groupsOf({ approvals: { otherwise, stages: {} } })).toEqual(['S0LEADS', 'S0SECOND']);
  });
});
