import fc from 'fast-check';
import { commitsBetween } from '../../../src/domain/approvals/commits-between';
import type { CommitDetails } from '../../../src/domain/ports/repositories';

const HOUR_MS = 3_600_000;

/** `[name, parents, minutes]`, parents separated by blanks. */
type Drawn = [string, string, number];

const history = (...drawn: Drawn[]): Map<string, CommitDetails> =>
  new Map(
    drawn.map(([commitId, parents, minutes]) => [
      commitId,
      aCommit(
        commitId,
        parents.split(' ').filter((name) => name !== ''),
        minutes,
      ),
    ]),
  );

function aCommit(commitId: string, parents: string[], minutes: number): CommitDetails {
  const committedAt = new Date(Date.UTC(2026, 0, 1) + minutes * 60_000);
  const by = { authorName: 'Emma', authorEmail: 'emma@example.com', authoredAt: committedAt };
  return {
    ...{ commitId, message: commitId, parents, committedAt, ...by },
    ...{ committerName: 'Emma', committerEmail: by.authorEmail },
  };
}

/** One commit after the other, one a day unless it is said otherwise. */
const line = (length: number, minutes = 24 * 60): Drawn[] =>
  Array.from({ length }, (_, index) => [`c${index}`, index === 0 ? '' : `c${index - 1}`, index * minutes]);

/** Walks a history, counting what is read and in how many calls. */
async function walked(commits: ReadonlyMap<string, CommitDetails>, head: string, base?: string, cap?: number) {
  const calls: string[][] = [];
  const found = await commitsBetween(
    async (ids) => {
      calls.push([...ids]);
      return ids.flatMap((id) => commits.get(id) ?? []);
    },
    { head, base },
    cap,
  );
  return { names: found?.commits.map(({ commitId }) => commitId), isCapped: found?.isCapped, calls };
}

