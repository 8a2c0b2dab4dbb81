import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { indexAttributes } from '../../src/aws/audit-table';
import { dynamoAuditLog } from '../../src/aws/dynamo-audit-log';
import type { AuditRecord } from '../../src/domain/audit/audit-chain';
import { collectAudit } from '../../src/domain/audit/collect-audit';
import { listRequests } from '../../src/domain/audit/list-audit';
import { proofInWords } from '../../src/domain/audit/proof-in-words';
import { verifyChain } from '../../src/domain/audit/verify-chain';
import type { AuditLog, AuditQuery } from '../../src/domain/ports/audit-log';
import { ADA, anEntry } from '../support/builders/facts';
import { type DynamoDb, startDynalite } from '../support/dynamodb';

const CHAIN = 'pipeline:penguins';
const AT = new Date('2026-01-03T09:00:00Z');

/** Records and the keys of what was passed over, of all pages. */
async function everyPage(log: AuditLog, query: AuditQuery): Promise<{ records: AuditRecord[]; unreadable: string[] }> {
  const { records, unreadable = [], next } = await log.list(query);
  const passed = unreadable.map(({ place }) => place);
  if (next === undefined) return { records, unreadable: passed };
  const rest = await everyPage(log, { ...query, before: next });
  return { records: [...records, ...rest.records], unreadable: [...passed, ...rest.unreadable] };
}

