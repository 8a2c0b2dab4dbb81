import { type CodePipelineClient, GetPipelineStateCommand } from '@aws-sdk/client-codepipeline';
import { isEnded } from '../domain/executions/execution';
import type { ActionExecution, Pipelines, WaitingApproval } from '../domain/ports/pipelines';
import { rethrow } from './aws-errors';
import { newestPerAction } from './codepipeline-shapes';

interface WaitingApprovalsDeps {
  client: CodePipelineClient;
  structure: Pipelines['structure'];
  recentExecutions: Pipelines['recentExecutions'];
  actionRows: (pipeline: string, executionId: string) => Promise<ActionExecution[]>;
}

/** Executions in PARALLEL mode are looked for among the newest ones: CodePipeline runs at most 50 of a pipeline at once. */
const WINDOW = 100;

/**
 * Manual approvals in progress. GetPipelineState tells which execution holds which stage; executions in PARALLEL mode are
 * in no pipeline state, so that their own histories are read instead.
 */
export async function waitingApprovals(
  deps: WaitingApprovalsDeps,
  pipeline: string,
  only?: string,
): Promise<WaitingApproval[]> {
  const { executionMode, stages } = await deps.structure(pipeline);
  if (executionMode === 'PARALLEL') return inHistories(deps, pipeline, only);
  const asking = stages.flatMap(({ name, actions }) =>
    actions.filter(({ category }) => category === 'Approval').map((action) => `${name}/${action.name}`),
  );
  const held = await inState(deps, pipeline, new Set(asking));
  const looked = held.filter(({ executionId }) => only === undefined || executionId === only);
  return Promise.all(looked.map((approval) => withComment(deps, pipeline, approval)));
}

async function inState(
  { client }: WaitingApprovalsDeps,
  name: string,
  asking: ReadonlySet<string>,
): Promise<WaitingApproval[]> {
  const { stageStates = [] } = await client.send(new GetPipelineStateCommand({ name })).catch(rethrow);
  return stageStates.flatMap(({ stageName: stage, latestExecution, actionStates = [] }) =>
    actionStates.flatMap(({ actionName: action, latestExecution: held }): WaitingApproval[] => {
      const executionId = latestExecution?.pipelineExecutionId;
      const approvalId = held?.actionExecutionId;
      const isOpen = held?.status === 'InProgress' && asking.has(`${stage}/${action}`);
      if (!isOpen || !stage || !action || !executionId || !approvalId) return [];
      return [{ stage, action, executionId, approvalId, startedAt: held.lastStatusChange }];
    }),
  );
}

async function inHistories(
  { recentExecutions, actionRows }: WaitingApprovalsDeps,
  pipeline: string,
  only: string | undefined,
): Promise<WaitingApproval[]> {
  const ids = only === undefined ? await inProgress(recentExecutions, pipeline) : [only];
  const histories = await Promise.all(
    ids.map(async (executionId) => ({ executionId, rows: newestPerAction(await actionRows(pipeline, executionId)) })),
  );
  return histories.flatMap(({ executionId, rows }) =>
    rows
      .filter(({ category, status }) => category === 'Approval' && status === 'InProgress')
      .map(({ stage, action, actionExecutionId: approvalId, startedAt, comment, link }) => ({
        ...{ stage, action, executionId, approvalId, startedAt },
        customData: comment,
        externalLink: link,
      })),
  );
}

async function inProgress(recentExecutions: Pipelines['recentExecutions'], pipeline: string): Promise<string[]> {
  const recent = await recentExecutions(pipeline, WINDOW);
  return recent.filter(({ status }) => !isEnded(status)).map(({ executionId }) => executionId);
}

/** The action's own comment and link: in the action's resolved configuration, which only its history has. */
async function withComment(
  { actionRows }: WaitingApprovalsDeps,
  pipeline: string,
  approval: WaitingApproval,
): Promise<WaitingApproval> {
  const rows = await actionRows(pipeline, approval.executionId);
  const own = rows.find((row) => row.actionExecutionId === approval.approvalId);
  return {
    ...approval,
    startedAt: own?.startedAt ?? approval.startedAt,
    customData: own?.comment,
    externalLink: own?.link,
  };
}
