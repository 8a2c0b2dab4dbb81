import {
  type CodePipelineClient,
  GetPipelineStateCommand,
  PutApprovalResultCommand,
} from '@aws-sdk/client-codepipeline';
import { ApprovalNoLongerOpen } from '../domain/errors';
import type { ActionExecution, AnsweredApproval, ApprovalAnswer, ApprovalEnding } from '../domain/ports/pipelines';
import { awsErrorName, isUnknownEffect, rethrow } from './aws-errors';

interface AnswerApprovalDeps {
  client: CodePipelineClient;
  once: CodePipelineClient;
  actionRows: (pipeline: string, executionId: string) => Promise<ActionExecution[]>;
}

/** Both mean that somebody was faster or the time is over (CodePipeline API Reference, PutApprovalResult). */
const TOO_LATE = ['InvalidApprovalTokenException', 'ApprovalAlreadyCompletedException'];

/**
 * PutApprovalResult for one action execution. The call has no idempotency token and no execution id: the token is read
 * now, used only while the stage still holds our execution, and sent once. If the effect is unknown, or somebody was
 * faster, the answer that CodePipeline holds tells; only if it holds none and the approval is still open the call is
 * repeated, once.
 */
export async function answerApproval(deps: AnswerApprovalDeps, answer: ApprovalAnswer): Promise<AnsweredApproval> {
  try {
    return await put(deps, answer);
  } catch (error) {
    const tooLate = TOO_LATE.includes(awsErrorName(error));
    if (!tooLate && !isUnknownEffect(error)) rethrow(error);
    const ending = await approvalEnding(deps.actionRows, answer);
    if (ending?.summary !== undefined) return { acceptedSummary: ending.summary };
    if (ending) throw new ApprovalNoLongerOpen('the approval ended without an answer', { cause: error });
    // Still open: the fault came before the effect. A second fault rises; reconcile comes back to it.
    return put(deps, answer);
  }
}

async function put(
  { client, once, actionRows }: AnswerApprovalDeps,
  answer: ApprovalAnswer,
): Promise<AnsweredApproval> {
  const token = await openToken(client, answer);
  if (!token) {
    const ending = await approvalEnding(actionRows, answer);
    if (ending?.summary !== undefined) return { acceptedSummary: ending.summary };
    throw new ApprovalNoLongerOpen('the stage holds another execution, or the approval has ended');
  }
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
async function openToken(client: CodePipelineClient, answer: ApprovalAnswer): Promise<string | undefined> {
  const { stageStates } = await client.send(new GetPipelineStateCommand({ name: answer.pipeline })).catch(rethrow);
  const stage = stageStates?.find(({ stageName }) => stageName === answer.stage);
  if (stage?.latestExecution?.pipelineExecutionId !== answer.executionId) return undefined;
  const action = stage.actionStates?.find(({ actionName }) => actionName === answer.action)?.latestExecution;
  if (action?.status !== 'InProgress' || action.actionExecutionId !== answer.approvalId) return undefined;
  return action.token;
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
