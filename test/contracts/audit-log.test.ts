import { firstBrokenLink } from '../../src/domain/audit/audit-chain';
import { verifyChain } from '../../src/domain/audit/verify-chain';
import { anEntry } from '../support/builders/facts';
import { onEachStore } from './on-each-store';

const CHAIN = 'pipeline:penguins';
const at = (minute: number): Date => new Date(Date.UTC(2026, 2, 2, 9, minute));

onEachStore('AuditLog', (stores) => {
  it('gives back exactly what it has sealed', async () => {
    const { audit } = stores();
    const entry = anEntry({ evidence: { metrics: { f1: '0.9' }, list: [1, null] }, outcome: { executionId: 'e1' } });

    const record = await audit.append(entry);

    expect(await audit.latest(CHAIN, 1)).toEqual([record]);
    expect(record).toMatchObject({ ...entry, at: entry.at.toISOString(), sequence: 1, previousHash: 'genesis' });
  });

  it('seals an entry with absent members so that it still verifies once it is read again', async () => {
    const { audit } = stores();

    await audit.append(anEntry({ evidence: undefined, outcome: undefined, awsRequestId: undefined }));

    expect(firstBrokenLink(await audit.latest(CHAIN, 1))).toBeUndefined();
  });

  it('links twenty entries that are appended at once into one unbroken chain', async () => {
    const { audit } = stores();
    const targets = Array.from({ length: 20 }, (_, index) => `target-${index}`);

    const sealed = await Promise.all(targets.map((target) => audit.append(anEntry({ target }))));

    const chain = (await audit.latest(CHAIN, 100)).reverse();
    expect(chain).toHaveLength(20);
    expect(firstBrokenLink(chain)).toBeUndefined();
    expect(chain.map(({ target }) => target).toSorted()).toEqual(targets.toSorted());
    expect(sealed.toSorted((one, next) => one.sequence - next.sequence)).toEqual(chain);
    expect(await verifyChain({ audit, sources: [], now: () => at(59) }, CHAIN)).toMatchObject({
      ...{ links: 20, findings: [], head: { sequence: 20, hash: chain[19]?.hash } },
    });
  });

  it('appends nothing to which it is too late', async () => {
    const { audit, clock } = stores();
    const until = clock.now();

    await expect(audit.append(anEntry(), undefined, until)).rejects.toMatchObject({ code: 'request_expired' });
    expect(await audit.latest(CHAIN, 1)).toEqual([]);

    await audit.append(anEntry(), undefined, new Date(until.getTime() + 1));
    expect(await audit.latest(CHAIN, 1)).toHaveLength(1);
  });

  it('tells what the next record is forged onto, and links to it, whoever has written since', async () => {
    const { audit } = stores();
    expect(await audit.newest(CHAIN)).toBeUndefined();
    const first = await audit.append(anEntry({ target: 'first' }), await audit.newest(CHAIN));
    const newest = await audit.newest(CHAIN);
    expect(newest).toEqual(first);
    await audit.append(anEntry({ target: 'another process was faster' }));

    const late = await audit.append(anEntry({ target: 'late' }), newest);
    const next = await audit.append(anEntry({ target: 'next' }), late);

    const chain = (await audit.latest(CHAIN, 9)).reverse();
    expect(chain.map(({ target }) => target)).toEqual(['first', 'another process was faster', 'late', 'next']);
    expect(chain.slice(2)).toEqual([late, next]);
    expect(firstBrokenLink(chain)).toBeUndefined();
  });

  it('links ten entries that were all to follow the same record into one unbroken chain', async () => {
    const { audit } = stores();
    const newest = await audit.append(anEntry({ target: 'the newest' }));

    await Promise.all(
      Array.from({ length: 10 }, (_, index) => audit.append(anEntry({ target: `after it ${index}` }), newest)),
    );

    const chain = (await audit.latest(CHAIN, 99)).reverse();
    expect(chain).toHaveLength(11);
    expect(firstBrokenLink(chain)).toBeUndefined();
  });

  it('keeps chains apart', async () => {
    const { audit } = stores();
    await audit.append(anEntry({ chain: 'pipeline:puffins' }));

    const record = await audit.append(anEntry());

    expect(record.sequence).toBe(1);
    expect(await audit.latest(CHAIN, 9)).toEqual([record]);
  });

  it('tells the newest records first, at most as many as asked for', async () => {
    const { audit } = stores();
    for (const minute of [1, 2, 3]) await audit.append(anEntry({ at: at(minute) }));

    expect((await audit.latest(CHAIN, 2)).map(({ sequence }) => sequence)).toEqual([3, 2]);
    expect(await audit.latest('pipeline:nobody', 2)).toEqual([]);
  });

  it('tells what lies behind a place, oldest first, as it is stored', async () => {
    const { audit } = stores();
    const sealed = [];
    for (const minute of [1, 2, 3, 4]) sealed.push(await audit.append(anEntry({ at: at(minute) })));

    const links = await audit.after(CHAIN, 1, 2);

    expect(links).toEqual([
      { place: '000000000002', content: sealed[1] },
      { place: '000000000003', content: sealed[2] },
    ]);
    expect(await audit.after(CHAIN, 4, 2)).toEqual([]);
    expect(await audit.after(CHAIN, '000000000001', 2)).toEqual(links);
    expect(await audit.after(CHAIN, '\u0001', 1)).toEqual([{ place: '000000000001', content: sealed[0] }]);
  });

  it('writes what happened by itself once, however many processes hear of it at once', async () => {
    const { audit } = stores();
    const ended = anEntry({ auditId: 'ended', phase: 'done', at: at(30) });
    for (const minute of Array.from({ length: 30 }, (_, index) => index))
      await audit.append(anEntry({ at: at(minute) }));

    await Promise.all([1, 2, 3, 4, 5].map((second) => audit.appendOnce({ ...ended, at: at(30 + second) }, at(3))));
    await audit.appendOnce(ended, at(3));

    expect(await audit.find(CHAIN, 'ended', at(3))).toHaveLength(1);
    expect(await audit.latest(CHAIN, 100)).toHaveLength(31);
    expect(firstBrokenLink((await audit.latest(CHAIN, 100)).reverse())).toBeUndefined();
  });

  it('writes one outcome per intent, however many processes conclude it at once', async () => {
    const { audit } = stores();
    await audit.append(anEntry({ auditId: 'a1', phase: 'intended' }));
    const outcomes = Array.from({ length: 6 }, (_, second) =>
      anEntry({ auditId: 'a1', phase: second % 2 ? 'done' : 'refused', at: at(second) }),
    );

    const written = await Promise.all([
      ...outcomes.map((outcome) => audit.appendOutcome(outcome)),
      audit.append(anEntry({ auditId: 'another', phase: 'intended' })),
    ]);

    const chain = (await audit.latest(CHAIN, 100)).reverse();
    expect(written.filter((one) => one === true)).toHaveLength(1);
    expect(chain.filter(({ auditId, phase }) => auditId === 'a1' && phase !== 'intended')).toHaveLength(1);
    expect(firstBrokenLink(chain)).toBeUndefined();
  });

  it('knows an outcome that lies far back in a chain, and one that is of another intent', async () => {
    const { audit } = stores();
    await audit.append(anEntry({ auditId: 'a1', phase: 'intended', at: at(0) }));
    await audit.append(anEntry({ auditId: 'a2', phase: 'intended', at: at(0) }));
    expect(await audit.appendOutcome(anEntry({ auditId: 'a1', phase: 'done', at: at(1) }))).toBe(true);
    for (let minute = 2; minute <= 55; minute++) await audit.append(anEntry({ auditId: 'a3', at: at(minute) }));

    expect(await audit.appendOutcome(anEntry({ auditId: 'a1', phase: 'refused', at: at(56) }))).toBe(false);
    expect(await audit.appendOutcome(anEntry({ auditId: 'a2', phase: 'refused', at: at(56) }))).toBe(true);
    expect((await audit.latest(CHAIN, 1))[0]).toMatchObject({ auditId: 'a2', phase: 'refused', sequence: 58 });
  });

  it('finds all records of one audit id, oldest first, far back in a chain', async () => {
    const { audit } = stores();
    await audit.append(anEntry({ auditId: 'a1', phase: 'intended', at: at(0) }));
    for (let minute = 1; minute <= 55; minute++) await audit.append(anEntry({ at: at(minute) }));
    await audit.append(anEntry({ auditId: 'a1', phase: 'done', at: at(56) }));

    const found = await audit.find(CHAIN, 'a1', at(0));

    expect(found.map(({ phase, sequence }) => [phase, sequence])).toEqual([
      ['intended', 1],
      ['done', 57],
    ]);
  });

  it('finds a record of the very moment it was asked for, behind many that are younger', async () => {
    const { audit } = stores();
    await audit.append(anEntry({ at: at(0) }));
    await audit.append(anEntry({ auditId: 'a1', at: at(1) }));
    for (let count = 1; count <= 30; count++) await audit.append(anEntry({ at: at(2) }));

    const found = await audit.find(CHAIN, 'a1', at(1));

    expect(found.map(({ sequence }) => sequence)).toEqual([2]);
    expect(await audit.find(CHAIN, 'nobody', at(1))).toEqual([]);
    expect(await audit.find('pipeline:nobody', 'a1', at(1))).toEqual([]);
  });

  it('returns a whole chain that is larger than one answer of DynamoDB', async () => {
    const { audit } = stores();
    const long = 'x'.repeat(150_000);
    for (let index = 0; index < 10; index++) await audit.append(anEntry({ request: { reason: long } }));

    const chain = await audit.latest(CHAIN, 100);

    expect(chain.map(({ sequence }) => sequence)).toEqual([10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
  });
});
