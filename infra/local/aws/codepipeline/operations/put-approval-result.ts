import { randomUUID } from 'node:crypto';
import type { ApprovalResult, PutApprovalResultInput, PutApprovalResultOutput } from '@aws-sdk/client-codepipeline';
import { AwsError } from '../../aws-error';
import type { Caller } from '../../wire/aws-service';
import type { ActionOutcome } from '../engine/action-outcome';
import type { Engine } from '../engine/engine';
import { finishAction } from '../engine/progress';
import type { ActionExecutionRecord, PipelineRecord } from '../state';
import { actionNamed, stageNamed } from '../structure';

/**
 * AWS CodePipeline API Reference, PutApprovalResult. The token alone says which execution is answered, and it is good for
 * one answer.
 */
export function putApprovalResult(engine: Engine) {
  return (input: PutApprovalResultInput, caller: Caller): PutApprovalResultOutput => {
    const pipeline = engine.pipeline(input.pipelineName ?? '');
    const action = openApproval(pipeline, input);
    return engine.turn(pipeline, (turn) => {
      finishAction(pipeline, action, approvalOutcome(action, input.result, caller), turn);
      return { approvedAt: turn.at };
    });
  };
}

function openApproval(pipeline: PipelineRecord, input: PutApprovalResultInput): ActionExecutionRecord {
  const action = pipeline.actionExecutions.find(
    ({ approvalToken, stage, declaration }) =>
      approvalToken === input.token && stage === input.stageName && declaration.name === input.actionName,
  );
  // An execution in PARALLEL mode may ask in a stage that the structure no longer has.
  if (!action) actionNamed(stageNamed(pipeline.structure, input.stageName ?? ''), input.actionName ?? '');
  // A token that nobody answered and that is open no longer has expired: by timeout, stop, or a change of the pipeline.
  if (!action || (action.status !== 'InProgress' && action.updatedBy === undefined)) {
    throw new AwsError(
      'InvalidApprovalTokenException',
      'The approval request already received a response or has expired.',
    );
  }
  if (action.status !== 'InProgress') {
    throw new AwsError(
      'ApprovalAlreadyCompletedException',
      'The approval action has already been approved or rejected.',
    );
  }
  return action;
}

function approvalOutcome(
  { externalId = randomUUID() }: ActionExecutionRecord,
  result: ApprovalResult | undefined,
  { arn }: Caller,
): ActionOutcome {
  const rejected = result?.status === 'Rejected';
  const summary = result?.summary || `${rejected ? 'Rejected' : 'Approved'} by ${arn}`;
  return {
    status: rejected ? 'Failed' : 'Succeeded',
    // Settled approvals carry an id of their own, which is not the token; in PARALLEL mode they have had one all along.
    externalId,
    summary,
    updatedBy: arn,
    ...(rejected && { error: { code: 'JobFailed', message: summary } }),
  };
}
