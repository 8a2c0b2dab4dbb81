import { createHash } from 'node:crypto';
import type { AwsEvent, FailedAction, Notification, OpenApproval } from '../ports';

/** What a notification tells beyond its event. */
interface Context {
  approval: OpenApproval | undefined;
  failedActions: readonly FailedAction[];
}

/**
 * An event as a notification rule of the Developer Tools console sends it: without `id` and `version`, `detailType` for
 * `detail-type`, and what a reader would look up as additional attributes. The source actions that AWS adds where an
 * execution has started are left out.
 */
export function developerToolsNotification(event: AwsEvent, context: Context): Notification {
  const { account, region, source, time, resources, detail } = event;
  return {
    account,
    detailType: event['detail-type'],
    region,
    source,
    time,
    notificationRuleArn: ruleArn(event),
    detail,
    resources,
    additionalAttributes: additionalAttributes(event, context),
  };
}

function additionalAttributes({ detail }: AwsEvent, { approval, failedActions }: Context) {
  const { stage, action, state } = detail;
  if (approval) {
    const { externalEntityLink, customData } = approval;
    return {
      ...(externalEntityLink !== undefined && { externalEntityLink }),
      ...(customData !== undefined && { customData }),
    };
  }
  if (state !== 'FAILED') return {};
  const failed = failedActions.filter(
    (one) => (stage === undefined || one.stage === stage) && (action === undefined || one.action === action),
  );
  if (action !== undefined) return { additionalInformation: failed[0]?.information ?? '' };
  return {
    failedActionCount: failed.length,
    failedActions: failed.map((one) => ({ action: one.action, additionalInformation: one.information })),
    failedStage: stage ?? failed[0]?.stage,
  };
}

/** One rule per pipeline, with an id that stays. */
function ruleArn({ account, region, detail }: AwsEvent): string {
  const id = createHash('sha1').update(String(detail.pipeline)).digest('hex');
  return `arn:aws:codestar-notifications:${region}:${account}:notificationrule/${id}`;
}
