import type { RingRolledBack } from '../alarms/ring-rolled-back';
import type { FinishIntentsDeps } from '../audit/finish-intents';
import type { PendingIntent } from '../audit/pending-intent';
import { signedReason } from '../audit/signed-reason';
import { executionCardKey } from '../cards';
import { Refusal } from '../errors';
import { attributeExecution, type IntroduceExecutionDeps } from '../executions/introduce-execution';
import type { Policies } from '../policies/policy';
import type { ModelRegistry } from '../ports/model-registry';
import type { Notifier } from '../ports/notifier';
import { ofPipeline } from '../ports/owner';
import type { Releases } from '../ports/releases';
import type { AskedRollback } from './asked-rollback';
import { withMark } from './mark-release';
import type { RecordRelease } from './record-release';
import { goesBack } from './release';
import { claimBegan } from './rollback-claim';

export interface FollowRollbackDeps extends IntroduceExecutionDeps {
  policies: Policies;
  releases: Releases;
  modelRegistry: ModelRegistry;
  notifier: Notifier;
  recordRelease: RecordRelease;
  ringRolledBack: RingRolledBack;
  now: () => Date;
  onProblem: FinishIntentsDeps['onProblem'];
}

/** SageMaker API Reference, ApprovalDescription. */
const DESCRIPTION_LENGTH = 1_024;

/** CodePipeline has accepted a rollback: whose it is, what it takes out, and what that says of the release it takes out. */
export async function followRollback(
  deps: FollowRollbackDeps,
  pending: PendingIntent,
  asked: AskedRollback,
  executionId: string,
): Promise<void> {
  const { pipeline, how, release, replacing, reason, targetId: rollbackOf } = asked;
  await attributeExecution(deps, pipeline, executionId, deps.now(), {
    requestedBy: pending.actor,
    ...{
      reason,
      rollbackOf,
      rollback: { how, auditId: pending.auditId, decidedBy: asked.decidedBy, release, replacing },
    },
  });
  await claimBegan(deps, pipeline, pending.auditId, executionId);
  await deps.notifier.cardChanged(executionCardKey(pipeline, executionId));
  // Nobody knew yet that it is a rollback when it was over before this process, or the one before it, came here.
  const policy = deps.policies.find(pipeline);
  if (policy && (await deps.releases.get(pipeline, executionId))) await deps.recordRelease(policy, executionId);
  if (await isGoingBack(deps, asked)) {
    await failedInProduction(deps, pending, asked, executionId);
    await deps.ringRolledBack(pipeline, { executionId, release, by: pending.actor, at: pending.openedAt });
  }
  await rejectPackage(deps, pending, asked);
}

/** Else somebody goes forward again, which says nothing against the release that stood in. */
async function isGoingBack(
  { releases }: FollowRollbackDeps,
  { pipeline, targetId, replacing }: AskedRollback,
): Promise<boolean> {
  const from = replacing && (await releases.get(pipeline, replacing.executionId));
  const to = await releases.get(pipeline, targetId);
  return from !== undefined && to !== undefined && goesBack(to, from);
}

async function failedInProduction(
  { releases, notifier }: FollowRollbackDeps,
  pending: PendingIntent,
  { pipeline, replacing, reason }: AskedRollback,
  rolledBackBy: string,
): Promise<void> {
  if (!replacing) return;
  const mark = { as: 'bad', by: pending.actor, at: pending.openedAt, reason, rolledBackBy } as const;
  await releases.update(pipeline, replacing.executionId, (current) => current && withMark(current, mark));
  await notifier.cardChanged(executionCardKey(pipeline, replacing.executionId));
  await notifier.cardChanged(executionCardKey(pipeline, rolledBackBy)); // it says so, too
}

/** What cannot be told to the registry is no reason to give up a rollback that is under way. */
async function rejectPackage(
  { modelRegistry, onProblem }: FollowRollbackDeps,
  { actor, auditId }: PendingIntent,
  { pipeline, rejects: arn, reason }: AskedRollback,
): Promise<void> {
  if (!arn) return;
  const summary = signedReason(actor, reason, auditId, DESCRIPTION_LENGTH);
  try {
    await modelRegistry.answer({ arn, decision: 'rejected', summary, overrules: 'approved' }, ofPipeline(pipeline));
  } catch (error) {
    if (!(error instanceof Refusal) || error.isPassing) throw error;
    onProblem({ what: `model package ${arn} of a release that was rolled back`, error });
  }
}
