import { z } from 'zod';
import type { Approval } from '../domain/approvals/approval';
import type { Evidence } from '../domain/approvals/evidence';
import type { Involvement } from '../domain/policies/four-eyes';
import { actor, modelFacts, moment, revision, trigger } from './stored';

const decision = z.enum(['approved', 'rejected']);
const metrics = z.record(z.string(), z.string());

const StoredEvidence: z.ZodType<Evidence> = z.object({
  executionId: z.string().optional(),
  commit: revision.optional(),
  model: modelFacts,
  metrics,
  tests: z
    .object({ passed: z.number(), failed: z.number(), skipped: z.number(), failing: z.array(z.string()) })
    .optional(),
  changes: z
    .object({
      repository: z.string(),
      since: z.string().optional(),
      commits: z.array(
        z.object({
          commitId: z.string(),
          subject: z.string(),
          authorName: z.string(),
          authorEmail: z.string(),
          committerName: z.string(),
          committerEmail: z.string(),
        }),
      ),
      isCapped: z.boolean(),
      files: z
        .object({
          count: z.number(),
          isCapped: z.boolean(),
          shown: z.array(z.object({ path: z.string(), change: z.enum(['added', 'modified', 'deleted']) })),
        })
        .optional(),
    })
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
  restores: z
    .object({
      executionId: z.string(),
      name: z.string(),
      digest: z.string().optional(),
      approvedBy: z.array(z.string()),
      isBad: z.boolean().optional(),
      isUnchanged: z.boolean().optional(),
    })
    .optional(),
});

const StoredInvolvement: z.ZodType<Involvement> = z.object({
  people: z.array(
    z.object({
      part: z.enum(['started', 'registered', 'wrote', 'committed', 'pushed']),
      name: z.string(),
      address: z.string().optional(),
      slackId: z.string().optional(),
      commitId: z.string().optional(),
    }),
  ),
  incomplete: z.string().optional(),
});

const reason = z.string().optional();
const by = actor;
const auditId = z.string();

const common = {
  approvalId: z.string(),
  pipeline: z.string(),
  status: z.enum(['open', 'decided', 'ended']),
  requestedAt: moment,
  expiresAt: moment.optional(),
  customData: z.string().optional(),
  externalLink: z.string().optional(),
  requestedBy: actor.optional(),
  trigger: trigger.optional(),
  evidence: StoredEvidence,
  evidenceHash: z.string(),
  // Items of before there were four eyes, quorums and reminders have none of these.
  involvement: StoredInvolvement.default({ people: [] }),
  votes: z.array(z.object({ by, at: moment, auditId, reason, evidenceHash: z.string() })).default([]),
  notices: z
    .array(z.object({ kind: z.enum(['reminder', 'escalation', 'expires soon']), name: z.string(), at: moment }))
    .default([]),
  claim: z.object({ auditId, decision, actor, reason, leaseUntil: moment }).optional(),
  hold: z
    .object({
      alarms: z.array(z.string()),
      unreadable: z.array(z.string()).optional(),
      freeze: z.object({ reason: z.string(), until: moment }).optional(),
    })
    .optional(),
  override: z
    .object({
      alarms: z.array(z.string()),
      asked: z.object({ by, at: moment, reason: z.string(), auditId }),
      confirmed: z.object({ by, at: moment, auditId }).optional(),
    })
    .optional(),
  waitingBehind: z.number().optional(),
  verdictHash: z.string().optional(),
  decision: z
    .object({
      ...{ decision, by, reason, at: moment, auditId },
      executionId: z.string().optional(),
      verdict: z.array(z.string()).optional(),
    })
    .optional(),
  ending: z
    .object({
      how: z.enum([
        'answered elsewhere',
        'not answered',
        'expired',
        'execution stopped',
        'execution superseded',
        'execution cancelled',
        'stage retried',
        'version deleted',
        'no longer possible',
      ]),
      detail: z.string().optional(),
      decision: decision.optional(),
      by: z.string().optional(),
      at: moment,
    })
    .optional(),
  registry: z
    .object({
      arn: z.string(),
      state: z.enum(['unchecked', 'answered', 'behind', 'differs', 'gone']),
      detail: z.string().optional(),
    })
    .optional(),
  version: z.number(),
};

/** An approval as it lies in the state table, with what items of earlier versions lack. */
export const StoredApproval: z.ZodType<Approval> = z.union([
  z.object({
    ...common,
    // Items of before model packages were approved here do not say what they are.
    kind: z.literal('action').default('action'),
    executionId: z.string(),
    stage: z.string(),
    action: z.string(),
  }),
  z.object({
    ...common,
    kind: z.literal('package'),
    group: z.string(),
    packageVersion: z.string(),
    arn: z.string(),
  }),
  z.object({
    ...common,
    kind: z.literal('rollback'),
    requestedBy: actor,
    askedAs: auditId,
    asked: z.object({
      pipeline: z.string(),
      stage: z.string(),
      targetId: z.string(),
      how: z.enum(['stage', 'revision']),
      release: z.string(),
      replacing: z.object({ executionId: z.string(), name: z.string() }).optional(),
      commitId: z.string().optional(),
      reason: z.string(),
      rejects: z.string().optional(),
      isWhileLocked: z.boolean(),
    }),
  }),
]);
