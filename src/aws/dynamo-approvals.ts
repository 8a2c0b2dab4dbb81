import { z } from 'zod';
import type { Approval } from '../domain/approvals/approval';
import type { Evidence } from '../domain/approvals/evidence';
import type { Approvals } from '../domain/ports/approvals';
import { listKeys, stateKeys } from './state-table';
import { actor, moment, revision, toStored, trigger } from './stored';
import { type ItemShape, itemsOf, raisingVersion, type Table } from './versioned-items';

const decision = z.enum(['approved', 'rejected']);
const metrics = z.record(z.string(), z.string());

const StoredEvidence: z.ZodType<Evidence> = z.object({
  executionId: z.string(),
  commit: revision.optional(),
  model: z.object({
    version: z.string().optional(),
    digest: z.string().optional(),
    packageArn: z.string().optional(),
    imageUri: z.string().optional(),
    evaluationUrl: z.string().optional(),
  }),
  metrics,
  tests: z
    .object({ passed: z.number(), failed: z.number(), skipped: z.number(), failing: z.array(z.string()) })
    .optional(),
  production: z
    .object({
      executionId: z.string(),
      commitId: z.string().optional(),
      version: z.string().optional(),
      digest: z.string().optional(),
      metrics,
    })
    .optional(),
});

const StoredApproval: z.ZodType<Approval> = z.object({
  approvalId: z.string(),
  pipeline: z.string(),
  executionId: z.string(),
  stage: z.string(),
  action: z.string(),
  status: z.enum(['open', 'decided', 'ended']),
  requestedAt: moment,
  expiresAt: moment,
  customData: z.string().optional(),
  externalLink: z.string().optional(),
  requestedBy: actor.optional(),
  trigger: trigger.optional(),
  evidence: StoredEvidence,
  evidenceHash: z.string(),
  claim: z
    .object({ auditId: z.string(), decision, actor, reason: z.string().optional(), leaseUntil: moment })
    .optional(),
  decision: z
    .object({ decision, by: actor, reason: z.string().optional(), at: moment, auditId: z.string() })
    .optional(),
  ending: z
    .object({
      how: z.enum([
        'answered elsewhere',
        'not answered',
        'execution stopped',
        'execution superseded',
        'execution cancelled',
      ]),
      detail: z.string().optional(),
      decision: decision.optional(),
      at: moment,
    })
    .optional(),
  version: z.number(),
});

/** `expiresAt` means the approval's own time limit; the table's time to live has the same name, so it is stored apart. */
const shape: ItemShape<Approval> = {
  toItem({ expiresAt, ...approval }) {
    return { ...toStored(approval), approvalExpiresAt: expiresAt.toISOString() };
  },
  fromItem: ({ approvalExpiresAt, ...item }) => StoredApproval.parse({ ...item, expiresAt: approvalExpiresAt }),
  listing: ({ status, pipeline, requestedAt, approvalId }) =>
    status === 'open'
      ? { listKey: listKeys.openApprovals(pipeline), listOrder: `${requestedAt.toISOString()}#${approvalId}` }
      : undefined,
};

/**
 * Approvals in the state table. The index of open ones may lag: whatever is done to an approval found there is done by
 * `update`, which reads it anew, and one that is missing is found by its event or by the next reconcile pass.
 */
export function dynamoApprovals(table: Table): Approvals {
  const items = itemsOf(table, shape);
  return {
    get: (approvalId) => items.get(stateKeys.approval(approvalId)),
    update: (approvalId, change) => items.update(stateKeys.approval(approvalId), raisingVersion(change)),
    open: (pipeline) => items.list(listKeys.openApprovals(pipeline)),
  };
}
