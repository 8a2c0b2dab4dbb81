import type { FailedAction, OpenApproval, PipelineFacts } from '../ports';
import { expiryOf } from './engine/approval-deadlines';
import type { Engine } from './engine/engine';

/** What notifications say of a pipeline beyond its events. */
export function pipelineFacts(engine: Engine): PipelineFacts {
  return {
    openApproval(pipelineName, actionExecutionId): OpenApproval | undefined {
      const { actionExecutions } = engine.pipeline(pipelineName);
      const approval = actionExecutions.find(({ id }) => id === actionExecutionId);
      if (approval?.approvalToken === undefined || approval.status !== 'InProgress') return undefined;
      const { CustomData, ExternalEntityLink, NotificationArn } = approval.resolvedConfiguration;
      return {
        token: approval.approvalToken,
        expiresAt: expiryOf(approval),
        customData: CustomData,
        externalEntityLink: ExternalEntityLink,
        notificationArn: NotificationArn,
      };
    },
    failedActions(pipelineName, executionId): FailedAction[] {
      return engine
        .pipeline(pipelineName)
        .actionExecutions.filter((action) => action.executionId === executionId)
        .filter(({ status, retried }) => status === 'Failed' && !retried)
        .map(({ stage, declaration, summary, error }) => ({
          stage,
          action: declaration.name,
          information: summary ?? error?.message ?? '',
        }));
    },
  };
}
