import type { RequestApproval } from '../approvals/request-approval';
import type { SettleApproval } from '../approvals/settle-approval';
import { executionCardKey } from '../cards';
import type { PipelinePolicy } from '../policies/policy';
import type { Approvals } from '../ports/approvals';
import type { Notifier } from '../ports/notifier';
import type { ActionExecution, ExecutionSummary } from '../ports/pipelines';
import { applyChange, type Execution, type ExecutionChange, isEnded, type StageStatus } from './execution';
import { type IntroduceExecutionDeps, introduceExecution } from './introduce-execution';

export interface ComparePipelineDeps extends IntroduceExecutionDeps {
  approvals: Approvals;
  notifier: Notifier;
  requestApproval: RequestApproval;
  settleApproval: SettleApproval;
  settleApprovalsOf: (execution: Execution) => Promise<void>;
  now: () => Date;
}

/** An execution that ended longer ago than this is no news: it is not dug out. One day. */
const NEWS_MS = 24 * 60 * 60_000;

/**
 * Brings our record of a pipeline up to what CodePipeline says: of its newest executions, and of every one that is open
 * on record. What is asked of AWS is two calls, one for each execution in progress, and one for each approval that has
 * ended unheard.
 * @param window how many of the newest executions are looked at
 */
export async function comparePipeline(
  deps: ComparePipelineDeps,
  policy: PipelinePolicy,
  window: number,
): Promise<void> {
  const { executions, pipelines } = deps;
  const [summaries, records, open] = await Promise.all([
    pipelines.recentExecutions(policy.name, window),
    executions.newest(policy.name, window),
    executions.open(policy.name),
  ]);
  const known = new Map([...records, ...open].map((execution) => [execution.executionId, execution]));
  const since = watchedSince(records, deps.now());
  for (const summary of summaries) {
    const record = known.get(summary.executionId);
    if (isUpToDate(summary, record) || (!record && isOldNews(summary, since))) continue;
    await compareExecution(deps, policy, summary, record);
  }
  const seen = new Set(summaries.map(({ executionId }) => executionId));
  for (const record of open.filter(({ executionId }) => !seen.has(executionId))) {
    await compareOlder(deps, policy, record);
  }
  await compareApprovals(deps, policy);
}

const isUpToDate = ({ status }: ExecutionSummary, record: Execution | undefined): boolean =>
  isEnded(status) && record?.status === status;

/** From when on the bot has been there, as far as its newest records tell; a history from before is not its to tell. */
function watchedSince(records: readonly Execution[], now: Date): number {
  const oldest = records.at(-1);
  return oldest ? Math.max(oldest.startedAt.getTime(), now.getTime() - NEWS_MS) : Number.POSITIVE_INFINITY;
}

const isOldNews = ({ status, startedAt, updatedAt }: ExecutionSummary, since: number): boolean =>
  isEnded(status) && (startedAt.getTime() < since || updatedAt.getTime() < since);

/** What AWS says of an execution: a summary, or, of an older one, its status alone. */
type Told = Pick<ExecutionSummary, 'executionId' | 'status' | 'startedAt'> & { updatedAt?: Date };

/** One that is open on record and no longer among the newest. */
async function compareOlder(deps: ComparePipelineDeps, policy: PipelinePolicy, record: Execution): Promise<void> {
  const facts = await deps.pipelines.execution(policy.name, record.executionId);
  if (facts) await compareExecution(deps, policy, { ...facts, startedAt: record.startedAt }, record);
}

async function compareApprovals(deps: ComparePipelineDeps, policy: PipelinePolicy): Promise<void> {
  const { executions, pipelines, approvals } = deps;
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
  deps: ComparePipelineDeps,
  policy: PipelinePolicy,
  told: Told,
  known: Execution | undefined,
): Promise<void> {
  const { executions, pipelines, notifier } = deps;
  const { executionId, startedAt } = told;
  const actions = await pipelines.actions(policy.name, executionId);
  const summary = { ...told, updatedAt: told.updatedAt ?? lastOf(actions) ?? deps.now() };
  const upToDate = (execution: Execution): Execution =>
    changesFrom(summary, actions, attemptOf(execution, summary, actions)).reduce(applyChange, execution);
  if (known && upToDate(known) === known) return;
  const card = executionCardKey(policy.name, executionId);
  await notifier.cardWillChange(card);
  await introduceExecution(deps, policy.name, executionId, startedAt);
  const saved = await executions.update(policy.name, executionId, (current) => current && upToDate(current));
  await notifier.cardChanged(card);
  if (saved) await deps.settleApprovalsOf(saved);
}

/** One more than we know of where a retry's event never came: something was begun after the end, by AWS's own clock. */
function attemptOf(
  { status, endedAt, attempt }: Execution,
  summary: Told,
  actions: readonly ActionExecution[],
): number {
  const isRetried =
    status !== summary.status && endedAt !== undefined && actions.some(({ startedAt }) => startedAt > endedAt);
  return isRetried ? attempt + 1 : attempt;
}

/** The truth of AWS as the changes that events would have brought. */
function changesFrom(
  summary: Told & { updatedAt: Date },
  actions: readonly ActionExecution[],
  attempt: number,
): ExecutionChange[] {
  const names = [...new Set(actions.map((action) => action.stage))];
  const stageChanges = names.map((name): ExecutionChange => {
    const own = actions.filter((action) => action.stage === name);
    const at = lastOf(own) ?? summary.updatedAt;
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

/** When something last happened to one of these. */
function lastOf(actions: readonly ActionExecution[]): Date | undefined {
  const times = actions.map(({ updatedAt }) => updatedAt.getTime());
  return times.length > 0 ? new Date(Math.max(...times)) : undefined;
}

function stageStatus(actions: readonly ActionExecution[]): StageStatus {
  if (actions.some((action) => action.status === 'InProgress')) return 'InProgress';
  if (actions.some((action) => action.status === 'Failed')) return 'Failed';
  return actions.some((action) => action.status === 'Abandoned') ? 'Stopped' : 'Succeeded';
}
