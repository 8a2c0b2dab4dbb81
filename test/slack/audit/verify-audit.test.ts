import { validateBlocks } from '../../../infra/local/slack/block-kit/validate';
import { anchorToken } from '../../../src/domain/audit/anchors';
import { givenAnchors, heldAnchors } from '../../../src/domain/audit/held-anchors';
import { verifyAudit as verifyAuditUseCase } from '../../../src/domain/audit/verify-audit';
import type { AnchorSource } from '../../../src/domain/ports/anchor-source';
import type { StoredLink } from '../../../src/domain/ports/audit-log';
import type { Release } from '../../../src/domain/releases/release';
import { verifyAudit } from '../../../src/slack/audit/verify-audit';
import { readArguments } from '../../../src/slack/command-arguments';
import { aChain, anchorOf, link, linksOf, stored } from '../../support/builders/chains';
import { aRelease } from '../../support/builders/facts';
import { aPolicy } from '../../support/builders/policies';
import { ada, cem, useCaseBench } from '../../support/use-case-bench';

const CHAIN = aChain(9);
const VERB = {
  name: 'audit',
  usage: '',
  options: { anchor: { type: 'string', multiple: true, does: '' } },
} as const;

interface Answer {
  text: string;
  blocks: never[];
  replace_original?: boolean;
}

const UNREAD = heldAnchors('a bucket', async () => ({
  ...{ anchors: [], untold: ['The bucket nope is not there, so its anchors were not read.'], isUnread: true },
}));

function setup(chains: Record<string, StoredLink[]>, sources: AnchorSource[] = [], known: Release[] = []) {
  const bench = useCaseBench(aPolicy({ roles: { viewer: ['U0ADA'], operator: [], approver: [], admin: [] } }));
  const audit = {
    after: (chain: string, place: number | string, limit: number) =>
      stored(chains[chain] ?? []).after(chain, place, limit),
  };
  const now = () => new Date(Date.UTC(2026, 2, 2, 9, 20));
  const run = verifyAudit({
    ...{ ...bench, ...bench.useCases },
    verifyAudit: verifyAuditUseCase({
      ...{ audit, anchorSources: () => sources, now },
      releases: { newest: async (pipeline) => known.filter((release) => release.pipeline === pipeline) },
    }),
  });
  return async (words: string[] = [], caller = ada) => {
    const said: Answer[] = [];
    const respond = async (answer: Answer) => void said.push(answer);
    await run({ respond, caller, args: readArguments(['verify', ...words], VERB) } as never);
    const [, answer] = said;
    if (!answer) throw new Error('there was no second answer');
    expect(validateBlocks(answer.blocks, 'message')).toEqual([]);
    const [first]: { text?: { text?: string } }[] = Object(answer.blocks);
    return { said, heading: first?.text?.text, words: JSON.stringify(answer.blocks), text: answer.text };
  };
}