describe('what lies between production and a release', () => {
  it('is every commit since production, newest first, for one call per generation', async () => {
    const { names, isCapped, calls } = await walked(history(...line(50)), 'c49', 'c45');

    expect(names).toEqual(['c49', 'c48', 'c47', 'c46']);
    expect(isCapped).toBe(false);
    expect(calls).toEqual([['c49', 'c45'], ['c48'], ['c47'], ['c46']]);
  });

  it('is newest first by when it was committed, whichever of two branches it is of', async () => {
    const merged: Drawn[] = [
      ['c0', '', 0],
      ['a1', 'c0', 10],
      ['b1', 'c0', 20],
      ['a2', 'a1', 30],
      ['b2', 'b1', 40],
    ];

    const forth = await walked(history(...merged, ['m', 'a2 b2', 50]), 'm', 'c0');
    const back = await walked(history(...merged, ['m', 'b2 a2', 50]), 'm', 'c0');

    for (const { names } of [forth, back]) expect(names).toEqual(['m', 'b2', 'a2', 'b1', 'a1']);
  });

  it('is nothing, and costs nothing, where production is of the same commit', async () => {
    expect(await walked(history(...line(3)), 'c2', 'c2')).toEqual({ names: [], isCapped: false, calls: [] });
  });

  it('is nothing where production is newer', async () => {
    expect(await walked(history(...line(9)), 'c2', 'c8')).toMatchObject({ names: [], isCapped: false });
  });

  it('is the whole history where nothing was released yet', async () => {
    expect(await walked(history(...line(3)), 'c2')).toMatchObject({ names: ['c2', 'c1', 'c0'], isCapped: false });
  });

  it.each<[string, Drawn[], string[]]>([
    [
      'a merged branch that began before production',
      [
        ['root', '', 0],
        ['one', 'root', 10],
        ['base', 'one', 30],
        ['side', 'root', 20],
        ['side2', 'side', 40],
        ['head', 'base side2', 50],
      ],
      ['head', 'side2', 'side'],
    ],
    [
      'a branch of which production had a part already',
      [
        ['root', '', 0],
        ['side', 'root', 10],
        ['base', 'root side', 20],
        ['side2', 'side', 30],
        ['head', 'base side2', 40],
      ],
      ['head', 'side2'],
    ],
    [
      'histories that have merged each other crosswise',
      [
        ['root', '', 0],
        ['left', 'root', 10],
        ['right', 'root', 11],
        ['base', 'left right', 20],
        ['twin', 'right left', 21],
        ['head', 'twin', 30],
      ],
      ['head', 'twin'],
    ],
    [
      'a release that was made beside production',
      [
        ['root', '', 0],
        ['base', 'root', 10],
        ['head', 'root', 20],
      ],
      ['head'],
    ],
    [
      'a history that has nothing in common with production',
      [
        ['base', '', 0],
        ['other', '', 5],
        ['head', 'other', 10],
      ],
      ['head', 'other'],
    ],
    [
      'commits of one and the same second',
      [
        ['root', '', 0],
        ['side', 'root', 0],
        ['base', 'side', 0],
        ['head', 'side base', 0],
      ],
      ['head'],
    ],
  ])('tells %s', async (_what, drawn, expected) => {
    expect(await walked(history(...drawn), 'head', 'base')).toMatchObject({ names: expected, isCapped: false });
  });

  it('tells whose a commit is that was dated after its child', async () => {
    const commits = history(
      ['root', '', 0],
      ['late', 'root', 28],
      ['three', 'late', 20],
      ['two', 'three', 22],
      ['base', 'two root', 40],
      ['head', 'late', 50],
    );

    expect(await walked(commits, 'head', 'base')).toMatchObject({ names: ['head'], isCapped: false });
  });

  it('says that there may be more where it has read as many as it may', async () => {
    const { names, isCapped, calls } = await walked(history(...line(200)), 'c199', 'c0');

    expect(isCapped).toBe(true);
    expect(names).toHaveLength(100);
    expect(calls).toHaveLength(100);
  });

  it('is the newer part of it, where it may not read all', async () => {
    const branches: Drawn[] = [
      ['old1', '', 10],
      ['new1', '', 80],
      ['old2', 'old1', 50],
      ['new2', 'new1', 90],
    ];

    const { names, isCapped } = await walked(history(...branches, ['m', 'old2 new2', 100]), 'm', undefined, 4);

    expect(names).toEqual(['m', 'new2', 'new1', 'old2']);
    expect(isCapped).toBe(true);
  });

  it('reads no more of production than it may, however many branches that has brought together', async () => {
    const roots = ['r1', 'r2', 'r3', 'r4', 'r5', 'r6'];
    const drawn: Drawn[] = roots.map((name, index) => [name, '', index]);

    const merged = history(...drawn, ['base', roots.join(' '), 50], ['own', '', 0], ['head', 'own', 60]);
    const { names, calls, isCapped } = await walked(merged, 'head', 'base', 3);

    expect(names).toEqual(['head', 'own']);
    expect(calls.flat().filter((name) => name === 'base' || roots.includes(name))).toHaveLength(3);
    expect(isCapped).toBe(true);
  });

  it('says so too where production’s commit is not in the repository any more', async () => {
    expect(await walked(history(...line(3)), 'c2', 'gone')).toMatchObject({
      names: ['c2', 'c1', 'c0'],
      isCapped: true,
    });
  });

  it('says so where a commit between cannot be read', async () => {
    const commits = history(...line(5));
    commits.delete('c2');

    expect(await walked(commits, 'c4', 'c0')).toMatchObject({ names: ['c4', 'c3'], isCapped: true });
  });

  it('is unknown where the release’s own commit is', async () => {
    expect((await walked(history(...line(3)), 'gone', 'c1')).names).toBeUndefined();
  });

  it('does not look at production’s whole history where a branch began just before it', async () => {
    const commits = history(...line(100), ['side', 'c97', 98 * 24 * 60 + 1], ['head', 'c99 side', 99 * 24 * 60 + 1]);

    const { names, calls } = await walked(commits, 'head', 'c99');

    expect(names).toEqual(['head', 'side']);
    expect(calls.flat().length).toBeLessThan(10);
  });

  it('takes no more calls than there are generations, however fast they followed one another', async () => {
    const { names, calls } = await walked(history(...line(90, 1)), 'c89', 'c85');

    expect(names).toHaveLength(4);
    expect(calls).toHaveLength(4);
  });

  it('does not take production’s history for the release’s own while it looks for where an old branch began', async () => {
    const commits = history(...line(300), ['side', 'c210', 211 * 24 * 60], ['head', 'c299 side', 300 * 24 * 60]);

    const { names, isCapped, calls } = await walked(commits, 'head', 'c299');

    expect({ names, isCapped }).toEqual({ names: ['head', 'side'], isCapped: false });
    expect(calls.flat().length).toBeLessThan(100);
  });
});

