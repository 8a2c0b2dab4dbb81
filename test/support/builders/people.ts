import { TEAM } from '../../../infra/local/identity';
import type { Person } from '../../../src/domain/ports/directory';

/** Ada, a full member in no group, unless a test says otherwise. */
export const aPerson = (rest: Partial<Person> = {}): Person => ({
  slackId: 'U0ADA',
  name: 'Ada',
  isFullMember: true,
  teams: [TEAM.id],
  timeZone: 'UTC',
  groups: [],
  untold: {},
  ...rest,
});
