import { excerptOf, readableLines } from '../../src/domain/builds/log-excerpt';
import { buildCard } from '../../src/slack/builds/build-card';
import { logAnswer } from '../../src/slack/builds/log-answer';
import { ADA, aBuild } from '../support/builders/facts';
import { aProject } from '../support/builders/policies';

const policy = aProject();
const NINE = new Date('2026-03-02T09:00:00.000Z');
const phase = (name: string, rest: object = {}) => ({ name, startedAt: NINE, ...rest });
const wordsOf = (message: object): string => JSON.stringify(message);

describe('the card of a build', () => {
  const card = (build: Parameters<typeof aBuild>[0], tests?: Parameters<typeof buildCard>[0]['tests']) =>
    wordsOf(buildCard({ build: aBuild(build), policy, tests }));

  it('says who asked, for what, and with which variables, but not with which values', () => {
    const words = card({
      ...{ requestedBy: ADA, variables: ['ROWS'], branch: 'flippers', commitId: 'c'.repeat(40) },
      revision: { commitId: 'c'.repeat(40), message: 'Use flipper length\n\nlong story', authorName: 'Emma' },
    });

    expect(words).toContain('Asked for by <@U0ADA> with `ROWS`');
    expect(words).toContain('`ccccccc` Use flipper length by Emma of branch `flippers`');
  });

  it.each([
    ['assumed-role/Admin/pia', 'Started outside Slack by `pia`'],
    ['<!channel>', 'Started outside Slack by `&lt;!channel&gt;`'],
    [undefined, 'Started outside Slack'],
  ])('says that %s started it elsewhere', (initiator, said) => {
    expect(card({ initiator })).toContain(said);
  });

  it('does not take its own process for somebody outside, before it knows who asked', () => {
    expect(card({ initiator: 'mlpipeline-task', requestId: 'audit-1' })).toContain('Asked for in Slack');
  });

  it('shows the phases so far with their durations, and no log before there is one', () => {
    const words = card({
      phases: [
        phase('SUBMITTED', { status: 'Succeeded', durationMs: 0 }),
        phase('DOWNLOAD_SOURCE', { status: 'Succeeded', durationMs: 4_000 }),
        phase('BUILD'),
      ],
    });

    expect(words).toContain(':white_check_mark: Source 4 s  →  :hourglass_flowing_sand: Build"');
    expect(words).not.toContain('build_log');
  });

  it('tells why it failed, without the secret that somebody wrote into the command', () => {
    const context = 'Error while executing command: curl -u x --token hunter2 <!here>. Reason: exit status 22';
    const words = card({
      status: 'Failed',
      phases: [
        phase('BUILD', { status: 'Failed', context }),
        phase('POST_BUILD', { status: 'Failed', context: 'later' }),
      ],
    });

    expect(words).toContain(':x: failed in Build');
    expect(words).toContain('&lt;!here&gt;');
    expect(words).not.toMatch(/hunter2|later/);
  });

  it('names the failing tests that it knows, and counts the others', () => {
    const tests = { passed: 3, failed: 12, skipped: 1, failing: ['recall', 'a `code` test'] };

    const words = card({ status: 'Failed' }, tests);

    expect(words).toContain(':x: Tests: 3 passed, 12 failed, 1 skipped');
    expect(words).toContain('•  `recall`');
    expect(words).toContain('… and 10 more');
  });
});

describe('the private answer with a log', () => {
  const answer = (log: string) => {
    const lines = readableLines(log);
    return logAnswer({ build: { ...aBuild(), owner: policy }, excerpt: excerptOf(lines), lines, isCut: false });
  };

  it('shows lines as they are: nothing in them is markup', () => {
    const { blocks, text } = answer('<!channel> `code` ```\n&lt;b&gt; *bold*\n');

    expect(blocks).toContainEqual({
      type: 'rich_text',
      elements: [
        {
          type: 'rich_text_preformatted',
          elements: [{ type: 'text', text: '<!channel> `code` ```\n&lt;b&gt; *bold*' }],
        },
      ],
    });
    expect(text).toBe('Log of a build of penguins-build.');
  });

  it('offers the whole log where it is longer', () => {
    expect(wordsOf(answer('one\n\ntwo\n'))).not.toContain('whole_log');
    expect(wordsOf(answer('line\n'.repeat(50)))).toContain('whole_log');
  });

  it('says that there is no log yet', () => {
    expect(wordsOf(answer(''))).toContain('It has no log yet.');
  });
});