describe('a table that somebody has written to past the bot', () => {
  let tables: DynamoDb;
  beforeAll(async () => {
    tables = await startDynalite();
  });
  afterAll(() => tables.close());

  it('is read to its end whatever lies there, and every place is named', async () => {
    const { audit: table } = await tables.createTables();
    const log = dynamoAuditLog(table);
    const records = [];
    for (let count = 1; count <= 8; count++) records.push(await log.append(anEntry({ phase: 'done' })));
    const put = (sk: string, item: object) =>
      table.document.send(new PutCommand({ TableName: table.tableName, Item: { ...item, pk: CHAIN, sk } }));
    await put('000000000002', { ...records[1], outcome: { said: 'something else' } });
    await put('000000000004', { ...records[3], evidence: new Set(['not', 'JSON']) });
    await put('000000000005', { ...records[4], seen: new Uint8Array([1, 2, 3]) });
    await put(' before all', { note: 'hidden' });
    await put('~behind all', { note: 'hidden' });
    await table.document.send(
      new DeleteCommand({ TableName: table.tableName, Key: { pk: CHAIN, sk: '000000000007' } }),
    );

    const proof = await verifyChain({ audit: log, sources: [], now: () => new Date() }, CHAIN);

    expect(proofInWords(proof).findings).toEqual([
      'Record 1 was inserted: it lies at “ before all”, which is no record’s place.',
      'Record 2 was altered: the content is not what the hash was made of.',
      'Records 4 to 5 cannot be read: what lies there is no record.',
      'Record 7 is missing.',
      'Record 8 was inserted: it lies at “~behind all”, which is no record’s place.',
    ]);
  });

  it('hides nothing before the first key that is text, nor in the place of a record 0', async () => {
    const { log, put, records } = await filled(3);
    for (const sk of ['\u0000', '\u0001', '000000000000'])
      await put(sk, { ...records[2], request: { reason: 'FAKE' } });

    const proof = await verifyChain({ audit: log, sources: [], now: () => new Date() }, CHAIN);

    expect(proofInWords(proof).findings).toEqual([
      'Record 1 was inserted: it lies at “\\u0000”, which is no record’s place.',
      'Record 1 was inserted: it lies at “\\u0001”, which is no record’s place.',
      'Record 1 was inserted: it lies at “000000000000”, which is no record’s place.',
    ]);
  });

  it('shows records alone, each from its own place, and says what was passed over, in pages of any size', async () => {
    const { log, put, records } = await filled(8);
    const fake = { ...records[6], ...indexAttributes(records[6] as AuditRecord), request: { reason: 'FAKE' } };
    for (const sk of ['\u0001', '000000000005x', '00000000x', '~']) await put(sk, fake);
    await put('000000000003', fake);
    await put('000000000005', { foo: 'bar' });

    for (const limit of [1, 2, 3, 50]) {
      const shown = await everyPage(log, { chains: [CHAIN], limit });

      expect(shown.records.map(({ sequence }) => sequence)).toEqual([8, 7, 6, 4, 2, 1]);
      expect(shown.unreadable).toEqual(expect.arrayContaining(['000000000003', '000000000005']));
    }
    const byDay = await collectAudit(log, { chains: [CHAIN], from: AT, to: new Date(AT.getTime() + 86_400_000) });
    const byPerson = await collectAudit(log, { actor: ADA.id });
    for (const { records: found, unreadable = [] } of [byDay, byPerson]) {
      expect(found.map(({ sequence }) => sequence)).toEqual([8, 7, 6, 4, 2, 1]);
      expect(unreadable).toContainEqual({ chain: CHAIN, place: '000000000003' });
    }
    expect((await log.latest(CHAIN, 5)).map(({ sequence }) => sequence)).toEqual([8, 7, 6, 4, 2]);
    expect((await log.find(CHAIN, 'a1', AT)).map(({ sequence }) => sequence)).toEqual([1, 2, 4, 6, 7, 8]);
    expect((await listRequests(log, { chains: [CHAIN], limit: 50 })).unreadable).toContainEqual({
      ...{ chain: CHAIN, place: '000000000005' },
    });
  });

  it('tells no record of one person to be that of another, whatever the index has', async () => {
    const { log, put, records } = await filled(2);
    await put('000000000002', { ...records[1], ...indexAttributes(records[1] as AuditRecord), actorId: 'U0EVE' });

    expect(await log.list({ actor: 'U0EVE', limit: 5 })).toEqual({
      ...{ records: [], unreadable: [{ chain: CHAIN, place: '000000000002' }] },
    });
  });

  it('hides nothing that is older behind many copies of one place in an index', async () => {
    const { log, put, records } = await filled(3);
    const { timeOrder } = indexAttributes(records[1] as AuditRecord);
    for (let count = 0; count < 6; count++) await put(`copy ${count}`, { actorId: ADA.id, timeOrder });

    const pages = await everyPage(log, { actor: ADA.id, limit: 2 });

    expect(pages.records.map(({ sequence }) => sequence)).toEqual(expect.arrayContaining([3, 1]));
  });

  it('goes back to the beginning of all chains although the first place of one holds no record', async () => {
    const { log, put } = await filled(2);
    await put('000000000001', { at: '9' });

    const { records } = await collectAudit(log, { chains: [CHAIN, 'workspace'] });

    expect(records.map(({ sequence }) => sequence)).toEqual([2]);
  });

  it('is appended to behind its newest record, past what lies beside the numbers', async () => {
    const { log, put, records } = await filled(2);
    for (const sk of ['000000000002x', '000000000002y', '3', '~']) await put(sk, { ...records[1], sequence: 900 });

    expect(await log.append(anEntry())).toMatchObject({ sequence: 3, previousHash: records[1]?.hash });
    expect(await log.appendOutcome(anEntry({ auditId: 'a1', phase: 'done' }))).toBe(true);
    expect(await log.appendOnce(anEntry({ auditId: 'b1' }), AT)).toBe(true);
  });

  it('is not appended to where its newest place holds no record: nothing could be continued', async () => {
    const { log, put, records } = await filled(2);
    await put('000000000002', { ...records[1], sequence: 7 });
    const cannot =
      'the newest record of pipeline:penguins, at 000000000002, cannot be read, so nothing can be appended to it';

    await expect(log.append(anEntry())).rejects.toThrow(cannot);
    await expect(log.appendOutcome(anEntry({ auditId: 'a1', phase: 'done' }))).rejects.toThrow(cannot);
    await expect(log.appendOnce(anEntry({ auditId: 'b1' }), AT)).rejects.toThrow(cannot);
  });

  /** A chain of so many records, and a way to put what is none. */
  async function filled(length: number) {
    const { audit: table } = await tables.createTables();
    const log = dynamoAuditLog(table, () => new Date(AT.getTime() + 3_600_000));
    const records: AuditRecord[] = [];
    for (let count = 1; count <= length; count++) records.push(await log.append(anEntry({ auditId: 'a1', at: AT })));
    const put = (sk: string, item: object) =>
      table.document.send(new PutCommand({ TableName: table.tableName, Item: { ...item, pk: CHAIN, sk } }));
    return { log, records, put };
  }
});
