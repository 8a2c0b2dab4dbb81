import { type AuditEntry, firstBrokenLink } from '../src/domain/audit/audit-chain';
import { POLICY } from '../src/domain/policies/policy-actor';
import type { AuditLog } from '../src/domain/ports/audit-log';
import { correlated, createLog } from '../src/log';
import { createMetrics, type Metrics } from '../src/metrics';
import { observedAuditLog } from '../src/observed-audit-log';
import { fakeAuditLog } from './support/fakes/fake-audit-log';

const ADA = { id: 'U_ADA', name: 'ada', team: 'T1' };
const AT = new Date('2026-03-02T09:00:00.000Z');

const entry = (unlike: Partial<AuditEntry> = {}): AuditEntry => ({
  ...{ chain: 'pipeline:penguins', auditId: 'a-1', phase: 'intended', at: AT, actor: ADA },
  ...{ action: 'approval.approved', target: 'approval-1', request: {} },
  ...unlike,
});

describe('the observed audit log', () => {
  let lines: Record<string, unknown>[];
  let metrics: Metrics;

  const over = (audit: AuditLog) =>
    observedAuditLog(audit, {
      metrics,
      log: createLog('info', { write: (line: string) => lines.push(JSON.parse(line)) }),
    });

  beforeEach(() => {
    lines = [];
    metrics = createMetrics();
  });

  it('names the audit id of every record in the log', async () => {
    const audit = over(fakeAuditLog());

    await audit.append(entry());
    await audit.appendOutcome(entry({ phase: 'done' }));

    expect(lines).toMatchObject([
      { msg: 'audit record written', auditId: 'a-1', phase: 'intended', chain: 'pipeline:penguins', actor: 'U_ADA' },
      { msg: 'audit record written', auditId: 'a-1', phase: 'done', action: 'approval.approved' },
    ]);
  });

  it('puts on record in which channel and by which request something came about', async () => {
    const records = fakeAuditLog();
    const audit = over(records);

    await correlated('request-1', () => audit.append(entry()), 'C1');
    await correlated('message-1', () => audit.appendOutcome(entry({ phase: 'done' })));
    await audit.appendOnce(entry({ auditId: 'a-2' }), AT);

    expect(records.records.map(({ correlationId, channel }) => [correlationId, channel])).toEqual([
      ['request-1', 'C1'],
      ['message-1', undefined],
      [undefined, undefined],
    ]);
    expect(firstBrokenLink(records.records)).toBeUndefined();
  });

  it('counts decisions by who made them, once each, when they are done', async () => {
    const audit = over(fakeAuditLog());
    const decided = entry({ phase: 'done' });

    await audit.append(entry());
    await audit.appendOutcome(decided);
    await audit.appendOutcome(decided);
    await audit.appendOutcome(entry({ auditId: 'a-2', phase: 'done', action: 'approval.rejected', actor: POLICY }));
    await audit.appendOutcome(entry({ auditId: 'a-3', phase: 'refused' }));
    await audit.appendOutcome(entry({ auditId: 'a-4', phase: 'done', action: 'pipeline.rollback' }));

    expect(metrics.counts).toEqual({
      'Approvals.person': 1,
      'Rejections.policy': 1,
      'Actions.pipeline.rollback': 1,
    });
  });

  it('counts an answer that was given past the bot, and no approval that ended without one', async () => {
    const audit = over(fakeAuditLog());
    const ended = entry({ phase: 'done', action: 'approval.ended', outcome: { how: 'expired' } });
    const answered = { ...ended, auditId: 'a-2', outcome: { how: 'answered elsewhere', decision: 'approved' } };

    await audit.appendOnce(ended, AT);
    await audit.appendOnce(answered, AT);
    await audit.appendOnce(answered, AT);

    expect(metrics.counts).toEqual({ AnswersElsewhere: 1 });
  });

  it('counts what could not be written, and lets it rise', async () => {
    const audit = over({ ...fakeAuditLog(), append: () => Promise.reject(new Error('DynamoDB is away')) });

    await expect(audit.append(entry())).rejects.toThrow('DynamoDB is away');

    expect(metrics.counts).toEqual({ AuditWritesFailed: 1 });
    expect(lines).toMatchObject([{ msg: 'audit record could not be written', auditId: 'a-1', phase: 'intended' }]);
  });
});
