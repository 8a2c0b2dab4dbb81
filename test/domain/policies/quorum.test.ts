import { standingOf } from '../../../src/domain/policies/quorum';
import type { Person } from '../../../src/domain/ports/directory';
import { aPerson } from '../../support/builders/people';

const people = (...ids: string[]): Person[] => ids.map((slackId) => aPerson({ slackId }));
const standing = (
  voters: Person[],
  {
    quorum = 1,
    mustInclude = [],
    blockers = [],
  }: Partial<{ quorum: number; mustInclude: string[][]; blockers: string[] }> = {},
) => standingOf({ gates: [], warnings: [], quorum, mustInclude, blockers }, voters);

describe('a quorum', () => {
  it.each<[number, string[], boolean]>([
    [1, [], false],
    [1, ['U0ADA'], true],
    [2, ['U0ADA'], false],
    [2, ['U0ADA', 'U0ADA'], false],
    [2, ['U0ADA', 'U0BEN'], true],
    [2, ['U0ADA', 'U0BEN', 'U0EMMA'], true],
  ])('of %i with %j is complete: %s', (quorum, ids, isComplete) => {
    expect(standing(people(...ids), { quorum })).toEqual({
      approvals: new Set(ids).size,
      quorum,
      stillToInclude: [],
      isComplete,
    });
  });

  it('is nobody’s who is no full member any more', () => {
    expect(standing([aPerson({ isFullMember: false })])).toMatchObject({ approvals: 0, isComplete: false });
  });

  it.each<[string[][], Person[], string[][]]>([
    [[['S0LEADS']], people('U0ADA'), [['S0LEADS']]],
    [[['S0LEADS']], [aPerson({ groups: ['S0LEADS'] })], []],
    [[['S0LEADS', 'U0BEN']], people('U0BEN'), []],
    [[['S0LEADS'], ['U0BEN']], [aPerson({ groups: ['S0LEADS'] })], [['U0BEN']]],
    [[['S0LEADS'], ['U0ADA']], [aPerson({ groups: ['S0LEADS'] })], []],
    [[[]], people('U0ADA'), [[]]],
  ])('waits for one of each list (%#)', (mustInclude, voters, stillToInclude) => {
    expect(standing(voters, { mustInclude })).toMatchObject({
      stillToInclude,
      isComplete: stillToInclude.length === 0,
    });
  });

  it('is never complete where nobody may approve', () => {
    expect(standing(people('U0ADA', 'U0BEN'), { blockers: ['Gate missed.'] }).isComplete).toBe(false);
  });

  it('waits for Slack where it depends on a group that Slack does not tell about', () => {
    const untold = { S0LEADS: 'unreachable' } as const;

    expect(() => standing([aPerson({ untold })], { mustInclude: [['S0LEADS']] })).toThrow(
      expect.objectContaining({ code: 'directory_unavailable' }),
    );
    // Ben is known not to be in it; Ada may be.
    expect(() =>
      standing([aPerson({ slackId: 'U0BEN' }), aPerson({ untold })], { mustInclude: [['S0LEADS']] }),
    ).toThrow(expect.objectContaining({ code: 'directory_unavailable' }));
    expect(standing([aPerson({ untold })], { mustInclude: [['S0LEADS', 'U0ADA']] }).isComplete).toBe(true);
    expect(standing([aPerson({ untold: { S0LEADS: 'unknown' } })], { mustInclude: [['S0LEADS']] }).isComplete).toBe(
      false,
    );
  });
});
