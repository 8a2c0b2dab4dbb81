import { NotAllowed } from '../../src/domain/errors';
import { assertMay, groupsToAsk, hasRole } from '../../src/domain/policies/evaluate-policy';
import type { Grant } from '../../src/domain/policies/grant';
import type { Scope } from '../../src/domain/policies/policy';
import type { Person } from '../../src/domain/ports/directory';
import { aPerson } from '../support/builders/people';
import { aPolicy } from '../support/builders/policies';
import { ada, failureOf, useCaseBench } from '../support/use-case-bench';

const operatedBy = (operator: Grant): Scope => aPolicy({ roles: { ...aPolicy().roles, operator } });

describe('a role', () => {
  const may = (person: Partial<Person>, grant: Grant): boolean => {
    try {
      assertMay(aPerson(person), 'operator', operatedBy(grant));
      return true;
    } catch (error) {
      if (error instanceof NotAllowed) return false;
      throw error;
    }
  };

  it('is held by who is named, by who is in a named group, or by everyone', () => {
    expect(may({}, ['U0BEN', 'U0ADA'])).toBe(true);
    expect(may({ groups: ['S0OPS'] }, ['U0BEN', 'S0OPS'])).toBe(true);
    expect(may({}, 'everyone')).toBe(true);
    expect(may({ groups: ['S0OTHERS'] }, ['U0BEN', 'S0OPS'])).toBe(false);
    expect(may({}, [])).toBe(false);
  });

  it('does not follow from another role', () => {
    const scope = aPolicy({ roles: { viewer: [], operator: [], approver: [], admin: ['U0ADA'] } });

    expect(() => assertMay(aPerson(), 'operator', scope)).toThrow(NotAllowed);
  });

  it('lets whoever has any role look', () => {
    for (const role of ['operator', 'approver', 'admin'] as const) {
      const nobody = { viewer: [], operator: [], approver: [], admin: [] };
      const scope = aPolicy({ roles: { ...nobody, [role]: ['U0ADA'] } });

      expect(hasRole(aPerson(), 'viewer', scope)).toBe(true);
      expect(hasRole(aPerson({ slackId: 'U0BEN' }), 'viewer', scope)).toBe(false);
    }
  });

  it('to look is nobody’s for sure while Slack does not tell about one of the groups that give it', () => {
    const scope = aPolicy({ roles: { viewer: [], operator: ['S0OPS'], approver: [], admin: ['S0ADMINS'] } });
    const person = aPerson({ untold: { S0OPS: 'unreachable' } });

    expect(() => hasRole(person, 'viewer', scope)).toThrow(expect.objectContaining({ code: 'directory_unavailable' }));
  });

  it('is no guest’s, however it was given', () => {
    const guest = aPerson({ isFullMember: false, groups: ['S0OPS'] });

    for (const grant of ['everyone', ['U0ADA'], ['S0OPS']] as const) {
      expect(() => assertMay(guest, 'operator', operatedBy(grant))).toThrow(
        expect.objectContaining({ code: 'not_a_member' }),
      );
      expect(hasRole(guest, 'operator', operatedBy(grant))).toBe(false);
    }
  });

  it('waits for Slack only where it depends on a group that Slack does not tell about', () => {
    const untold = { S0OPS: 'unreachable' } as const;

    expect(may({ untold }, ['S0OPS', 'U0ADA'])).toBe(true);
    expect(may({ untold, groups: ['S0MORE'] }, ['S0OPS', 'S0MORE'])).toBe(true);
    expect(() => may({ untold }, ['S0OPS'])).toThrow(expect.objectContaining({ code: 'directory_unavailable' }));
  });

  it('of a group that is not there is nobody’s', () => {
    expect(may({ untold: { S0OPS: 'unknown' } }, ['S0OPS'])).toBe(false);
  });
});

describe('the groups to ask Slack about', () => {
  const roles = { viewer: ['U0BEN'], operator: ['U0ADA', 'S0OPS'], approver: ['S0OPS', 'S0LEADS'], admin: [] };

  it('are those that could give the role, each once, and no people', () => {
    expect(groupsToAsk('U0CEM', 'operator', aPolicy({ roles }))).toEqual(['S0OPS']);
    expect(groupsToAsk('U0CEM', 'viewer', aPolicy({ roles }))).toEqual(['S0OPS', 'S0LEADS']);
  });

  it('are none where a name or everyone gives it already', () => {
    expect(groupsToAsk('U0BEN', 'viewer', aPolicy({ roles }))).toEqual([]);
    expect(groupsToAsk('U0CEM', 'viewer', aPolicy({ roles: { ...roles, admin: 'everyone' } }))).toEqual([]);
  });
});

