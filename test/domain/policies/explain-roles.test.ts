import { explainRoles } from '../../../src/domain/policies/explain-roles';
import { aPerson } from '../../support/builders/people';
import { aPolicy } from '../../support/builders/policies';

describe('why somebody may approve', () => {
  it.each([
    ['roles.approver', 'workspace', 'roles.approver'],
    ['pipelines.penguins.roles.approver', 'here', 'roles.approver'],
    ['approvals.approvers', 'workspace', 'approvals.approvers'],
    ['pipelines.penguins.approvals.approvers', 'here', 'approvals.approvers'],
    [undefined, 'nowhere', 'roles.approver'],
  ])('is told by the line %s: %s, %s', (line, said, key) => {
    const scope = aPolicy({ saidAt: line === undefined ? {} : { approver: line } });

    const [explained] = explainRoles(aPerson(), [scope]);

    expect(explained?.roles.find(({ role }) => role === 'approver')).toMatchObject({ said, key });
  });
});
