import type { ChangeCommit, Evidence } from '../../../src/domain/approvals/evidence';
import { findInvolved } from '../../../src/domain/approvals/find-involved';
import { newCommit, withPush } from '../../../src/domain/commits/commit-record';
import { aPolicy } from '../../support/builders/policies';
import { fakeCommitRecords } from '../../support/fakes/fake-commit-records';
import { FakeDirectory } from '../../support/fakes/fake-directory';

const EMMA = 'emma@example.com';
const AT = new Date('2026-11-01T12:00:00.000Z');
const BUILD = 'arn:aws:sts::123456789012:assumed-role/Build/run-17';
const CONSOLE = 'arn:aws:iam::123456789012:user/carl';

function setup() {
  const directory = new FakeDirectory();
  directory.address(EMMA, 'U0EMMA');
  directory.address('ben@example.com', 'U0BEN');
  const commitRecords = fakeCommitRecords();
  const find = findInvolved({ directory, commitRecords });
  const policy = aPolicy();
  return {
    directory,
    find: (evidence: Evidence, execution?: Parameters<typeof find>[1]['execution']) =>
      find(policy, { evidence, execution }),
    push: (commitId: string, branch: string, by?: string) =>
      commitRecords.update('penguins', commitId, (known) =>
        withPush(known ?? newCommit('penguins', commitId, AT), { branch, by, at: AT }),
      ),
  };
}

/** A commit by an author, and by a committer if it is another. */
const commit = (commitId: string, author: string, committer = author): ChangeCommit => ({
  commitId,
  subject: commitId,
  ...{ authorName: nameOf(author), authorEmail: author },
  ...{ committerName: nameOf(committer), committerEmail: committer },
});
const nameOf = (email: string): string => email.split('@')[0] ?? '';

const evidenceOf = (commits: ChangeCommit[], changes: Partial<NonNullable<Evidence['changes']>> = {}): Evidence => ({
  executionId: 'e-1',
  model: {},
  metrics: {},
  commit: { commitId: commits[0]?.commitId ?? 'c0' },
  changes: { repository: 'penguins', since: 'production', isCapped: false, commits, ...changes },
});

