import { retain } from '../../scripts/audit/retain';
import { type RetainChainDeps, retainChain } from '../../scripts/audit/retain-chain';
import { hashOf, sealRecord } from '../../src/domain/audit/audit-chain';
import { givenAnchors, heldAnchors } from '../../src/domain/audit/held-anchors';
import { proofInWords } from '../../src/domain/audit/proof-in-words';
import { verifyChain } from '../../src/domain/audit/verify-chain';
import type { StoredLink } from '../../src/domain/ports/audit-log';
import { aChain, anchorOf, link, linksOf, PENGUINS, stored } from '../support/builders/chains';

const ACTOR = { id: 'arn:aws:iam::123456789012:user/grace', name: 'grace', team: 'aws' };
const NOW = new Date(Date.UTC(2026, 2, 3));
/** Records are a minute apart from nine o'clock on: this is the time of record 6. */
const UNTIL = new Date(Date.UTC(2026, 2, 2, 9, 5));
const KEEP = { keep: '15h', until: UNTIL };

describe('retention', () => {
  it('removes what is older, oldest first, and leaves a checkpoint that the rest is verified from', async () => {
    const table = setup(linksOf(aChain(9)));

    expect(await table.retain()).toEqual({ removed: { from: 1, to: 5 } });

    expect(table.removed()).toEqual([1, 2, 3, 4, 5]);
    expect(await table.verify()).toMatchObject({
      findings: [],
      notes: [
        `Records 1 to 5, older than 2026-03-02 09:05 UTC, were removed by ${ACTOR.id} on 2026-03-03 00:00 UTC; record 10 says so.`,
      ],
    });
  });

  it.each(['1m', '36h', '1d12h', '0d', 'long', ''])('is no matter of hours: --keep %j is refused', async (keep) => {
    const asked = retain.run(['penguins', '--keep', keep], { variables: {}, say: () => undefined });

    await expect(asked).rejects.toThrow(/Write days, --keep 730d, or weeks, --keep 104w/);
  });

  it('only says what it would remove unless it is meant', async () => {
    const table = setup(linksOf(aChain(9)));

    expect(await table.retain({ isMeant: false })).toEqual({ removed: { from: 1, to: 5 } });

    expect([table.removed(), table.links().length]).toEqual([[], 9]);
  });

  it('goes on where it was cut off, with the checkpoint that is there, and the chain is whole in between', async () => {
    const table = setup(linksOf(aChain(9)));
    table.dieAfter(3);

    await expect(table.retain()).rejects.toThrow('killed');
    const between = await table.verify();
    table.dieAfter(Number.POSITIVE_INFINITY);
    await table.retain();

    expect(between).toMatchObject({ findings: [], notes: [expect.stringMatching(/^Records 1 to 3, /)] });
    expect(table.removed()).toEqual([1, 2, 3, 4, 5]);
    expect(table.links().filter(({ content }) => content.action === 'audit.checkpoint')).toHaveLength(1);
    expect((await table.verify()).notes).toEqual([expect.stringMatching(/^Records 1 to 5, /)]);
  });

  it('never removes the newest record, and nothing of what is young', async () => {
    const old = setup(linksOf(aChain(4)));
    const young = setup(linksOf(aChain(4)).slice(0, 1));

    expect(await old.retain()).toEqual({ removed: { from: 1, to: 3 } });
    expect(await young.retain()).toEqual({});
    expect(await setup([]).retain()).toEqual({});
  });

  it('removes nothing from a chain that is broken, and says what is wrong', async () => {
    const [first, ...rest] = aChain(9);
    const table = setup([link({ ...first, target: 'x' }, 1), ...linksOf(rest)]);

    expect(await table.retain()).toEqual({
      refused: expect.stringMatching(/^the chain is broken\. Record 1 was altered/),
    });
    expect(table.removed()).toEqual([]);
  });

  it.each([[true], [false]])(
    'refuses while anchors that are named cannot be read, meant or not (%s)',
    async (isMeant) => {
      const unread = heldAnchors('a bucket', async () => ({
        ...{ anchors: [], untold: ['The bucket nope is not there.'], isUnread: true },
      }));
      const table = setup(linksOf(aChain(9)), { sources: [unread] });

      expect(await table.retain({ isMeant, withoutAnchors: true })).toEqual({
        refused: 'anchors could not be read. The bucket nope is not there.',
      });
      expect(table.removed()).toEqual([]);
    },
  );

  it('removes what anchors prove, and the rest only where it is told to go on without', async () => {
    const chain = aChain(9);
    const table = setup(linksOf(chain));
    const short = setup(linksOf(chain), { sources: [givenAnchors([anchorOf(chain[3] as never)])] });
    const proven = setup(linksOf(chain), { sources: [givenAnchors([anchorOf(chain[4] as never)])] });

    const [bare, tooShort, far] = await Promise.all(
      [table, short, proven].map((one) => one.retain({ withoutAnchors: false })),
    );

    expect(bare?.refused).toMatch(
      /^the chain was compared with no anchor: name a bucket .* give --anchor, or go on with --without-anchors\.$/,
    );
    expect(tooShort?.refused).toMatch(/^the anchors prove no more than record 4, and record 5 is old as well/);
    expect(far).toEqual({ removed: { from: 1, to: 5 } });
    expect([table.removed(), short.removed()]).toEqual([[], []]);
  });

  it('keeps what it removes as lines whose hashes anybody can make anew, before it removes anything', async () => {
    const lines: string[] = [];
    const table = setup(linksOf(aChain(9)), {
      archive: (line) => void lines.push(`${table.removed().length} ${line}`),
    });

    await table.retain();

    const records = lines.map((line) => JSON.parse(line.slice(2)));
    expect(lines.every((line) => line.startsWith('0 '))).toBe(true);
    expect(records.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5]);
    for (const { hash, ...rest } of records) expect(hashOf(rest)).toBe(hash);
  });

  it('removes thousands page by page', async () => {
    const chain = aChain(1_300);
    const table = setup(linksOf(chain));

    await table.retain({ until: new Date(Date.UTC(2026, 3, 1)) });

    expect(table.links().map(({ place }) => Number(place))).toEqual([1_300, 1_301]);
    expect((await table.verify([anchorOf(chain[1_299] as never)])).findings).toEqual([]);
  });
});

function setup(links: StoredLink[], rest: Partial<RetainChainDeps> = {}) {
  const [all, removed] = [[...links], [] as number[]];
  let life = Number.POSITIVE_INFINITY;
  const audit: RetainChainDeps['audit'] = {
    after: (...args) => stored(all).after(...args),
    async append(entry) {
      const record = sealRecord(all.at(-1)?.content as never, entry);
      all.push(link(record, record.sequence));
      return record;
    },
  };
  const deps: RetainChainDeps = {
    ...{ audit, sources: [], actor: ACTOR, now: () => NOW, ...rest },
    async remove({ sequence, hash }) {
      if (life-- <= 0) throw new Error('killed');
      const at = all.findIndex(({ content }) => content.sequence === sequence && content.hash === hash);
      all.splice(at, 1);
      removed.push(sequence);
    },
  };
  return {
    removed: () => removed,
    links: () => all,
    dieAfter(deletions: number) {
      life = deletions;
    },
    retain: ({ isMeant = true, until = UNTIL, withoutAnchors = true } = {}) =>
      retainChain(deps, PENGUINS, { ...KEEP, until }, { isMeant, withoutAnchors }),
    verify: async (anchors: ReturnType<typeof anchorOf>[] = []) =>
      proofInWords(await verifyChain({ audit, sources: [givenAnchors(anchors)], now: () => NOW }, PENGUINS)),
  };
}