describe('a refusal', () => {
  const refusal = (person: Partial<Person>, scope: Scope): NotAllowed => {
    try {
      assertMay(aPerson(person), 'operator', scope);
    } catch (error) {
      if (error instanceof NotAllowed) return error;
    }
    throw new Error('nothing was refused');
  };

  it('names the people and groups who could', () => {
    const { userMessage, people } = refusal({}, operatedBy(['U0BEN', 'S0OPS']));

    expect(userMessage).toBe(
      'You may not start, stop or roll back penguins: that needs the role operator. These people have it:',
    );
    expect(people).toEqual(['U0BEN', 'S0OPS']);
  });

  it('says which line to fill where nobody could', () => {
    const scope = { ...operatedBy([]), saidAt: { operator: 'pipelines.penguins.roles.operator' } };

    expect(refusal({}, scope).userMessage).toMatch(/fill pipelines\.penguins\.roles\.operator in mlpipeline\.yaml/);
    expect(refusal({}, operatedBy([])).userMessage).toMatch(/fill roles\.operator in mlpipeline\.yaml/);
  });

  it('says where groups cannot count, since the workspace has none', () => {
    const { userMessage } = refusal({ untold: { S0OPS: 'unavailable' } }, operatedBy(['S0OPS', 'U0BEN']));

    expect(userMessage).toMatch(/need a paid plan and the scope usergroups:read/);
  });
});

describe('who is let in', () => {
  const setup = (operator: Grant = ['U0BEN', 'S0OPS']) => {
    const bench = useCaseBench(aPolicy({ roles: { ...aPolicy().roles, operator } }));
    const { authorize, admit } = bench.useCases;
    return {
      ...bench,
      admit: (verb = 'help') => admit({ caller: ada, verb }),
      ask: (verb = 'deploy') => authorize({ caller: ada, role: 'operator', scope: bench.policy, verb }),
    };
  };

  it('is who is in a group that has the role', async () => {
    const { directory, ask } = setup();
    directory.group('S0OPS', ['U0ADA']);

    expect(await ask()).toEqual({ id: 'U0ADA', name: 'U0ADA', team: 'T0LOCAL' });
  });

  it('is not asked about groups where a name decides', async () => {
    const { directory, ask } = setup(['S0OPS', 'U0ADA']);
    directory.withholds('S0OPS', 'unreachable');

    await ask();

    expect(directory.asked).toEqual([]);
  });

  it('is nobody while Slack does not tell who is in the group, and that is no refusal to be recorded', async () => {
    const { directory, ask, audit } = setup();
    directory.withholds('S0OPS', 'unreachable');

    expect(await failureOf(ask())).toMatchObject({ code: 'directory_unavailable' });
    expect(audit.records).toEqual([]);
  });

  it('is recorded once a minute for each verb where it is refused, with the role and its scope', async () => {
    const { ask, audit, clock } = setup();

    for (const verb of ['deploy', 'deploy', 'stop']) await failureOf(ask(verb));
    clock.advance(61_000);
    await failureOf(ask('deploy'));

    expect(audit.records.map(({ action }) => action)).toEqual(['refused.deploy', 'refused.stop', 'refused.deploy']);
    expect(audit.records[0]).toMatchObject({
      chain: 'pipeline:penguins',
      phase: 'refused',
      actor: { id: 'U0ADA' },
      request: { role: 'operator', scope: 'pipeline:penguins' },
      outcome: { code: 'not_allowed', people: ['U0BEN', 'S0OPS'] },
    });
  });

  it('is every full member for what needs no role, and nobody else; refusals of it are the workspace’s', async () => {
    const { directory, admit, audit } = setup();

    expect(await admit()).toMatchObject({ slackId: 'U0ADA' });
    directory.knows('U0ADA', { isFullMember: false });
    const refused = [await failureOf(admit()), await failureOf(admit())];

    expect(refused).toMatchObject([{ code: 'not_a_member' }, { code: 'not_a_member' }]);
    expect(audit.records).toMatchObject([
      {
        chain: 'workspace',
        action: 'refused.help',
        target: 'workspace',
        request: { role: 'everyone', scope: 'workspace' },
        outcome: { code: 'not_a_member' },
      },
    ]);
  });

  it('is nobody who calls from another workspace by the id that a member has here', async () => {
    const { directory, useCases, policy, audit } = setup(['U0ADA']);
    directory.knows('U0ADA', { name: 'Ada' });
    const caller = { slackId: 'U0ADA', team: 'T0PARTNER' };

    const refused = [
      await failureOf(useCases.authorize({ caller, role: 'operator', scope: policy, verb: 'deploy' })),
      await failureOf(useCases.admit({ caller, verb: 'help' })),
    ];

    expect(refused).toMatchObject([{ code: 'not_a_member' }, { code: 'not_a_member' }]);
    expect(audit.records.map(({ actor }) => actor)).toEqual(
      Array(2).fill({ id: 'U0ADA', name: 'U0ADA', team: 'T0PARTNER' }),
    );
  });
});