describe('what lies between any two commits of any history', () => {
  /** Parents are among the commits before; dates rise with them, and each clock may be wrong by so much. */
  const histories = (wrongByMs: number) =>
    fc
      .array(
        fc.record({
          parents: fc.array(fc.nat(), { maxLength: 3 }),
          laterMinutes: fc.integer({ min: 0, max: 90 }),
          wrongMs: fc.integer({ min: -wrongByMs / 2, max: wrongByMs / 2 }),
        }),
        { minLength: 2, maxLength: 40 },
      )
      .map((drawn) => {
        const commits = new Map<string, CommitDetails>();
        let minutes = 0;
        for (const [index, { parents, laterMinutes, wrongMs }] of drawn.entries()) {
          minutes += laterMinutes;
          const before = index === 0 ? [] : [...new Set(parents.map((parent) => `c${parent % index}`))];
          commits.set(`c${index}`, aCommit(`c${index}`, before, minutes + wrongMs / 60_000));
        }
        return commits;
      });
  const two = fc.tuple(fc.nat(), fc.nat());

  function reachable(commits: ReadonlyMap<string, CommitDetails>, from: string): Set<string> {
    const reached = new Set<string>();
    const waiting = [from];
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      if (reached.has(id)) continue;
      reached.add(id);
      waiting.push(...(commits.get(id)?.parents ?? []));
    }
    return reached;
  }

  /** What `git rev-list base..head` would list, and what was found. */
  async function compared(commits: ReadonlyMap<string, CommitDetails>, [one, other]: [number, number], cap?: number) {
    const [head, base] = [`c${one % commits.size}`, `c${other % commits.size}`];
    const ofBase = reachable(commits, base);
    const expected = [...reachable(commits, head)].filter((id) => !ofBase.has(id)).sort();
    const { names = [], isCapped } = await walked(commits, head, base, cap);
    return { expected, found: names.toSorted(), names, isCapped, ofBase };
  }

  it('is what git lists, also where clocks were wrong by up to half an hour', async () => {
    await fc.assert(
      fc.asyncProperty(histories(HOUR_MS), two, async (commits, ends) => {
        const { expected, found, isCapped } = await compared(commits, ends);

        expect({ found, isCapped }).toEqual({ found: expected, isCapped: false });
      }),
      { numRuns: 300 },
    );
  });

  it('never leaves one out unless it is capped, however little may be read and however wrong the clocks were', async () => {
    await fc.assert(
      fc.asyncProperty(histories(100 * HOUR_MS), two, fc.integer({ min: 1, max: 12 }), async (commits, ends, cap) => {
        const { expected, found, isCapped } = await compared(commits, ends, cap);

        if (!isCapped) expect(found).toEqual(expect.arrayContaining(expected));
      }),
      { numRuns: 300 },
    );
  });

  it('never counts one of production’s unless it is capped, however little may be read', async () => {
    await fc.assert(
      fc.asyncProperty(histories(HOUR_MS), two, fc.integer({ min: 1, max: 12 }), async (commits, ends, cap) => {
        const { found, isCapped, ofBase } = await compared(commits, ends, cap);

        if (!isCapped) expect(found.filter((id) => ofBase.has(id))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('is the same in whatever order the repository answers', async () => {
    await fc.assert(
      fc.asyncProperty(histories(HOUR_MS), two, async (commits, [one, other]) => {
        const ends = { head: `c${one % commits.size}`, base: `c${other % commits.size}` };
        const read = (ids: readonly string[]) => ids.flatMap((id) => commits.get(id) ?? []);

        const forth = await commitsBetween(async (ids) => read(ids), ends);
        const back = await commitsBetween(async (ids) => read(ids).reverse(), ends);

        expect(back).toEqual(forth);
      }),
    );
  });
});