describe('who had a part in a release', () => {
  it('are those of its own commit where it goes back, and so has none that production has not', async () => {
    const { find, push } = setup();
    await push('c0', 'main', CONSOLE);
    const back = { ...evidenceOf([]), commit: { commitId: 'c0', authorName: 'Emma', authorEmail: EMMA } };

    const { people, incomplete } = await find(back);

    expect(people).toMatchObject([
      { part: 'wrote', slackId: 'U0EMMA', commitId: 'c0' },
      { part: 'pushed', address: CONSOLE, commitId: 'c0' },
    ]);
    expect(incomplete).toBeUndefined();
  });

  it('are its authors and those who committed for them, each once, with the newest commit', async () => {
    const { find } = setup();

    const involved = await find(
      evidenceOf([commit('c3', EMMA), commit('c2', 'ben@example.com', EMMA), commit('c1', 'EMMA@example.com')]),
    );

    expect(involved).toEqual({
      people: [
        { part: 'wrote', name: 'emma', address: EMMA, slackId: 'U0EMMA', commitId: 'c3' },
        { part: 'wrote', name: 'ben', address: 'ben@example.com', slackId: 'U0BEN', commitId: 'c2' },
        { part: 'committed', name: 'emma', address: EMMA, slackId: 'U0EMMA', commitId: 'c2' },
      ],
      incomplete: undefined,
    });
  });

  it('are one person by an address with blanks around it, which git allows', async () => {
    const { find } = setup();

    const { people } = await find(evidenceOf([commit('c2', ` ${EMMA}`), commit('c1', `${EMMA} `)]));

    expect(people).toMatchObject([{ part: 'wrote', address: EMMA, slackId: 'U0EMMA' }]);
  });

  it('are one person where two addresses are theirs', async () => {
    const { find, directory } = setup();
    directory.configures('emma@home.example', 'U0EMMA');

    const { people } = await find(evidenceOf([commit('c2', 'emma@home.example', EMMA), commit('c1', EMMA)]));

    expect(people).toMatchObject([{ part: 'wrote', slackId: 'U0EMMA', commitId: 'c2' }]);
    expect(people).toHaveLength(1);
  });

  it('are named without a Slack id where nobody knows them, those without an address too', async () => {
    const { find } = setup();
    const nameless = { ...commit('c1', ''), authorName: 'Somebody', committerName: 'Somebody' };

    const { people } = await find(evidenceOf([commit('c2', 'guest@example.org'), nameless]));

    expect(people).toEqual([
      { part: 'wrote', name: 'guest', address: 'guest@example.org', slackId: undefined, commitId: 'c2' },
      { part: 'wrote', name: 'Somebody', commitId: 'c1' },
    ]);
  });

  it('are robots too, which the configuration knows, each by itself', async () => {
    const { find, directory } = setup();
    for (const address of ['renovate@example.com', 'merge@example.com']) directory.configures(address, 'bot');

    const { people } = await find(
      evidenceOf([commit('c2', 'renovate@example.com', 'merge@example.com'), commit('c1', EMMA, 'merge@example.com')]),
    );

    expect(people).toMatchObject([
      { part: 'wrote', name: 'renovate', slackId: 'bot' },
      { part: 'committed', name: 'merge', slackId: 'bot', commitId: 'c2' },
      { part: 'wrote', slackId: 'U0EMMA' },
    ]);
    expect(people).toHaveLength(3);
  });

  it('are those who pushed any of the commits, to whatever branch, as far as AWS told', async () => {
    const { find, push, directory } = setup();
    directory.configures('arn:aws:iam::123456789012:role/Build', 'bot');
    await push('c2', 'main', 'arn:aws:sts::123456789012:assumed-role/Engineer/ben@example.com');
    await push('c2', 'try', BUILD);
    await push('c1', 'feature', CONSOLE);
    await push('c1', 'untold');
    await push('other', 'main', 'arn:aws:iam::123456789012:user/omar');

    const { people } = await find(evidenceOf([commit('c2', EMMA), commit('c1', EMMA)]));

    expect(people.filter(({ part }) => part === 'pushed')).toMatchObject([
      { name: 'ben@example.com', slackId: 'U0BEN', commitId: 'c2' },
      { name: 'run-17', address: BUILD, slackId: 'bot', commitId: 'c2' },
      { name: 'carl', address: CONSOLE, slackId: undefined, commitId: 'c1' },
    ]);
  });

  it.each([
    [
      'who asked through us',
      {
        requestedBy: { id: 'U0ADA', name: 'Ada', team: 'T0' },
        trigger: { type: 'StartPipelineExecution', detail: CONSOLE },
      },
      [{ part: 'started', name: 'Ada', slackId: 'U0ADA' }],
    ],
    [
      'whoever started it elsewhere',
      { trigger: { type: 'StartPipelineExecution', detail: CONSOLE } },
      [{ part: 'started', name: 'carl', address: CONSOLE, slackId: 'U0CARL' }],
    ],
    [
      'a principal that asked on our record',
      { requestedBy: { id: CONSOLE, name: 'carl', team: 'aws' } },
      [{ part: 'started', name: 'carl', address: CONSOLE, slackId: 'U0CARL' }],
    ],
    ['nobody, of one that a push started', { trigger: { type: 'CloudWatchEvent', detail: 'arn:aws:events:…' } }, []],
    ['nobody, of one that AWS does not tell of', { trigger: { type: 'StartPipelineExecution' } }, []],
    ['nobody, where no execution asks', undefined, []],
  ])('say as the one who started it: %s', async (_who, execution, expected) => {
    const { find, directory } = setup();
    directory.configures(CONSOLE, 'U0CARL');

    expect((await find(evidenceOf([]), execution)).people).toEqual(expected);
  });

  it('are unknown while Slack does not answer, and are told all the same', async () => {
    const { find, directory } = setup();
    directory.goAway();

    expect(await find(evidenceOf([commit('c1', EMMA)]))).toMatchObject({
      people: [{ part: 'wrote', name: 'emma', slackId: undefined }],
    });
  });

  it('may be others where not all commits were read', async () => {
    const { find } = setup();
    const commits = [commit('c1', EMMA)];

    expect((await find(evidenceOf(commits, { isCapped: true }))).incomplete).toBe(
      'Not every commit since production could be read, so others may have written, committed or pushed some of them.',
    );
    expect((await find(evidenceOf(commits, { isCapped: true, since: undefined }))).incomplete).toContain(
      'Not every commit of the history',
    );
    expect((await find(evidenceOf(commits))).incomplete).toBeUndefined();
  });

  it('may be others where the source cannot be read, beside the author that it told', async () => {
    const { find } = setup();
    const told = { commitId: 'c1', authorName: 'Emma', authorEmail: EMMA };

    const involved = await find({ ...evidenceOf([]), changes: undefined, commit: told });

    expect(involved).toEqual({
      people: [{ part: 'wrote', name: 'Emma', address: EMMA, slackId: 'U0EMMA', commitId: 'c1' }],
      incomplete:
        'The source repository of penguins cannot be read, so others may have written, committed or pushed parts of this release.',
    });
  });

  it('are nobody that anybody knows of where not even a commit is known', async () => {
    const { find } = setup();

    expect(await find({ model: {}, metrics: {} })).toEqual({
      people: [],
      incomplete: 'No commit of this release is known, so nobody can tell who wrote it.',
    });
  });
});
