import type { TableBlock } from '@slack/web-api';
import { readArguments } from '../../src/slack/command-arguments';
import { releasesCommand } from '../../src/slack/releases/releases-command';
import { ADA, aRelease } from '../support/builders/facts';
import { aPolicy } from '../support/builders/policies';
import { unsentPictures } from '../support/unsent-pictures';
import { ada, type UseCaseBench, useCaseBench } from '../support/use-case-bench';

describe('the releases command', () => {
  let bench: UseCaseBench;
  beforeEach(() => {
    bench = useCaseBench(aPolicy({ roles: { viewer: 'everyone', operator: 'everyone', approver: [], admin: [] } }));
  });

  async function typed(...words: string[]): Promise<{ text: string; blocks: { type: string }[] }> {
    const pictures = await unsentPictures();
    const verb = releasesCommand({ ...bench, ...bench.ports, ...bench.useCases, pictures });
    const said: unknown[] = [];
    const respond = async (answer: unknown) => void said.push(answer);
    await verb.run({ respond, caller: ada, args: readArguments(words, verb) } as never);
    return said[0] as { text: string; blocks: { type: string }[] };
  }

  /** Rows of the table, of what can be read without a time zone. */
  async function table(...words: string[]): Promise<string[][]> {
    const { blocks } = await typed('penguins', ...words);
    const found = blocks.find((block): block is TableBlock => block.type === 'table');
    return (found?.rows ?? []).map((row) => row.flatMap((cell) => (cell.type === 'raw_text' ? cell.text : [])));
  }

  const hour = (hours: number) => new Date(Date.UTC(2026, 2, 2, hours));
  async function onRecord(...releases: Partial<Parameters<typeof aRelease>[0]>[]): Promise<void> {
    for (const [index, rest] of releases.entries()) {
      const release = aRelease({ executionId: `e${index}`, releasedAt: hour(index), metrics: {}, ...rest });
      await bench.releases.update('penguins', release.executionId, () => release);
    }
    await bench.releases.updateProduction('penguins', () => ({
      ...{ pipeline: 'penguins', stage: 'Deploy', foundAt: hour(0), servesId: 'e0' },
    }));
  }

  it('says that nothing was released, and knows of no page behind the last', async () => {
    expect(JSON.stringify(await typed('penguins'))).toContain('Nothing has been released yet.');
    await onRecord({});
    expect(JSON.stringify(await typed('penguins', '--page', '2'))).toContain('There are only 1 pages.');
  });

  it('shows releases and rollbacks newest first, with what was said of them and who let them in', async () => {
    const bea = { by: { id: 'U0BEA', name: 'Bea', team: 'T0LOCAL' }, at: hour(1) };
    await onRecord(
      { model: { version: '1.3.0' }, approvedBy: [bea, { by: ADA, at: hour(1) }], metrics: { accuracy: '0.91' } },
      { model: { version: '1.4.0' }, mark: { as: 'bad', by: ADA, at: hour(2), reason: 'drift' } },
      { model: { version: '1.3.0' }, rollback: { how: 'stage', targetId: 'e0' } },
    );

    expect(await table()).toEqual([
      ['Release', 'Released', 'accuracy', 'Commit', 'Approved by', 'Marked'],
      ['rollback to 1.3.0', '—', 'c0ffee0', '—', '—'],
      ['1.4.0, bad', '—', 'c0ffee0', '—', 'bad, Ada: drift'],
      ['1.3.0, in production', '0.91', 'c0ffee0', 'Bea, Ada', '—'],
    ]);
  });

  it('has no column for what nobody has said', async () => {
    await onRecord({});

    expect((await table())[0]).toEqual(['Release', 'Released', 'Commit']);
  });

  it('names what a rollback went back to by its execution where that is not on record', async () => {
    await onRecord({ rollback: { how: 'revision', targetId: '0123456789' }, model: {} });

    expect((await table())[1]?.[0]).toBe('rollback to 01234567, in production');
  });

  it('comes page by page', async () => {
    await onRecord(...Array.from({ length: 12 }, (_, index) => ({ model: { version: `1.${index}` } })));

    expect((await table('--page', '2')).map(([name]) => name)).toEqual(['Release', '1.1', '1.0, in production']);
  });

  it('has no chart where a metric is not known, or with a later page, and then no table either', async () => {
    await onRecord({ metrics: { accuracy: '0.9' } }, { metrics: { accuracy: '0.9' } });

    await expect(typed('penguins', '--metric', 'acuracy')).rejects.toMatchObject({
      userMessage: expect.stringMatching(/Did you mean accuracy\?/),
    });
    await expect(typed('penguins', '--metric', 'accuracy', '--page', '2')).rejects.toMatchObject({
      userMessage: expect.stringMatching(/first page/),
    });
  });

  it('marks a release, wherever the option stands, and says so', async () => {
    await onRecord({ model: { version: '1.3.0' } });

    const { text } = await typed('--mark', 'bad', 'penguins', '1.3.0', 'drift', '<!channel>');

    expect(text).toBe('Marked `1.3.0` of *penguins* as bad: drift &lt;!channel&gt;');
    expect((await bench.releases.get('penguins', 'e0'))?.mark).toMatchObject({ as: 'bad', reason: 'drift <!channel>' });
    await typed('penguins', '1.3.0', 'it was the data', '--mark=good');
    expect((await bench.releases.get('penguins', 'e0'))?.mark?.as).toBe('good');
  });

  it.each([
    ['another word than bad or good', ['penguins', '--mark', 'ugly', '1.3.0', 'x'], /bad or good/],
    ['no release', ['penguins', '--mark', 'bad'], /^Which release\?/],
    ['no reason', ['penguins', '--mark', 'bad', '1.3.0'], /say why/],
    ['a release that nobody knows', ['penguins', '--mark', 'bad', '9', 'x'], /no release “9”\. The newest are 1\.4\.0/],
  ])('marks nothing where there is %s', async (_what, words, sentence) => {
    await onRecord({});

    await expect(typed(...words)).rejects.toMatchObject({ userMessage: expect.stringMatching(sentence) });
    expect((await bench.releases.get('penguins', 'e0'))?.mark).toBeUndefined();
  });
});
