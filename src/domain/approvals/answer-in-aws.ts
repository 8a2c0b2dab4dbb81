import type { ModelRegistry } from '../ports/model-registry';
import type { AnsweredApproval, ApprovalEnding, Pipelines } from '../ports/pipelines';
import type { Approval, Decision } from './approval';

export interface AnswerInAwsDeps {
  pipelines: Pipelines;
  modelRegistry: ModelRegistry;
}

/** Gives an answer to whoever asked: CodePipeline. Exactly one is accepted, and what is accepted tells whose it was. */
export async function answerInAws(
  { pipelines }: AnswerInAwsDeps,
  approval: Approval,
  answer: { decision: Decision; summary: string },
): Promise<AnsweredApproval> {
  if (approval.kind === 'package') throw new Error('not yet');
  return pipelines.answerApproval({ ...approval, ...answer });
}

/** How it ended there; undefined while it is open or where it is unknown. */
export async function endingInAws(
  { pipelines }: AnswerInAwsDeps,
  approval: Approval,
): Promise<ApprovalEnding | undefined> {
  if (approval.kind === 'package') throw new Error('not yet');
  return pipelines.approvalEnding(approval);
}
