import type { RequestApproval } from '../approvals/request-approval';
import type { SettleApproval } from '../approvals/settle-approval';
import type { AuditedDeps } from '../audit/audited';
import type { PendingIntent } from '../audit/pending-intent';
import { compareBuilds, type TrackBuildDeps } from '../builds/track-build';
import { executionCardKey } from '../cards';
import { Refusal } from '../errors';
import type { PipelinePolicy, Policies } from '../policies/policy';
import type { Approvals } from '../ports/approvals';
import type { Locks } from '../ports/locks';
import type { Notifier } from '../ports/notifier';
import type { ActionExecution, ExecutionSummary } from '../ports/pipelines';
import type { ExpireLock } from '../releases/lock-pipeline';
import { applyChange, type Execution, type ExecutionChange, isEnded, type StageStatus } from './execution';
import { type IntroduceExecutionDeps, introduceExecution } from './introduce-execution';

export interface ReconcileDeps extends AuditedDeps, IntroduceExecutionDeps, TrackBuildDeps {
  policies: Policies;
  approvals: Approvals;
  notifier: Notifier;
  locks: Locks;
  expireLock: ExpireLock;
  requestApproval: RequestApproval;
  settleApproval: SettleApproval;
  settleApprovalsOf: (execution: Execution) => Promise<void>;
  /** How to finish an intent, by its action. */
  resume: Record<string, (pending: PendingIntent) => Promise<void>>;
  /** Tells the log of what could not be reconciled; the rest of the pass goes on. */
  onProblem: (problem: { what: string; error: unknown }) => void;
}

export type Reconcile = () => Promise<void>;

/** How many of the newest executions are compared with AWS. */
const WINDOW = 20;

/**
 * Finds what no event told: intents that a dead process left, executions, approvals and builds whose events never came,
 * cards that are behind. Runs at start and at every tick; a pass that finds nothing changes nothing.
 */
export function reconcile(deps: ReconcileDeps): Reconcile {
  const { policies, notifier, locks, now, onProblem } = deps;
  return async () => {
    await attempt('pending intents', () => finishPendingIntents(deps));
    for (const policy of policies.pipelines()) {
      await attempt(`pipeline ${policy.name}`, () => comparePipeline(deps, policy));
    }
    for (const { name } of policies.projects()) {
      await attempt(`project ${name}`, () => compareBuilds(deps, name));
    }
    await attempt('locks that are over', async () => {
      for (const over of await locks.due(now())) {
        if (policies.find(over.pipeline)) await deps.expireLock(over);
      }
    });
    await attempt('cards behind', () => notifier.drawCardsBehind());
  };

  async function attempt(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      onProblem({ what, error });
    }
  }
}

async function finishPendingIntents(deps: ReconcileDeps): Promise<void> {
  const { pending, now, onProblem } = deps;
  for (const intent of await pending.due(now())) {
    const until = new Date(now().getTime() + deps.intentLeaseMs);
    if (!(await pending.takeOver(intent.auditId, now(), until))) continue;
    try {
      await finishIntent(deps, { ...intent, dueAt: until });
    } catch (error) {
      // A refusal is an outcome, already on record. Anything else leaves the intent due again.
      if (!(error instanceof Refusal)) onProblem({ what: `intent ${intent.auditId} (${intent.action})`, error });
    }
  }
}

async function finishIntent(deps: ReconcileDeps, intent: PendingIntent): Promise<void> {
  const { audit, pending, resume } = deps;
  const records = await audit.find(intent.chain, intent.auditId, intent.openedAt);
  if (records.some((record) => record.phase !== 'intended')) {
    await pending.close(intent.auditId);
    return;
  }
  if (records.length === 0) {
    // Never written, so nothing was done. A mark that will not go was confirmed meanwhile by a process that is alive.
    await pending.drop(intent.auditId);
    return;
  }
  const finishing = resume[intent.action];
  if (!finishing) throw new Error(`no way to finish an intent of action ${intent.action}`);
  await finishing(intent);
}

async function comparePipeline(deps: ReconcileDeps, policy: PipelinePolicy): Promise<void> {
  const { executions, pipelines, approvals } = deps;
  for (const summary of await pipelines.recentExecutions(policy.name, WINDOW)) {
    const known = await executions.get(policy.name, summary.executionId);
    const over = isEnded(summary.status);
    if (known ? known.status === summary.status && over : over) continue;
    await compareExecution(deps, policy, summary, known);
  }
  const waiting = await pipelines.waitingApprovals(policy.name);
  for (const approval of waiting) await deps.requestApproval(policy, approval);
  for (const approval of await approvals.open(policy.name)) {
    if (waiting.some((candidate) => candidate.approvalId === approval.approvalId)) continue;
    const ending = await pipelines.approvalEnding(approval);
    const execution = await executions.get(policy.name, approval.executionId);
    if (ending) await deps.settleApproval(approval.approvalId, ending);
    else if (execution) await deps.settleApprovalsOf(execution);
  }
}

async function compareExecution(
  deps: ReconcileDeps,
  policy: PipelinePolicy,
  summary: ExecutionSummary,
  known: Execution | undefined,
): Promise<void> {
  const { executions, pipelines, notifier } = deps;
  const { executionId } = summary;
  const actions = await pipelines.actions(policy.name, executionId);
  const upToDate = (execution: Execution): Execution =>
    changesFrom(summary, actions, attemptOf(execution, summary, actions)).reduce(applyChange, execution);
  if (known && upToDate(known) === known) return;
  const card = executionCardKey(policy.name, executionId);
  await notifier.cardWillChange(card);
  await introduceExecution(deps, policy.name, executionId, summary.startedAt);
  const saved = await executions.update(policy.name, executionId, (current) => current && upToDate(current));
  await notifier.cardChanged(card);
  if (saved) await deps.settleApprovalsOf(saved);
}

/** One more than we know of where a retry's event never came: something was begun after the end, by AWS's own clock. */
function attemptOf(
  { status, endedAt, attempt }: Execution,
  summary: ExecutionSummary,
  actions: readonly ActionExecution[],
): number {
  const isRetried =
    status !== summary.status && endedAt !== undefined && actions.some(({ startedAt }) => startedAt > endedAt);
  return isRetried ? attempt + 1 : attempt;
}

/** The truth of AWS as the changes that events would have brought. */
function changesFrom(
  summary: ExecutionSummary,
  actions: readonly ActionExecution[],
  attempt: number,
): ExecutionChange[] {
  const names = [...new Set(actions.map((action) => action.stage))];
  const stageChanges = names.map((name): ExecutionChange => {
    const own = actions.filter((action) => action.stage === name);
    const at = new Date(Math.max(...own.map((action) => action.updatedAt.getTime())));
    return { stage: { name, status: stageStatus(own) }, attempt, at };
  });
  const failed = actions.find((action) => action.status === 'Failed');
  const ending: ExecutionChange = {
    executionStatus: summary.status,
    failedAction: failed && {
      stage: failed.stage,
      action: failed.action,
      summary: failed.summary,
      url: failed.externalUrl,
    },
    attempt,
    at: summary.updatedAt,
  };
  return [...stageChanges, ending];
}

function stageStatus(actions: readonly ActionExecution[]): StageStatus {
  if (actions.some((action) => action.status === 'InProgress')) return 'InProgress';
  if (actions.some((action) => action.status === 'Failed')) return 'Failed';
  return actions.some((action) => action.status === 'Abandoned') ? 'Stopped' : 'Succeeded';
}
