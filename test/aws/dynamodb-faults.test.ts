import { dynamoApprovals } from '../../src/aws/dynamo-approvals';
import { dynamoAuditLog } from '../../src/aws/dynamo-audit-log';
import { dynamoLeases } from '../../src/aws/dynamo-leases';
import { dynamoPendingIntents } from '../../src/aws/dynamo-pending-intents';
import type { Table } from '../../src/aws/versioned-items';
import { firstBrokenLink } from '../../src/domain/audit/audit-chain';
import { anApproval, anEntry, anIntent } from '../support/builders/facts';
import { type DynamoDb, documentClientOf, startDynalite } from '../support/dynamodb';
import { Clock } from '../support/fakes/clock';
import { createFaultProxy, type FaultProxy } from '../support/fault-proxy';

/**
 * The SDK repeats a write whose answer it did not get, and the write may have had its effect: the condition then fails
 * upon our own item, which is not a race that somebody else has won.
 */
describe.each(['500', 'drop'] as const)('a write that has its effect and no answer (%s)', (what) => {
  let server: DynamoDb;
  let proxy: FaultProxy;
  let connection: ReturnType<typeof documentClientOf>;
  let state: Table;
  let audit: Table;

  beforeAll(async () => {
    server = await startDynalite();
    proxy = await createFaultProxy(server.endpoint);
    connection = documentClientOf(proxy.url);
  });

  beforeEach(async () => {
    const tables = await server.createTables();
    const { document } = connection;
    state = { ...tables.state, document };
    audit = { ...tables.audit, document };
  });

  afterAll(async () => {
    connection.client.destroy();
    await proxy.close();
    await server.close();
  });

  const loseAnswerOf = (operation: string): void =>
    proxy.once((call) => (call.operation === operation ? { when: 'after', what } : undefined));

  it('puts one record into the audit log', async () => {
    const log = dynamoAuditLog(audit);
    await log.append(anEntry({ auditId: 'first' }));
    loseAnswerOf('PutItem');

    const record = await log.append(anEntry({ auditId: 'second' }));
    await log.append(anEntry({ auditId: 'third' }));

    const records = (await log.latest('pipeline:penguins', 10)).reverse();
    expect(records.map(({ auditId }) => auditId)).toEqual(['first', 'second', 'third']);
    expect(record).toEqual(records[1]);
    expect(firstBrokenLink(records)).toBeUndefined();
  });

  it('puts one record into the audit log while others write as well', async () => {
    const log = dynamoAuditLog(audit);
    loseAnswerOf('PutItem');

    const ids = Array.from({ length: 8 }, (_, index) => `writer ${index}`);
    await Promise.all(ids.map((auditId) => log.append(anEntry({ auditId }))));

    const records = (await log.latest('pipeline:penguins', 20)).reverse();
    expect(records.map(({ auditId }) => auditId).sort()).toEqual(ids);
    expect(firstBrokenLink(records)).toBeUndefined();
  });

  it('opens the mark of an intent', async () => {
    const pending = dynamoPendingIntents(state, new Clock().now);
    const intent = anIntent();
    loseAnswerOf('PutItem');

    const isOpen = await pending.open(intent);
    const again = await pending.open(intent);

    expect(isOpen).toBe(true);
    expect(again).toBe(false);
  });

  it('takes a due mark over', async () => {
    const clock = new Clock();
    const pending = dynamoPendingIntents(state, clock.now);
    const intent = anIntent({ dueAt: clock.now() });
    await pending.open(intent);
    const until = new Date(clock.now().getTime() + 20_000);
    loseAnswerOf('UpdateItem');

    const isOurs = await pending.takeOver(intent.auditId, clock.now(), until);
    const others = await pending.takeOver(intent.auditId, clock.now(), until);

    expect(isOurs).toBe(true);
    expect(others).toBe(false);
  });

  it('takes a lease', async () => {
    const { now } = new Clock();
    const leases = dynamoLeases(state);
    const until = new Date(now().getTime() + 20_000);
    loseAnswerOf('PutItem');

    expect(await leases.acquire('stage', 'ours', now(), until)).toBe(true);
    expect(await leases.acquire('stage', 'theirs', now(), until)).toBe(false);
  });

  it('changes a thing, and returns it as it is stored', async () => {
    const approvals = dynamoApprovals(state);
    const approval = anApproval();
    loseAnswerOf('PutItem');

    const saved = await approvals.update(approval.approvalId, (current) => current ?? approval);

    expect(saved).toMatchObject({ approvalId: approval.approvalId, version: 1 });
    expect(await approvals.get(approval.approvalId)).toEqual(saved);
  });
});
