import { packageApprovalId } from '../approvals/approval';
import type { AuditRecord } from '../audit/audit-chain';
import { pipelineChain } from '../audit/chains';
import { auditIdIn } from '../audit/signed-reason';
import { type ModelFactsDeps, modelFacts } from '../builds/model-facts';
import { type Execution, isEnded } from '../executions/execution';
import type { PipelinePolicy } from '../policies/policy';
import type { Approvals } from '../ports/approvals';
import type { AuditLog } from '../ports/audit-log';
import type { Executions } from '../ports/executions';
import type { ModelPackage, ModelPackageFacts } from './model-package';

export interface WhereToldDeps extends ModelFactsDeps {
  approvals: Approvals;
  audit: AuditLog;
  executions: Executions;
  now: () => Date;
}

/** Where people read of a version, and by which execution and its approval. */
export type Telling = Pick<ModelPackage, 'told' | 'toldBy' | 'approvalId'>;

/** Milliseconds. An execution that has ended since may have made the version. */
const RECENT_MS = 3_600_000;
/** Executions that are asked whether they made it. */
const WINDOW = 20;
/** Milliseconds. One that has waited for longer when it is first heard of is put on record without a message. */
const QUIET_AFTER_MS = 24 * 3_600_000;

/** Nobody is called for what has stood there for a day when it is first heard of. */
const isOld = ({ modifiedAt }: ModelPackageFacts, now: Date): boolean =>
  now.getTime() - modifiedAt.getTime() > QUIET_AFTER_MS;

/** Decides once, mostly: a version that an execution tells of is looked at again until that has asked about it. */
export async function whereTold(
  deps: WhereToldDeps,
  policy: PipelinePolicy,
  facts: ModelPackageFacts,
  known: ModelPackage | undefined,
): Promise<Telling> {
  if (known?.told === 'here' || known?.told === 'by its approval') return { told: known.told };
  if (known?.told === 'by an execution') return stillToldBy(deps, policy, facts, known);
  if (known?.told === 'quiet' && facts.status === 'pending') return { told: 'quiet' };
  if (await deps.approvals.get(packageApprovalId(policy.name, facts.version))) return { told: 'by its approval' };
  const decision = await decidedHere(deps, policy, facts);
  if (decision) return { told: 'by an execution', approvalId: decision.target };
  if (!known && isOld(facts, deps.now())) return { told: 'quiet' };
  return search(deps, policy, facts);
}

/** An execution that has ended without asking leaves the version to a card of its own. */
async function stillToldBy(
  deps: WhereToldDeps,
  policy: PipelinePolicy,
  facts: ModelPackageFacts,
  { toldBy, approvalId }: ModelPackage,
): Promise<Telling> {
  const telling: Telling = { told: 'by an execution', toldBy, approvalId };
  if (!toldBy || approvalId) return telling;
  const execution = await deps.executions.get(policy.name, toldBy);
  const isUnderWay = execution !== undefined && !isEnded(execution.status);
  if (isUnderWay && facts.status === 'pending') return telling;
  const asked = await approvalOf(deps, policy, toldBy);
  if (asked || facts.status !== 'pending') return { ...telling, approvalId: asked };
  return search(deps, policy, facts);
}

/**
 * An execution that is in progress, or ended within the hour, tells of a version that is of its commit or that it names;
 * of one that still waits it tells only if it has asked. One in progress that has named none may still be about to: the
 * next pass asks again.
 */
async function search(deps: WhereToldDeps, policy: PipelinePolicy, facts: ModelPackageFacts): Promise<Telling> {
  const isPending = facts.status === 'pending';
  let told: Telling['told'] = isPending ? 'by its approval' : 'here';
  for (const execution of await recentExecutions(deps, policy)) {
    const { executionId, status, revision } = execution;
    const isUnderWay = !isEnded(status);
    const named = await packageOf(deps, policy, execution, facts);
    if (named === facts.arn) {
      const approvalId = isUnderWay ? undefined : await approvalOf(deps, policy, executionId);
      if (isUnderWay || approvalId || !isPending) return { told: 'by an execution', toldBy: executionId, approvalId };
    }
    if (isUnderWay && !named && !(facts.commitId && revision)) told = 'undecided';
  }
  return { told };
}

async function recentExecutions({ executions, now }: WhereToldDeps, { name }: PipelinePolicy): Promise<Execution[]> {
  const since = now().getTime() - RECENT_MS;
  const newest = await executions.newest(name, WINDOW);
  return newest.filter(({ status, endedAt }) => !isEnded(status) || (endedAt?.getTime() ?? 0) >= since);
}

/** The model package that an execution has made, as far as it tells. */
async function packageOf(
  deps: WhereToldDeps,
  { name }: PipelinePolicy,
  { executionId, revision }: Execution,
  { arn, commitId }: ModelPackageFacts,
): Promise<string | undefined> {
  if (commitId && commitId === revision?.commitId) return arn;
  return (await modelFacts(deps, name, executionId)).packageArn;
}

/** The approval that an execution has asked for, the newest of several. */
async function approvalOf(
  { pipelines, approvals }: WhereToldDeps,
  { name }: PipelinePolicy,
  executionId: string,
): Promise<string | undefined> {
  const asked = (await pipelines.actions(name, executionId)).filter(({ category }) => category === 'Approval');
  asked.sort((one, next) => next.startedAt.getTime() - one.startedAt.getTime());
  for (const { actionExecutionId } of asked) {
    if (await approvals.get(actionExecutionId)) return actionExecutionId;
  }
  return undefined;
}

/** Our decision whose words the registry holds, on whichever approval it was made. */
export async function decidedHere(
  { audit }: Pick<WhereToldDeps, 'audit'>,
  { name }: PipelinePolicy,
  { status, reason, createdAt }: ModelPackageFacts,
): Promise<AuditRecord | undefined> {
  const auditId = auditIdIn(reason);
  if (!auditId) return undefined;
  const records = await audit.find(pipelineChain(name), auditId, createdAt);
  return records.find(({ action }) => action === `approval.${status}`);
}
