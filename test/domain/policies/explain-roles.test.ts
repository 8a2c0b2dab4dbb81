import { explainRoles } from '../../../src/domain/policies/explain-roles';
import { aPerson } from '../../support/builders/people';
import { aPolicy, aProject } from '../../support/builders/policies';

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

  it('is told by the default where the configuration says nothing at all', () => {
    const [explained] = explainRoles(aPerson(), [aProject()]);

    expect(explained?.roles.map(({ said }) => said)).toEqual(['nowhere', 'nowhere', 'nowhere', 'nowhere']);
  });

  it('is told once for all that it holds for, and apart where it differs', () => {
    const own = aPolicy({ name: 'whales', roles: { ...aPolicy().roles, approver: ['U0BEN'] } });
    const scopes = [aPolicy(), own, aPolicy({ name: 'irises' }), aPolicy({ name: 'wines' })];

    const explained = explainRoles(aPerson(), scopes);

    expect(explained.map((same) => same.scopes.map(({ name }) => name))).toEqual([
      ['penguins', 'irises', 'wines'],
      ['whales'],
    ]);
  });
});
