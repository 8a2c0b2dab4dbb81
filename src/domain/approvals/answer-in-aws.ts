import { endingOf } from '../model-packages/model-package';
import type { ModelRegistry } from '../ports/model-registry';
import { ofPipeline } from '../ports/owner';
import type { AnsweredApproval, ApprovalEnding, Pipelines } from '../ports/pipelines';
import type { ActionApproval, Approval, Decision, PackageApproval } from './approval';

/** What AWS asks. */
type AwsApproval = ActionApproval | PackageApproval;

export interface AnswerInAwsDeps {
  pipelines: Pipelines;
  modelRegistry: ModelRegistry;
  now: () => Date;
}

/**
 * Gives an answer to whoever asked: CodePipeline, or the model registry. Exactly one is accepted, and what is accepted
 * tells whose it was.
 */
export async function answerInAws(
  { pipelines, modelRegistry }: AnswerInAwsDeps,
  approval: AwsApproval,
  answer: { decision: Decision; summary: string },
  token?: string,
): Promise<AnsweredApproval> {
  if (approval.kind === 'package') {
    return modelRegistry.answer({ arn: approval.arn, ...answer }, ofPipeline(approval.pipeline));
  }
  return pipelines.answerApproval({ ...approval, ...answer }, token);
}

/** How it ended there; undefined while it is open or where it is unknown. */
export async function endingInAws(
  { pipelines, modelRegistry, now }: AnswerInAwsDeps,
  approval: Approval,
): Promise<ApprovalEnding | undefined> {
  if (approval.kind === 'rollback') return undefined; // AWS knows nothing of it
  if (approval.kind === 'action') return pipelines.approvalEnding(approval);
  const facts = await modelRegistry.version(approval.arn, ofPipeline(approval.pipeline));
  return facts ? endingOf(facts) : { status: 'Deleted', at: now() };
}
