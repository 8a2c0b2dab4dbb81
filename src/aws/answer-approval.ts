import {
  type CodePipelineClient,
  GetPipelineExecutionCommand,
  GetPipelineStateCommand,
  PutApprovalResultCommand,
} from '@aws-sdk/client-codepipeline';
import { ApprovalNoLongerOpen } from '../domain/approvals/approval-errors';
import type { ActionExecution, AnsweredApproval, ApprovalAnswer, ApprovalEnding } from '../domain/ports/pipelines';
import { awsErrorName, rethrow } from './aws-errors';
import { effectAfter, isUnknownEffect, lookFor } from './unknown-effect';

interface OpenTokenDeps {
  client: CodePipelineClient;
  actionRows: (pipeline: string, executionId: string) => Promise<ActionExecution[]>;
}

interface AnswerApprovalDeps extends OpenTokenDeps {
  once: CodePipelineClient;
}

/** Both mean that somebody was faster or the time is over (CodePipeline API Reference, PutApprovalResult). */
const TOO_LATE = ['InvalidApprovalTokenException', 'ApprovalAlreadyCompletedException'];

type Place = Omit<ApprovalAnswer, 'decision' | 'summary'>;

/**
 * PutApprovalResult for one action execution. The call has no idempotency token and no execution id, but its token is of
 * one action execution: CodePipeline refuses it for any other, and once the action has ended. It is sent once. If the effect is unknown, or somebody was faster, the
 * answer that CodePipeline holds tells; only if it holds none and the token is still the same the call is repeated, once.
 */
export async function answerApproval(
  deps: AnswerApprovalDeps,
  answer: ApprovalAnswer,
  told?: string,
): Promise<AnsweredApproval> {
  const token = told ?? (await openToken(deps, answer));
  if (!token) return answeredBefore(await lookFor(() => approvalEnding(deps.actionRows, answer)));
  try {
    return await put(deps, answer, token);
  } catch (fault) {
    const ending = await endingAfter(deps, answer, fault);
    if (ending) return answeredBefore(ending, fault);
    const stillOpen = (await effectAfter(fault, () => openToken(deps, answer))) === token;
    if (!stillOpen) throw fault; // nobody knows yet: reconcile comes back to it
  }
  try {
    return await put(deps, answer, token);
  } catch (fault) {
    const ending = await endingAfter(deps, answer, fault);
    if (ending) return answeredBefore(ending, fault);
    throw fault;
  }
}

/** How CodePipeline says that the approval ended, after a fault that may hide its end. Any other fault rises. */
async function endingAfter({ actionRows }: AnswerApprovalDeps, answer: ApprovalAnswer, fault: unknown) {
  if (!TOO_LATE.includes(awsErrorName(fault)) && !isUnknownEffect(fault)) rethrow(fault);
  return effectAfter(fault, () => approvalEnding(actionRows, answer));
}

/** @throws ApprovalNoLongerOpen where no answer was accepted */
function answeredBefore(ending: ApprovalEnding | undefined, cause?: unknown): AnsweredApproval {
  if (ending?.summary !== undefined) return { acceptedSummary: ending.summary };
  throw new ApprovalNoLongerOpen('the stage holds another execution, or the approval ended unanswered', { cause });
}

async function put({ once }: AnswerApprovalDeps, answer: ApprovalAnswer, token: string): Promise<AnsweredApproval> {
  const { $metadata } = await once.send(
    new PutApprovalResultCommand({
      pipelineName: answer.pipeline,
      stageName: answer.stage,
      actionName: answer.action,
      token,
      result: { status: answer.decision === 'approved' ? 'Approved' : 'Rejected', summary: answer.summary },
    }),
  );
  return { acceptedSummary: answer.summary, requestId: $metadata.requestId };
}

/** The token belongs to whichever execution holds the stage now, which may not be the one on the card. */
export async function openToken(deps: OpenTokenDeps, answer: Place): Promise<string | undefined> {
  const { stageStates } = await deps.client.send(new GetPipelineStateCommand({ name: answer.pipeline })).catch(rethrow);
  const stage = stageStates?.find(({ stageName }) => stageName === answer.stage);
  const action = stage?.actionStates?.find(({ actionName }) => actionName === answer.action)?.latestExecution;
  const isOurs =
    stage?.latestExecution?.pipelineExecutionId === answer.executionId &&
    action?.actionExecutionId === answer.approvalId;
  if (!isOurs) return parallelToken(deps, answer);
  return action.status === 'InProgress' ? action.token : undefined;
}

/**
 * Executions in PARALLEL mode are in no pipeline state, so that what it shows may be of an earlier mode; their token is
 * the external execution id of the open action (CodePipeline API Reference, PutApprovalResult).
 */
async function parallelToken({ client, actionRows }: OpenTokenDeps, answer: Place): Promise<string | undefined> {
  const where = { pipelineName: answer.pipeline, pipelineExecutionId: answer.executionId };
  const mode = await client.send(new GetPipelineExecutionCommand(where)).then(
    ({ pipelineExecution }) => pipelineExecution?.executionMode,
    (error) => (awsErrorName(error) === 'PipelineExecutionNotFoundException' ? undefined : rethrow(error)),
  );
  if (mode !== 'PARALLEL') return undefined;
  const rows = await actionRows(answer.pipeline, answer.executionId);
  return rows.find((row) => row.actionExecutionId === answer.approvalId && row.status === 'InProgress')?.externalId;
}

/** How an approval ended, by the action's history; undefined while it is open or where it is unknown. */
export async function approvalEnding(
  actionRows: AnswerApprovalDeps['actionRows'],
  where: Pick<ApprovalAnswer, 'pipeline' | 'executionId' | 'approvalId'>,
): Promise<ApprovalEnding | undefined> {
  const rows = await actionRows(where.pipeline, where.executionId);
  const own = rows.find((row) => row.actionExecutionId === where.approvalId);
  if (!own || own.status === 'InProgress') return undefined;
  return { status: own.status, summary: own.summary, updatedBy: own.updatedBy, at: own.updatedAt };
}
