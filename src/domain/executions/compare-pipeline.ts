import type { RedrawRing } from '../alarms/redraw-ring';
import { type ActionApproval, askedByExecutions } from '../approvals/approval';
import type { RequestApproval } from '../approvals/request-approval';
import type { EndApproval, SettleApproval } from '../approvals/settle-approval';
import { executionCardKey } from '../cards';
import type { PipelinePolicy } from '../policies/policy';
import type { Approvals } from '../ports/approvals';
import type { Notifier } from '../ports/notifier';
import type { ActionExecution, ExecutionSummary } from '../ports/pipelines';
import type { Releases } from '../ports/releases';
import { deployStageOf } from '../releases/deploy-stage';
import { isOnRecord } from '../releases/is-on-record';
import type { RecordCommits } from '../releases/record-commits';
import type { RecordRelease } from '../releases/record-release';
import { type Execution, isEnded } from './execution';
import { type IntroduceExecutionDeps, introduceExecution } from './introduce-execution';
import { findSuperseding } from './superseded-by';
import { type Told, upToDate } from './up-to-date';

export interface ComparePipelineDeps extends IntroduceExecutionDeps {
  approvals: Approvals;
  notifier: Notifier;
  releases: Releases;
  recordRelease: RecordRelease;
  recordCommits: RecordCommits;
  redrawRing: RedrawRing;
  requestApproval: RequestApproval;
  settleApproval: SettleApproval;
  endApproval: EndApproval;
  settleApprovalsOf: (execution: Execution) => Promise<void>;
  now: () => Date;
}

/** An execution that ended longer ago than this is no news: it is not dug out. One day. */
const NEWS_MS = 24 * 60 * 60_000;

/** Milliseconds: several passes, and far longer than CodePipeline's lists are behind. */
const YOUNG_MS = 10 * 60_000;

/**
 * Brings our record of a pipeline up to what CodePipeline says: of its newest executions, and of every one that is open
 * on record. What is asked of AWS is two calls, one for each execution in progress, and one for each approval that has
 * ended unheard.
 * @param window how many of the newest executions are looked at
 * @returns how much was out of date
 */