describe('audit verify', () => {
  it('says at once that it has begun, and then in place of that what it found', async () => {
    const verify = setup({ 'pipeline:penguins': linksOf(CHAIN) }, [givenAnchors([anchorOf(CHAIN[6] as never)])]);

    const { said, words, text } = await verify();

    expect(said.map(({ text: one, replace_original }) => [one, replace_original])).toEqual([
      ['Verifying the record…', undefined],
      [text, true],
    ]);
    expect(text).toBe('The record is whole: 1 chain');
    expect(words).toContain('pipeline:penguins: whole, 9 records, proven up to record 7 by the anchors given by hand');
    expect(words).toContain('Nothing is on record in project:penguins-build, workspace.');
    expect(words).toContain('pipeline:penguins: Nothing newer than the anchor of record 7 can be proven.');
  });

  it('tells the broken chain first, with its first broken record first', async () => {
    const broken = [...linksOf(CHAIN).toSpliced(3, 2), link({ ...CHAIN[3], target: '<!channel>' }, 4)];
    const verify = setup({ workspace: linksOf(aChain(2, 'workspace')), 'pipeline:penguins': broken });

    const { words, text } = await verify();

    expect(text).toBe('The record is broken: 1 of 3 chains');
    expect(words).toMatch(/BROKEN, 8 records\*\\n• First: Record 4 was altered: .*\\n• Record 5 is missing\./);
    expect(words.indexOf('BROKEN')).toBeLessThan(words.indexOf('workspace: whole, 2 records'));
  });

  it('has a tick only where anchors speak for every chain that there is', async () => {
    const anchor = givenAnchors([anchorOf(CHAIN[8] as never)]);
    const two = { 'pipeline:penguins': linksOf(CHAIN), workspace: linksOf(aChain(2, 'workspace')) };
    const one = { 'pipeline:penguins': linksOf(CHAIN) };

    const headings = await Promise.all(
      [
        ...[setup(one, [anchor]), setup(two, [anchor]), setup(two), setup({})],
        ...[setup(one, [anchor, UNREAD]), setup({}, [UNREAD])],
      ].map(async (verify) => (await verify()).heading),
    );

    expect(headings).toEqual([
      ':white_check_mark: The record is whole: 1 chain',
      ':information_source: The record is whole in itself: 2 chains, 1 of them compared with no anchor',
      ':information_source: The record is whole in itself: 2 chains, compared with no anchor',
      ':information_source: Nothing is on record in 3 chains',
      ':warning: The record is whole in itself: 1 chain, but not every anchor could be read',
      ':warning: Nothing is on record, but not every anchor could be read',
    ]);
  });

  it('says which anchors could not be read', async () => {
    const { words } = await setup({ 'pipeline:penguins': linksOf(CHAIN) }, [UNREAD])();

    expect(words).toContain('The bucket nope is not there, so its anchors were not read.');
  });

  it('misses the record of a pipeline whose releases were approved in Slack', async () => {
    const by = { id: 'U0ADA', name: 'Ada', team: 'T0LOCAL' };
    const { heading, words } = await setup({}, [], [aRelease({ approvedBy: [{ by, at: new Date() }] })])();

    expect(heading).toBe(':octagonal_sign: The record is broken: 1 of 3 chains');
    expect(words).toContain(
      'The whole record was removed: 1.4.0, released 2026-03-02T08:30:00.000Z, was approved in Slack by U0ADA, which was put on record then.',
    );
  });

  it('tells a pipeline that has releases and no record as suspicious, though nobody approved them in Slack', async () => {
    const { heading, words } = await setup({}, [], [aRelease()])();

    expect(heading).toBe(':warning: Nothing is on record in 3 chains');
    expect(words).toContain(
      ':warning: *pipeline:penguins*: Releases of it are on record all the same, the newest 1.4.0',
    );
  });

  it('compares with an anchor that was kept outside, and gives the next one', async () => {
    const verify = setup({ 'pipeline:penguins': linksOf(CHAIN) });
    const token = anchorToken(anchorOf(CHAIN[8] as never));

    const whole = await verify(['penguins', '--anchor', token]);
    const other = await verify(['penguins', '--anchor', token.replace(/.$/, (end) => (end === '0' ? '1' : '0'))]);

    expect(whole.words).toContain('proven up to record 9 by the anchors given by hand');
    expect(whole.words).toContain(`--anchor: \`${token}\``);
    expect(other.text).toBe('The record is broken: 1 of 1 chain');
    expect(other.words).toContain('Records 1 to 9 were written anew');
  });

  it.each([
    ['an anchor that is none', ['--anchor', 'penguins@9'], /An anchor reads pipeline:penguins@812:/],
    [
      'an anchor of another chain',
      ['--anchor', `pipeline:puffins@9:${'0'.repeat(64)}`],
      /is of pipeline:puffins, which is not/,
    ],
    ['a pipeline that is not there', ['puffinss'], /There is no pipeline/],
    ['a word too many', ['penguins', 'now'], /one word too many/],
  ])('answers %s with a sentence', async (_what, words, sentence) => {
    await expect(setup({})(words)).rejects.toMatchObject({ userMessage: expect.stringMatching(sentence) });
  });

  it('shows nobody a chain that they may not see', async () => {
    const verify = setup({ 'pipeline:penguins': linksOf(CHAIN), workspace: linksOf(aChain(2, 'workspace')) });

    const { words } = await verify([], cem);

    expect(words).toContain('workspace: whole');
    expect(words).not.toContain('penguins');
    await expect(verify(['penguins'], cem)).rejects.toMatchObject({ code: 'not_allowed' });
  });

  it('stays within what Slack shows, however much is wrong and however much is unknown', async () => {
    const broken = linksOf(aChain(120)).filter((_, index) => index % 2 === 0);
    const untold = Array.from({ length: 60 }, (_, index) => `Something ${index} could not be read. ${'x'.repeat(300)}`);
    const verify = setup({ 'pipeline:penguins': broken }, [
      heldAnchors('a bucket', async () => ({ anchors: [], untold })),
    ]);

    expect((await verify()).words).toContain('more findings behind these');
  });
});
