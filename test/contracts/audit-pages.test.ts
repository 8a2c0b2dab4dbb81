import type { AuditQuery } from '../../src/domain/ports/audit-log';
import { ADA, anEntry } from '../support/builders/facts';
import { onEachStore } from './on-each-store';

const BEA = { id: 'U0BEA', name: 'Bea', team: 'T1' };
const PENGUINS = 'pipeline:penguins';
const PUFFINS = 'pipeline:puffins';
const EVERYTHING = [PENGUINS, PUFFINS];

/** Days and hours of March 2026: `on(2, 9)` is the second, at nine. */
const on = (day: number, hour = 9, minute = 0): Date => new Date(Date.UTC(2026, 2, day, hour, minute));

/** What is asked, and the targets that it finds, of the records `a` to `g` below. */
const QUERIES: [what: string, query: Omit<AuditQuery, 'limit'>, targets: string][] = [
  ['one chain', { chains: [PENGUINS] }, 'gfdba'],
  ['several chains', { chains: EVERYTHING }, 'gfedcba'],
  ['no chain at all', { chains: [] }, ''],
  ['a chain that has not begun', { chains: ['workspace'] }, ''],
  ['a person', { actor: ADA.id }, 'gfeca'],
  ['a person nobody knows', { actor: 'U0NOBODY' }, ''],
  ['an action', { action: 'pipeline.deploy' }, 'geb'],
  ['a person and a chain', { actor: ADA.id, chains: [PENGUINS] }, 'gfa'],
  ['a person and an action', { actor: ADA.id, action: 'pipeline.deploy' }, 'ge'],
  ['an action and a chain', { action: 'pipeline.deploy', chains: [PENGUINS] }, 'gb'],
  ['a day', { chains: EVERYTHING, from: on(2, 0), to: on(3, 0) }, 'dc'],
  ['a day of one chain', { chains: [PENGUINS], from: on(1, 0), to: on(2, 0) }, 'ba'],
  ['a day of a person', { actor: ADA.id, from: on(2, 0), to: on(3, 0) }, 'c'],
  ['what one chain has since then, inclusive', { chains: [PENGUINS], from: on(2, 10) }, 'gfd'],
  ['what all chains have since then', { chains: EVERYTHING, from: on(2, 10) }, 'gfed'],
  ['what a person has done since then', { actor: ADA.id, from: on(3, 9) }, 'gf'],
  ['what was before a moment, exclusive', { chains: EVERYTHING, to: on(3, 8) }, 'dcba'],
  ['a time in which nothing was', { chains: EVERYTHING, from: on(2, 11), to: on(2, 12) }, ''],
];

onEachStore('AuditLog, page by page', (stores) => {
  /** Targets tell the records apart. */
  async function wrote(...entries: Parameters<typeof anEntry>[0][]): Promise<void> {
    for (const entry of entries) await stores().audit.append(anEntry(entry));
  }

  /** The targets of every page, until there is no further one. */
  async function pages(query: AuditQuery): Promise<string[][]> {
    const { records, next } = await stores().audit.list(query);
    const targets = records.map(({ target }) => target);
    return next === undefined ? [targets] : [targets, ...(await pages({ ...query, before: next }))];
  }

  const all = async (query: Omit<AuditQuery, 'limit'>): Promise<string[]> =>
    (await pages({ ...query, limit: 3 })).flat();

  beforeEach(async () => {
    const { clock } = stores();
    clock.advance(on(3, 12).getTime() - clock.now().getTime());
  });

  it('gives back whole records, as they were sealed', async () => {
    const { audit } = stores();
    const record = await audit.append(
      anEntry({ evidence: { metrics: { f1: '0.9' } }, channel: 'C1', correlationId: 'c' }),
    );

    for (const query of [
      { chains: [PENGUINS] },
      { chains: EVERYTHING },
      { actor: ADA.id },
      { action: record.action },
    ]) {
      expect(await audit.list({ ...query, limit: 5 })).toEqual({ records: [record] });
    }
  });

  describe('over two chains, two people and two actions', () => {
    beforeEach(() =>
      wrote(
        { target: 'a', at: on(1, 9), actor: ADA },
        { target: 'b', at: on(1, 23, 59), actor: BEA, action: 'pipeline.deploy' },
        { target: 'c', at: on(2, 0), actor: ADA, chain: PUFFINS },
        { target: 'd', at: on(2, 10), actor: BEA },
        { target: 'e', at: on(3, 8), actor: ADA, action: 'pipeline.deploy', chain: PUFFINS },
        { target: 'f', at: on(3, 9), actor: ADA },
        { target: 'g', at: on(3, 10), actor: ADA, action: 'pipeline.deploy' },
      ),
    );

    it('finds what is asked, newest first and each record once, over its pages', async () => {
      const found: Record<string, string> = {};
      for (const [what, query] of QUERIES) found[what] = (await all(query)).join('');

      expect(found).toEqual(Object.fromEntries(QUERIES.map(([what, , targets]) => [what, targets])));
    });

    it('says that there is more only where there is', async () => {
      const { audit } = stores();
      for (const query of [{ chains: [PENGUINS] }, { actor: ADA.id }]) {
        expect(await audit.list({ ...query, limit: 5 })).not.toHaveProperty('next');
        expect((await audit.list({ ...query, limit: 4 })).next).toEqual(expect.any(String));
      }
    });
  });

  it('goes back over days on which nothing was, to where the chains begin', async () => {
    await wrote({ target: 'old', at: new Date('2026-01-20T09:00:00Z') }, { target: 'new', at: on(3, 9) });

    const found = await pages({ chains: EVERYTHING, limit: 2 });

    expect(found.flat()).toEqual(['new', 'old']);
    expect(found.length).toBeLessThan(4);
  });

  it('passes over what others did, in pages that end', async () => {
    await wrote({ target: 'rare', at: on(1), chain: PUFFINS });
    for (let minute = 0; minute < 102; minute++) await wrote({ target: 'other', at: on(2, 9, minute) });

    const found = await pages({ actor: ADA.id, chains: [PUFFINS], limit: 2 });

    expect(found.flat()).toEqual(['rare']);
  });

  it('tells apart what happened in the same moment', async () => {
    await wrote(...['a', 'b', 'c', 'd', 'e'].map((target) => ({ target, at: on(1) })));

    for (const query of [{ chains: [PENGUINS] }, { actor: ADA.id }, { chains: EVERYTHING }]) {
      expect(await all(query)).toEqual(['e', 'd', 'c', 'b', 'a']);
    }
  });
});
