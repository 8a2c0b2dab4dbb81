import type { AuditValue } from '../audit/audit-chain';
import type { PendingIntent } from '../audit/pending-intent';
import type { RollbackHow } from './release';

/** What a rollback was asked to do, as its intent keeps it. */
export interface AskedRollback {
  pipeline: string;
  stage: string;
  targetId: string;
  how: RollbackHow;
  /** Names of the release that it restores, and of the one that it takes out of production. */
  release: string;
  replacing?: { executionId: string; name: string } | undefined;
  /** Of the release, for `revision`. */
  commitId?: string | undefined;
  reason: string;
  /** Model package of what it takes out, where that is to be rejected in the registry. */
  rejects?: string | undefined;
  /** Audit id of the decision that begins it, where others had to approve it. */
  decidedBy?: string | undefined;
  /** The pipeline is locked or frozen, and whoever asked may roll back all the same. */
  isWhileLocked: boolean;
}

/** For the audit record: words and ids, no member without a value. */
export const rollbackForAudit = ({
  replacing,
  isWhileLocked,
  ...asked
}: AskedRollback): Record<string, AuditValue> => ({
  ...(JSON.parse(JSON.stringify(asked)) as Record<string, AuditValue>),
  replacing: replacing?.name ?? null,
  replacingId: replacing?.executionId ?? null,
  ...(isWhileLocked && { whileLocked: true }),
});

export function rollbackAsked({ request }: Pick<PendingIntent, 'request'>): AskedRollback {
  const { replacing, replacingId, commitId, rejects, decidedBy } = request;
  return {
    pipeline: String(request.pipeline),
    stage: String(request.stage),
    targetId: String(request.targetId),
    how: request.how === 'revision' ? 'revision' : 'stage',
    release: String(request.release),
    replacing: typeof replacingId === 'string' ? { executionId: replacingId, name: String(replacing) } : undefined,
    commitId: typeof commitId === 'string' ? commitId : undefined,
    reason: String(request.reason),
    rejects: typeof rejects === 'string' ? rejects : undefined,
    decidedBy: typeof decidedBy === 'string' ? decidedBy : undefined,
    isWhileLocked: request.whileLocked === true,
  };
}
