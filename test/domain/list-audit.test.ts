import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AUDIT_ACTIONS } from '../../src/domain/audit/actions';
import { collectAudit } from '../../src/domain/audit/collect-audit';
import { listRequests } from '../../src/domain/audit/list-audit';
import { isPlace, placeOf } from '../../src/domain/audit/place-of';
import type { AuditQuery } from '../../src/domain/ports/audit-log';
import { anEntry } from '../support/builders/facts';
import { type FakeAuditLog, fakeAuditLog } from '../support/fakes/fake-audit-log';

const CHAIN = 'pipeline:penguins';
const minute = (count: number): Date => new Date(Date.UTC(2026, 2, 2, 9, count));

describe('the list of what was asked for', () => {
  let audit: FakeAuditLog;
  beforeEach(() => {
    audit = fakeAuditLog();
  });

  async function wrote(...words: string[]): Promise<void> {
    for (const word of words) {
      const [auditId = '', phase = ''] = word.split(' ');
      await audit.append(anEntry({ auditId, phase: phase as 'done', at: minute(audit.records.length) }));
    }
  }

  const query = { chains: [CHAIN], limit: 3 };
  const words = ({ requests }: { requests: { auditId: string; phase: string }[] }) =>
    requests.map(({ auditId, phase }) => `${auditId} ${phase}`);

  async function allPages(limit: number): Promise<string[][]> {
    const pages: string[][] = [];
    for (let before: string | undefined; ; ) {
      const page = await listRequests(audit, { ...query, limit, before });
      pages.push(words(page));
      if (page.next === undefined) return pages;
      before = page.next;
    }
  }

  it('has one line of each request: its outcome, and its intent where it has none yet', async () => {
    await wrote('a intended', 'a done', 'b intended', 'c intended', 'c refused');

    expect(await listRequests(audit, query)).toMatchObject({
      requests: [
        { auditId: 'c', phase: 'refused' },
        { auditId: 'b', phase: 'intended' },
        { auditId: 'a', phase: 'done' },
      ],
    });
  });

  it.each([1, 2, 3, 4, 9])('tells of every request once, on pages of %s', async (limit) => {
    await wrote('a intended', 'b intended', 'a done', 'c intended', 'b failed', 'd refused', 'c done', 'e intended');

    const pages = await allPages(limit);

    expect(pages.flat()).toEqual(['e intended', 'c done', 'd refused', 'b failed', 'a done']);
  });

  it('offers no further page where only the intents of what was shown are left', async () => {
    await wrote('a intended', 'a done');

    expect(await allPages(1)).toEqual([['a done']]);
  });

  it('leaves an intent out whose outcome came after the day that is asked about', async () => {
    await wrote('a intended', 'b intended', 'a done');

    expect(words(await listRequests(audit, { ...query, to: minute(2) }))).toEqual(['b intended']);
  });

  it('is short, and goes on, where all that three pages hold was concluded after the day', async () => {
    const names = Array.from({ length: 16 }, (_, index) => `${index}`);
    await wrote(...names.map((name) => `${name} intended`), ...names.map((name) => `${name} done`));
    const listed: number[] = [];
    const counting = {
      ...audit,
      list: (asked: AuditQuery) => {
        listed.push(asked.limit);
        return audit.list(asked);
      },
    };
    const day = { chains: [CHAIN], limit: 2, to: minute(16) };

    const { requests, next } = await listRequests(counting, day);

    expect([requests, listed]).toEqual([[], [4, 4, 4]]);
    expect(next).toContain(minute(4).toISOString());
    expect(await listRequests(audit, { ...day, before: next })).toEqual({ requests: [] });
  });

  it('collects intents and outcomes for a file, and says where it was cut', async () => {
    await wrote(...Array.from({ length: 5 }, (_, index) => [`${index} intended`, `${index} done`]).flat());

    const all = await collectAudit(audit, { chains: [CHAIN] });
    const most = { records: 4, pages: 10, characters: 1_000_000 };
    const some = await collectAudit(audit, { chains: [CHAIN] }, most);

    expect([all.records.length, all.cutAt]).toEqual([10, undefined]);
    expect(some.records).toEqual(all.records.slice(0, 4));
    expect(some.cutAt).toContain(minute(6).toISOString());
  });

  it('collects no more than can be held, however long what others wrote', async () => {
    await wrote(...Array.from({ length: 150 }, (_, index) => `${index} intended`));

    const some = await collectAudit(audit, { chains: [CHAIN] }, { records: 1_000, pages: 10, characters: 10_000 });

    expect([some.records.length, some.cutAt !== undefined]).toEqual([100, true]);
  });

  it('collects from no more pages than it may, however little is on them', async () => {
    await wrote(...Array.from({ length: 150 }, (_, index) => `${index} intended`));

    const some = await collectAudit(audit, { chains: [CHAIN] }, { records: 1_000, pages: 1, characters: 1_000_000 });

    expect([some.records.length, some.cutAt !== undefined]).toEqual([100, true]);
  });

  it.each([
    ['2026-03-02', true],
    ['2026-03-02T09:00:00.000Z#pipeline:penguins#000000000012', true],
    ['2026-03-02T09:00:00.000Z#pipeline:penguins#12', false],
    ['2026-03-02T09:00:00.000Z#two chains#000000000012', false],
    ['2026-03-02T09:00:00Z', false],
    ['yesterday', false],
    [' 2026-03-02', false],
    ['2026-03-02 ', false],
  ])('goes on before a place or a day: %j is one or not', (text, expected) => {
    expect(isPlace(text)).toBe(expected);
  });

  it('goes on before a place at which a page has ended', async () => {
    await wrote('a done');

    expect(audit.records.map(placeOf).every(isPlace)).toBe(true);
  });
});

describe('the actions that can be asked for', () => {
  it('are those that the domain writes', () => {
    const folder = join(__dirname, '../../src/domain');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
    const written = files.flatMap((file) =>
      [...readFileSync(join(folder, file), 'utf8').matchAll(/action: '([a-z-]+\.[a-z-]+)'/g)].map(
        ([, action]) => action,
      ),
    );

    expect(AUDIT_ACTIONS).toEqual(expect.arrayContaining(written));
    expect(written.length).toBeGreaterThan(12);
  });
});
