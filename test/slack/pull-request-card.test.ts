import type { PullRequest } from '../../src/domain/pull-requests/pull-request';
import { type PullRequestTest, pullRequestCard } from '../../src/slack/pull-requests/pull-request-card';
import { aBuild } from '../support/builders/facts';
import { aRepository } from '../support/builders/policies';

const NINE = new Date('2026-03-02T09:00:00.000Z');
const TEN = new Date('2026-03-02T10:00:00.000Z');
const CONSOLE = { url: 'https://eu-west-1.console.aws.amazon.com', region: 'eu-west-1' };
const REQUEST: PullRequest = {
  ...{
    repository: 'penguins',
    pullRequestId: '7',
    title: 'Use flipper length',
    source: 'feature',
    destination: 'main',
  },
  ...{ author: 'arn:aws:iam::123456789012:user/emma', sourceCommit: 'c'.repeat(40), status: 'open' },
  ...{ openedAt: NINE, updatedAt: NINE, version: 1 },
};
const LOG = { group: '/aws/codebuild/penguins-pull-request', stream: 'uuid' };

describe('the card of a pull request', () => {
  const card = (rest: Partial<PullRequest>, ...tests: PullRequestTest[]) => {
    const request = { ...REQUEST, ...rest };
    return JSON.stringify(pullRequestCard({ request, policy: aRepository(), tests, console: CONSOLE }));
  };
  const test = (build: Parameters<typeof aBuild>[0], rest: Partial<PullRequestTest> = {}): PullRequestTest => ({
    build: aBuild({ project: 'penguins-pull-request', log: LOG, ...build }),
    lines: [],
    ...rest,
  });
  const failed: Parameters<typeof aBuild>[0] = {
    status: 'Failed',
    phases: [{ name: 'BUILD', startedAt: NINE, status: 'Failed' }],
  };

  it('says from where to where, by whom, and links its pages of the console', () => {
    const words = card({});

    const repository = 'https://eu-west-1.console.aws.amazon.com/codesuite/codecommit/repositories/penguins';
    expect(words).toContain(`<${repository}/pull-requests/7?region=eu-west-1|Use flipper length>`);
    expect(words).toContain(
      `\`feature\` at <${repository}/commit/${'c'.repeat(40)}?region=eu-west-1|ccccccc> → \`main\``,
    );
    expect(words).toContain('of *penguins*, by emma');
    expect(words).toContain('No test of this commit has been heard of');
  });

  it('calls nobody by its title, and formats nothing', () => {
    const words = card({ title: 'Fix <!channel> *now*|x' });

    expect(words).toContain('Fix &lt;!channel&gt; ∗now∗');
    expect(words).not.toContain('<!channel>');
  });

  it('says by whom it was merged, as which commit, or that it was closed', () => {
    const merged = {
      status: 'merged',
      mergedBy: 'arn:aws:sts::1:assumed-role/Dev/ada',
      mergeCommit: 'd'.repeat(40),
    } as const;

    expect(card({ ...merged, updatedAt: TEN })).toMatch(/Merged by ada as <[^|]*\|ddddddd>, <!date\^1772445600/);
    expect(card({ status: 'closed' })).toContain('closed without a merge');
  });

  it('shows the phase of a test in progress, and no Logs button yet', () => {
    const words = card({}, test({ phases: [{ name: 'PRE_BUILD', startedAt: NINE }] }));

    expect(words).toContain('*penguins-pull-request* :hourglass_flowing_sand: in progress');
    expect(words).toContain('Phase *Pre-build*');
    expect(words).not.toContain('build_log');
  });

  it('counts the tests of one that passed', () => {
    const results = { passed: 22, failed: 0, skipped: 1, failing: [] };

    const words = card({}, test({ status: 'Succeeded', endedAt: TEN }, { results }));

    expect(words).toContain('Tests: 22 passed, 0 failed, 1 skipped');
    expect(words).toContain('Tested in 1 h');
    expect(words).not.toContain('build_log');
  });

  it('names the failing tests, offers the log, and says so in the notification', () => {
    const results = { passed: 1, failed: 1, skipped: 0, failing: ['test_flippers'] };

    const words = card({}, test(failed, { results, lines: ['AssertionError'] }));

    expect(words).toContain(':x: failed in Build');
    expect(words).toContain('`test_flippers`');
    expect(words).toContain('"action_id":"build_log"');
    expect(words).toContain('open, its test failed: Use flipper length');
    expect(words).not.toContain('AssertionError');
  });

  it('ends in the last lines of the log where no test failed', () => {
    const lines = ['one', 'two', 'three', 'four', 'five', 'ImportError: no module `x`'];

    const words = card({}, test(failed, { lines }));

    expect(words).toContain('`ImportError: no module ʼxʼ`');
    expect(words).toContain('`two`');
    expect(words).not.toContain('`one`');
  });

  it('keeps within what Slack takes, however much there is to say', () => {
    const long = '🐧<&>'.repeat(2_000);
    const results = { passed: 0, failed: 99, skipped: 0, failing: Array(10).fill(long) };
    const tests = Array.from({ length: 30 }, (_, index) =>
      index % 2
        ? test({ ...failed, project: `p${index}` }, { results })
        : test({ ...failed, project: `p${index}` }, { lines: Array(20).fill(long) }),
    );

    const { blocks } = pullRequestCard({
      request: { ...REQUEST, title: long, author: long, source: long, destination: long },
      policy: aRepository(),
      tests,
      console: CONSOLE,
    });

    expect(blocks.length).toBeLessThanOrEqual(50);
    const texts = blocks.flatMap((block) => (block.type === 'section' ? (block.text?.text ?? '') : []));
    expect(Math.max(...texts.map(({ length }) => length))).toBeLessThanOrEqual(3_000);
  });
});
