import type { AwsEvent, Notification, OpenApproval } from '../ports';

/**
 * What CodePipeline publishes to the topic of an approval action (AWS CodePipeline User Guide, JSON data format for manual
 * approval notifications). It has the token and no execution id; it expires on the minute.
 * @param started the event with which the approval began
 */
export function approvalMessage({ region, detail }: AwsEvent, approval: OpenApproval): Notification {
  const { pipeline, stage, action } = detail;
  const console = `https://console.aws.amazon.com/codepipeline/home?region=${region}#/view/${pipeline}`;
  return {
    region,
    consoleLink: console,
    approval: {
      pipelineName: pipeline,
      stageName: stage,
      actionName: action,
      token: approval.token,
      expires: `${approval.expiresAt.toISOString().slice(0, 'yyyy-mm-ddThh:mm'.length)}Z`,
      externalEntityLink: approval.externalEntityLink ?? null,
      approvalReviewLink: `${console}/${stage}/${action}/approve/${approval.token}`,
      customData: approval.customData ?? null,
    },
  };
}
