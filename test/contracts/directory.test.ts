import { join } from 'node:path';
import { WebClient } from '@slack/web-api';
import { TEAM, TOKENS } from '../../infra/local/identity';
import { WIDE_POPULATION } from '../../infra/local/slack/population';
import type { Directory } from '../../src/domain/ports/directory';
import { createLog } from '../../src/log';
import { slackDirectory } from '../../src/slack/slack-directory';
import { silent } from '../local/slack/bolt';
import { type RunningWorkspace, startWorkspace, temporaryFolder } from '../local/slack/support';
import { FakeDirectory } from '../support/fakes/fake-directory';

interface Subject {
  directory: Directory;
  /** Who is in a user group from now on; the directory is told, as by Slack's event. */
  setGroup(group: string, members: string[]): Promise<void>;
  /** The free plan: no user groups at all. */
  loseGroups(): Promise<void>;
  /** Slack does not answer about groups, or about anything. */
  goAway(what: 'groups' | 'altogether'): Promise<void>;
  end(): Promise<void>;
}

/** Of another workspace of the same organization: to Slack no guest and no stranger. */
const SISTER = {
  id: 'U0SISTER',
  name: 'Sis',
  role: 'of a sister workspace',
  email: 'sis@example.org',
  teamId: 'T0SISTER',
};
/** Somebody who commits under an address that Slack does not know, and somebody who has left since. */
const CONFIGURED = {
  'Ben@users.noreply.example.com': 'U0BEN',
  'd.ora@example.com': 'U0DORA',
  'renovate@example.com': 'bot',
  'arn:aws:iam::123456789012:user/ben': 'U0BEN',
  'arn:aws:iam::123456789012:role/Build': 'bot',
};
const POPULATION = { ...WIDE_POPULATION, people: [...WIDE_POPULATION.people, SISTER] };
const ALL_METHODS = ['usergroups.users.list', 'users.info', 'users.lookupByEmail'];
const GROUPS = ['S0APPROVERS', 'S0OPERATORS'];

async function fake(): Promise<Subject> {
  const directory = new FakeDirectory();
  const setGroup = async (group: string, members: string[]) => directory.group(group, members);
  await setGroup('S0APPROVERS', ['U0ADA', 'U0BEN']);
  await setGroup('S0OPERATORS', ['U0OMAR']);
  for (const [address, whose] of Object.entries(CONFIGURED)) directory.configures(address, whose);
  for (const { email, id } of POPULATION.people) directory.address(email, id);
  for (const id of ['U0GWEN', 'U0SVEN', 'U0DORA', 'U0FELIX', 'U0SISTER', 'U0MLPIPELINE', 'U0NOWHERE'])
    directory.knows(id, { isFullMember: false });
  return {
    directory,
    setGroup,
    loseGroups: async () => GROUPS.forEach((id) => void directory.withholds(id, 'unavailable')),
    async goAway(what) {
      if (what === 'altogether') directory.goAway();
      else for (const id of GROUPS) directory.withholds(id, 'unreachable');
    },
    end: async () => undefined,
  };
}

async function adapter(): Promise<Subject> {
  const folder = await temporaryFolder();
  const open = (isPaid: boolean): Promise<RunningWorkspace> =>
    startWorkspace({ stateFile: join(folder.path, 'slack.json'), population: POPULATION, isPaid });
  let slack = await open(true);
  const rejecting = { retryConfig: { retries: 0 }, rejectRateLimitedCalls: true, logger: silent };
  const over = ({ baseUrl }: RunningWorkspace): Directory =>
    slackDirectory({
      client: new WebClient(TOKENS.bot, { slackApiUrl: `${baseUrl}/api/`, ...rejecting }),
      groups: GROUPS,
      people: CONFIGURED,
      now: () => new Date(),
      log: createLog('silent'),
    });
  const subject: Subject = {
    directory: over(slack),
    async setGroup(group, members) {
      await slack.ada.setGroup(group, members);
      subject.directory.forget(group);
    },
    async loseGroups() {
      await slack.stop();
      slack = await open(false);
      subject.directory = over(slack);
    },
    async goAway(what) {
      const methods = what === 'groups' ? ['usergroups.users.list'] : ALL_METHODS;
      for (const method of methods) slack.workspace.refuseCalls(method, { calls: 100, seconds: 30 });
    },
    async end() {
      await slack.stop();
      await folder.remove();
    },
  };
  return subject;
}