export async function comparePipeline(
  deps: ComparePipelineDeps,
  policy: PipelinePolicy,
  window: number,
): Promise<number> {
  const { executions, pipelines } = deps;
  const [summaries, records, open] = await Promise.all([
    pipelines.recentExecutions(policy.name, window),
    executions.newest(policy.name, window),
    executions.open(policy.name),
  ]);
  const known = new Map([...records, ...open].map((execution) => [execution.executionId, execution]));
  const since = watchedSince(records, deps.now());
  let fixes = 0;
  for (const summary of summaries) {
    const record = known.get(summary.executionId);
    if (!record && isOldNews(summary, since)) continue;
    if (isUpToDate(summary, record)) {
      if (await releasedUnnoticed(deps, policy, summary, record)) fixes += 1;
      continue;
    }
    if (await compareExecution(deps, policy, summary, record)) fixes += 1;
  }
  const seen = new Set(summaries.map(({ executionId }) => executionId));
  for (const record of open.filter(({ executionId }) => !seen.has(executionId))) {
    if (await compareOlder(deps, policy, record)) fixes += 1;
  }
  return fixes + (await compareApprovals(deps, policy));
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

/**
 * CodePipeline's lists may have been behind when an execution was seen to end, and nothing more is told of it: one that may
 * have succeeded in the deploy stage is looked at once more while it is young. @returns whether it has become a release
 */
async function releasedUnnoticed(
  { releases, recordRelease, redrawRing, now }: ComparePipelineDeps,
  policy: PipelinePolicy,
  { executionId, status, updatedAt }: ExecutionSummary,
  record: Execution | undefined,
): Promise<boolean> {
  const isYoung = now().getTime() - updatedAt.getTime() < YOUNG_MS;
  // Also one that was stopped, or failed afterwards: what was under way in the stage has come to its own end.
  if (!isYoung || !(status === 'Succeeded' || hasEnteredDeploy(policy, record))) return false;
  if (await isOnRecord(releases, policy.name, executionId)) return false;
  if (!(await recordRelease(policy, executionId))) return false;
  await redrawRing(policy);
  return true;
}

const hasEnteredDeploy = ({ deployStage }: PipelinePolicy, record: Execution | undefined): boolean =>
  record?.stages.some(({ name }) => name === (deployStage ?? record.stageNames.at(-1))) ?? false;

/** One that is open on record and no longer among the newest. */
async function compareOlder(deps: ComparePipelineDeps, policy: PipelinePolicy, record: Execution): Promise<boolean> {
  const facts = await deps.pipelines.execution(policy.name, record.executionId);
  return facts ? compareExecution(deps, policy, { ...facts, startedAt: record.startedAt }, record) : false;
}

async function compareApprovals(deps: ComparePipelineDeps, policy: PipelinePolicy): Promise<number> {
  const { executions, pipelines, approvals } = deps;
  const waiting = await pipelines.waitingApprovals(policy.name);
  let fixes = 0;
  for (const approval of waiting) if (await deps.requestApproval(policy, approval)) fixes += 1;
  for (const approval of askedByExecutions(await approvals.open(policy.name))) {
    if (waiting.some((candidate) => candidate.approvalId === approval.approvalId)) continue;
    const ending = await pipelines.approvalEnding(approval);
    const execution = await executions.get(policy.name, approval.executionId);
    if (ending) await deps.settleApproval(approval.approvalId, ending);
    else if (execution && isEnded(execution.status)) await deps.settleApprovalsOf(execution);
    else if (!(await endIfRetried(deps, approval))) continue;
    fixes += 1;
  }
  return fixes;
}

/** Its stage was tried again, and whatever was asked then has been answered too. */
async function endIfRetried(
  { pipelines, endApproval }: ComparePipelineDeps,
  approval: ActionApproval,
): Promise<boolean> {
  const { pipeline, executionId, approvalId, stage, action } = approval;
  const rows = await pipelines.actions(pipeline, executionId);
  const newest = rows.find((row) => row.stage === stage && row.action === action);
  if (!newest || newest.actionExecutionId === approvalId) return false;
  await endApproval(approval, { how: 'stage retried', at: newest.startedAt });
  return true;
}

/** @returns whether it was out of date */
async function compareExecution(
  deps: ComparePipelineDeps,
  policy: PipelinePolicy,
  told: Told,
  known: Execution | undefined,
): Promise<boolean> {
  const { executions, pipelines, notifier } = deps;
  const { executionId, startedAt } = told;
  const actions = await pipelines.actions(policy.name, executionId);
  const overtaken = known && (await findSuperseding(executions, known, { status: told.status, at: deps.now() }));
  const compared = (execution: Execution): Execution =>
    upToDate(execution, { ...told, supersededBy: overtaken }, actions, deps.now());
  if (known && compared(known) === known) return false;
  // Before the record of it: a task that dies in between leaves it to be found again.
  if (await isInProduction(deps, policy, known, actions)) {
    await deps.recordRelease(policy, executionId);
    await deps.redrawRing(policy);
  }
  const card = executionCardKey(policy.name, executionId);
  await notifier.cardWillChange(card);
  const introduced = await introduceExecution(deps, policy.name, executionId, startedAt);
  let saved: Execution | undefined;
  const change = async () => {
    saved = await executions.update(policy.name, executionId, (current) => current && compared(current));
  };
  await (introduced?.rollbackOf ? deps.redrawRing(policy, change, executionId) : change());
  await notifier.cardChanged(card);
  if (saved) await deps.settleApprovalsOf(saved);
  // Last, for it takes a while, and nobody waits for it.
  if (saved && isEnded(saved.status)) await deps.recordCommits(policy, executionId);
  return true;
}

/** As far as its actions tell; whether the whole stage has succeeded is looked into then. */
async function isInProduction(
  { pipelines }: ComparePipelineDeps,
  policy: PipelinePolicy,
  known: Execution | undefined,
  actions: readonly ActionExecution[],
): Promise<boolean> {
  const stage = policy.deployStage ?? known?.stageNames.at(-1) ?? (await deployStageOf(pipelines, policy));
  return actions.some((action) => action.stage === stage && action.status === 'Succeeded');
}
