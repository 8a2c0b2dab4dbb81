import { describeRevision } from '../approvals/gather-evidence';
import type { RefreshEvidence, RequestApproval } from '../approvals/request-approval';
import type { SettleApproval } from '../approvals/settle-approval';
import { executionCardKey } from '../cards';
import type { ActionEvent, ExecutionEvent, StageEvent } from '../events';
import type { PipelinePolicy } from '../policies/policy';
import type { Executions } from '../ports/executions';
import type { Notifier } from '../ports/notifier';
import type { Pipelines } from '../ports/pipelines';
import type { Repositories } from '../ports/repositories';
import { deployStageOf } from '../releases/release';
import { applyChange, type Execution, type ExecutionChange, isEnded } from './execution';
import { introduceExecution } from './introduce-execution';

export interface TrackExecutionDeps {
  executions: Executions;
  pipelines: Pipelines;
  repositories: Repositories;
  notifier: Notifier;
  requestApproval: RequestApproval;
  settleApproval: SettleApproval;
  settleApprovalsOf: (execution: Execution) => Promise<void>;
  refreshEvidence: RefreshEvidence;
}

export type TrackExecution = (
  policy: PipelinePolicy,
  event: ExecutionEvent | StageEvent | ActionEvent,
) => Promise<void>;

/** Brings our record of an execution up to what an event says, whatever came before it, and has its card drawn. */
export function trackExecution(deps: TrackExecutionDeps): TrackExecution {
  const { executions, pipelines, notifier } = deps;
  return async (policy, event) => {
    const { pipeline, executionId } = event;
    if (!(await introduceExecution(deps, pipeline, executionId, event.at))) return;
    const saved = await executions.update(
      pipeline,
      executionId,
      (current) => current && applyChange(current, changeOf(event)),
    );
    if (!saved) return;
    if (!saved.revision) await learnRevision(deps, saved);
    await notifier.cardChanged(executionCardKey(pipeline, executionId));

    if (event.kind === 'action' && event.category === 'Approval') await followApproval(deps, policy, event);
    if (
      event.kind === 'stage' &&
      event.status === 'Succeeded' &&
      (await isDeployStage(pipelines, policy, event.stage))
    ) {
      await deps.refreshEvidence(policy);
    }
    if (event.kind === 'execution' && isEnded(event.status)) await deps.settleApprovalsOf(saved);
  };
}

/** The revision is known once the source action has succeeded; until then each event looks again. */
async function learnRevision(deps: TrackExecutionDeps, execution: Execution): Promise<void> {
  const facts = await deps.pipelines.execution(execution.pipeline, execution.executionId);
  if (!facts?.revision) return;
  const revision = await describeRevision(deps, execution.pipeline, facts.revision);
  await deps.executions.update(execution.pipeline, execution.executionId, (current) =>
    current && !current.revision ? { ...current, revision } : current,
  );
}

async function followApproval(deps: TrackExecutionDeps, policy: PipelinePolicy, event: ActionEvent): Promise<void> {
  const { stage, action, executionId, actionExecutionId: approvalId } = event;
  if (event.status === 'InProgress') {
    const waiting = (await deps.pipelines.waitingApprovals(policy.name)).find(
      (candidate) => candidate.stage === stage && candidate.action === action && candidate.executionId === executionId,
    );
    // Not waiting any more: the event was late, and whoever answered left nothing to ask.
    if (waiting) await deps.requestApproval(policy, waiting);
    return;
  }
  if (!approvalId) return; // an event from before 2023; the end of the execution or the reconcile pass closes the card
  const ending = await deps.pipelines.approvalEnding({ pipeline: policy.name, executionId, stage, action, approvalId });
  if (ending) await deps.settleApproval(approvalId, ending);
}

async function isDeployStage(pipelines: Pipelines, policy: PipelinePolicy, stage: string): Promise<boolean> {
  return stage === (await deployStageOf(pipelines, policy));
}

function changeOf(event: ExecutionEvent | StageEvent | ActionEvent): ExecutionChange {
  const { attempt, at } = event;
  switch (event.kind) {
    case 'execution':
      return { executionStatus: event.status, attempt, at };
    case 'stage':
      return { stage: { name: event.stage, status: event.status }, attempt, at };
    case 'action':
      return { failedAction: event.status === 'Failed' ? failedActionOf(event) : undefined, attempt, at };
  }
}

const failedActionOf = ({ stage, action, summary, url }: ActionEvent) => ({ stage, action, summary, url });