describe.each([
  ['the fake', fake],
  ['Slack', adapter],
])('the directory, by %s', (_name, begin) => {
  let subject: Subject;

  beforeEach(async () => {
    subject = await begin();
  });
  afterEach(() => subject.end());

  const person = (slackId: string, groups?: string[]) => subject.directory.person(slackId, groups);

  it('knows full members, with the configured user groups that they are in', async () => {
    expect(await person('U0ADA')).toMatchObject({ isFullMember: true, groups: ['S0APPROVERS'], untold: {} });
    expect(await person('U0OMAR')).toMatchObject({ isFullMember: true, groups: ['S0OPERATORS'], untold: {} });
    expect(await person('U0EMMA')).toMatchObject({ slackId: 'U0EMMA', isFullMember: true, groups: [], untold: {} });
  });

  it.each([
    ['a guest', 'U0GWEN'],
    ['a guest of one channel', 'U0SVEN'],
    ['somebody who has left', 'U0DORA'],
    ['somebody of another workspace', 'U0FELIX'],
    ['somebody of a sister workspace', 'U0SISTER'],
    ['a bot', 'U0MLPIPELINE'],
    ['nobody at all', 'U0NOWHERE'],
  ])('takes %s for no full member', async (_who, slackId) => {
    expect((await person(slackId)).isFullMember).toBe(false);
  });

  it('knows which workspaces somebody is of', async () => {
    expect((await person('U0ADA')).teams).toContain(TEAM.id);
  });

  it('asks about those groups only that the answer depends on', async () => {
    await subject.goAway('groups');

    expect(await person('U0ADA', [])).toMatchObject({ isFullMember: true, groups: [], untold: {} });
    expect(await person('U0ADA', ['S0APPROVERS'])).toMatchObject({
      groups: [],
      untold: { S0APPROVERS: 'unreachable' },
    });
  });

  it('hears of changes of a group', async () => {
    await person('U0ADA');

    await subject.setGroup('S0APPROVERS', ['U0BEN', 'U0EMMA']);

    expect([await person('U0ADA'), await person('U0EMMA')]).toMatchObject([
      { groups: [] },
      { groups: ['S0APPROVERS'] },
    ]);
  });

  it('says of a group that is not there that it is unknown', async () => {
    expect(await person('U0ADA', ['S0NOWHERE', 'S0APPROVERS'])).toMatchObject({
      groups: ['S0APPROVERS'],
      untold: { S0NOWHERE: 'unknown' },
    });
  });

  it('says where a workspace has no user groups', async () => {
    await subject.loseGroups();

    expect(await person('U0ADA', ['S0APPROVERS'])).toMatchObject({
      isFullMember: true,
      groups: [],
      untold: { S0APPROVERS: 'unavailable' },
    });
  });

  it('finds people by their address, in either case', async () => {
    expect(await subject.directory.whose('ada@example.com')).toBe('U0ADA');
    expect(await subject.directory.whose('Emma@Example.com')).toBe('U0EMMA');
  });

  it.each([
    ['an address that Slack does not know', 'ben@users.noreply.example.com', 'U0BEN'],
    ['an address whose owner has left since', 'D.Ora@example.com', 'U0DORA'],
    ['an address that is nobody’s', 'renovate@example.com', 'bot'],
    ['a user of AWS', 'arn:aws:iam::123456789012:user/ben', 'U0BEN'],
    ['a session of a role', 'arn:aws:sts::123456789012:assumed-role/Build/run-17', 'bot'],
  ])('finds by the configuration whose %s is', async (_what, address, whose) => {
    expect(await subject.directory.whose(address)).toBe(whose);
  });

  it.each([
    ['a session', 'arn:aws:sts::123456789012:assumed-role/Engineer/ada@example.com'],
    [
      'a session of a role that the configuration names',
      'arn:aws:sts::123456789012:assumed-role/Build/ada@example.com',
    ],
    ['a user of AWS', 'arn:aws:iam::123456789012:user/people/ada@example.com'],
  ])('finds the person after whose address %s is named', async (_what, arn) => {
    expect(await subject.directory.whose(arn)).toBe('U0ADA');
  });

  it.each([
    ['nobody', 'nobody@example.com'],
    ['nobody, by an address that is none', 'ada@localhost <!channel>'],
    ['nobody, by no address at all', ''],
    ['a user of AWS whom nobody knows', 'arn:aws:iam::123456789012:user/ada'],
    ['the same user of another account', 'arn:aws:iam::210987654321:user/ben'],
    ['a session of the same role of another account', 'arn:aws:sts::210987654321:assumed-role/Build/run-17'],
  ])('finds no one by the address of %s', async (_who, address) => {
    expect(await subject.directory.whose(address)).toBeUndefined();
  });

  it('finds only whom the configuration names while Slack does not answer, and does not fail', async () => {
    await subject.goAway('altogether');

    expect(await subject.directory.whose('ada@example.com')).toBeUndefined();
    expect(
      await subject.directory.whose('arn:aws:sts::123456789012:assumed-role/Engineer/ada@example.com'),
    ).toBeUndefined();
    expect(await subject.directory.whose('ben@users.noreply.example.com')).toBe('U0BEN');
  });

  it('refuses where Slack does not say who it is', async () => {
    await subject.goAway('altogether');

    await expect(person('U0ADA')).rejects.toMatchObject({ code: 'directory_unavailable' });
  });
});
