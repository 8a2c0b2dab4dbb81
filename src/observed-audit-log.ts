import type { AuditEntry } from './domain/audit/audit-chain';
import { POLICY } from './domain/policies/policy-actor';
import type { AuditLog } from './domain/ports/audit-log';
import { askedIn, correlationId, type Log } from './log';
import type { Metrics } from './metrics';

/**
 * The audit log, whose records tell in which channel and by which request or message they came about, with a log line for every record that names its audit id, so that log and audit can be joined, and what
 * was decided counted as it goes on record.
 */
export function observedAuditLog(audit: AuditLog, { metrics, log }: { metrics: Metrics; log: Log }): AuditLog {
  return {
    ...audit,
    async append(given, ...rest) {
      const entry = withOccasion(given);
      const record = await orCounted(entry, audit.append(entry, ...rest));
      written(entry);
      return record;
    },
    async appendOutcome(given) {
      const entry = withOccasion(given);
      const isWritten = await orCounted(entry, audit.appendOutcome(entry));
      if (isWritten) written(entry);
      return isWritten;
    },
    async appendOnce(given, since) {
      const entry = withOccasion(given);
      const isWritten = await orCounted(entry, audit.appendOnce(entry, since));
      if (isWritten) written(entry);
      return isWritten;
    },
  };

  async function orCounted<T>({ auditId, chain, phase, action }: AuditEntry, writing: Promise<T>): Promise<T> {
    try {
      return await writing;
    } catch (error) {
      metrics.count('AuditWritesFailed');
      // Why, is told where the error is.
      log.error({ auditId, chain, phase, action }, 'audit record could not be written');
      throw error;
    }
  }

  function written({ auditId, chain, phase, action, actor, target, outcome }: AuditEntry): void {
    log.info({ auditId, chain, phase, action, actor: actor.id, target }, 'audit record written');
    if (phase !== 'done') return;
    const by = actor.id === POLICY.id ? 'policy' : 'person';
    if (action === 'approval.approved') metrics.count('Approvals', by);
    else if (action === 'approval.rejected') metrics.count('Rejections', by);
    else if (action !== 'approval.ended') metrics.count('Actions', action);
    else if (outcome?.decision !== undefined) metrics.count('AnswersElsewhere');
  }
}

/** An outcome that reconcile writes is of its own message, not of the request that died. */
const withOccasion = (entry: AuditEntry): AuditEntry => ({
  channel: askedIn(),
  correlationId: correlationId(),
  ...entry,
});
