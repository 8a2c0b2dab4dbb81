import { policiesOf } from '../../../src/config/find-policies';
import { visibleChains } from '../../../src/domain/audit/visible-chains';
import { aPerson } from '../../support/builders/people';
import { aPolicy, aProject } from '../../support/builders/policies';

const NOBODY = { viewer: [], operator: [], approver: [], admin: [] };
const policies = policiesOf(
  [
    aPolicy({ name: 'open', roles: { ...NOBODY, viewer: 'everyone' } }),
    aPolicy({ name: 'adas', roles: { ...NOBODY, approver: ['U0ADA'] } }),
    aPolicy({ name: 'closed', roles: NOBODY }),
  ],
  [
    aProject({ name: 'training', roles: { ...NOBODY, operator: ['U0ADA'] } }),
    aProject({ name: 'other', roles: NOBODY }),
  ],
);

describe('the record that somebody may read', () => {
  it.each([
    ['somebody with a role', {}, ['pipeline:open', 'pipeline:adas', 'project:training', 'workspace']],
    ['a member without one', { slackId: 'U0VERA' }, ['pipeline:open', 'workspace']],
    ['a guest, whatever they were given', { isFullMember: false }, []],
  ])('is, for %s, that of what they may see', (_who, person, chains) => {
    expect(visibleChains(policies, aPerson(person))).toEqual(chains);
  });
});
