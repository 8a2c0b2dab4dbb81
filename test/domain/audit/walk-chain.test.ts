import { newestLink, placeBefore } from '../../../src/domain/audit/find-place';
import { type Walk, walkChain } from '../../../src/domain/audit/walk-chain';
import type { StoredLink } from '../../../src/domain/ports/audit-log';
import { aChain, link, linksOf, PENGUINS, stored } from '../../support/builders/chains';

/** Record 1 is of nine o'clock, and each of the next ones of a minute later. */
const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 9, minute));
const BEGINNING = at(-1);

describe('a place in a chain', () => {
  it.each([0, 1, 2, 3, 4, 7, 8, 9])(
    'is found by its time in a chain of %s records, and its newest record',
    async (length) => {
      const audit = stored(linksOf(aChain(length)));
      const moments = Array.from({ length: length + 2 }, (_, minute) => minute - 1);

      const places = await Promise.all(moments.map((minute) => placeBefore(audit, PENGUINS, at(minute))));
      const between = await placeBefore(audit, PENGUINS, new Date(at(2).getTime() - 1));

      expect(places).toEqual(moments.map((minute) => Math.max(0, Math.min(length, minute))));
      expect(between).toBe(Math.min(length, 2));
      expect((await newestLink(audit, PENGUINS))?.content.sequence).toBe(length || undefined);
    },
  );

  it('is found by few queries of one record each', async () => {
    const asked: number[] = [];
    const { after } = stored(linksOf(aChain(300)));
    const audit = {
      after: (...args: Parameters<typeof after>) => {
        asked.push(args[2]);
        return after(...args);
      },
    };

    expect(await placeBefore(audit, PENGUINS, at(211))).toBe(211);
    expect(asked.length).toBeLessThan(20);
    expect(new Set(asked)).toEqual(new Set([1]));
  });

  it('is looked for no further than to a record whose time cannot be read', async () => {
    const links = linksOf(aChain(3)).map((one, index) =>
      index === 1 ? { ...one, content: { ...one.content, at: 'soon' } } : one,
    );

    expect(await placeBefore(stored(links), PENGUINS, at(9))).toBe(1);
  });
});

describe('a walk along a chain', () => {
  async function walked(links: readonly StoredLink[], rest: Partial<Walk> = {}) {
    const visited: number[] = [];
    const walk = { chain: PENGUINS, from: BEGINNING, limit: 1_000, ...rest };
    const stretch = await walkChain(stored(links), walk, ({ sequence }) => visited.push(sequence));
    return { visited, ...stretch };
  }
  const whole = aChain(9);
  /** The chain with something else in the place of one record. */
  const with5 = (change: object) =>
    linksOf(whole).map((one, index) => (index === 4 ? { ...one, content: { ...one.content, ...change } } : one));

  it.each<[string, Partial<Walk>, { visited: number[]; isCut?: boolean }]>([
    ['every record', {}, { visited: [1, 2, 3, 4, 5, 6, 7, 8, 9], isCut: false }],
    ['from a moment on', { from: at(6) }, { visited: [7, 8, 9], isCut: false }],
    ['up to a moment, which counts', { until: at(2) }, { visited: [1, 2, 3], isCut: false }],
    ['behind a place where it has been', { from: at(2), behind: 7 }, { visited: [8, 9], isCut: false }],
    ['from a moment behind that place', { from: at(7), behind: 3 }, { visited: [8, 9], isCut: false }],
    ['no more than it may', { limit: 4 }, { visited: [1, 2, 3, 4], isCut: true }],
    [
      'as many as it may, with nothing behind them',
      { limit: 9 },
      { visited: [1, 2, 3, 4, 5, 6, 7, 8, 9], isCut: false },
    ],
    ['nothing behind the end', { from: at(9) }, { visited: [] }],
    ['nothing before its beginning', { until: at(-1) }, { visited: [] }],
  ])('visits %s', async (_what, rest, { visited, isCut }) => {
    const told = await walked(linksOf(whole), rest);

    expect(told).toEqual(
      visited.length > 0
        ? { visited, first: visited[0], last: visited.at(-1), count: visited.length, broken: [], isCut }
        : { visited },
    );
  });

  it('goes on over more than is read at once', async () => {
    expect(await walked(linksOf(aChain(250)))).toMatchObject({
      first: 1,
      last: 250,
      count: 250,
      broken: [],
      isCut: false,
    });
  });

  it.each<[string, StoredLink[], string[]]>([
    [
      'a record that names another one before it',
      with5({ previousHash: 'f'.repeat(64) }),
      [
        'Record 5 was altered: its content does not give its hash.',
        'Record 5 does not name the hash of the record before it.',
      ],
    ],
    [
      'a first record that names one before it',
      [link({ ...whole[0], previousHash: 'f'.repeat(64) }, 1)],
      [
        'Record 1 was altered: its content does not give its hash.',
        'Record 1 does not name the hash of the record before it.',
      ],
    ],
    [
      'records that are gone, for which their neighbours are not blamed',
      linksOf(whole).toSpliced(3, 2),
      ['Between record 3 and record 6 records are missing.'],
    ],
    ['nothing of the beginning, which may have been removed', linksOf(whole).slice(3), []],
  ])('tells of %s', async (_what, links, broken) => {
    expect((await walked(links)).broken).toEqual(broken);
  });

  it('does not visit a record of another chain', async () => {
    expect((await walked(with5({ chain: 'workspace' }))).visited).toEqual([1, 2, 3, 4, 6, 7, 8, 9]);
  });

  it('keeps twenty sentences at most of what does not fit', async () => {
    const altered = linksOf(aChain(30)).map((one) => ({ ...one, content: { ...one.content, target: 'other' } }));

    expect((await walked(altered)).broken).toHaveLength(20);
    expect((await walked([...altered, link({}, '~')])).broken).toHaveLength(20);
  });
});
