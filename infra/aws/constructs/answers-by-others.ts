import { Duration } from 'aws-cdk-lib';
import { Alarm, type IAlarmAction, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { EventField, type IRuleTarget, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { ConfigurationError } from '../../../src/config/load';
import { fits, patternsFor } from './event-patterns';
import { type NamedPattern, rulesFor } from './event-rules';

/** What only the bot shall do: docs/permissions.md denies it to everybody else. */
export const ANSWERS = ['PutApprovalResult', 'RollbackStage', 'EnableStageTransition'] as const;

interface AnswersByOthersProps {
  /** Names of pipelines, wherever they are: elsewhere’s events are forwarded. */
  pipelines: readonly string[];
  /** ARNs of all roles that the bot works with. */
  botRoles: readonly string[];
  /** Is told at once, with who did what. */
  topic: ITopic;
}

/**
 * Tells of answers, rollbacks and openings of configured pipelines by anybody but the bot. EventBridge hears of them by
 * CloudTrail, within minutes, where a trail of the account and region records write management events.
 */
export class AnswersByOthers extends Construct {
  constructor(scope: Construct, id: string, { pipelines, botRoles, topic }: AnswersByOthersProps) {
    super(scope, id);
    const rules = rulesFor(this, answersByOthers(pipelines, botRoles), () => told(topic));
    for (const [index, { ruleName }] of rules.entries()) {
      const alarm = new Alarm(this, `Alarm-${index + 1}`, {
        alarmDescription:
          'Somebody other than the bot answered an approval, rolled back a stage or opened a transition. What to do: docs/runbook.md#answers-by-others',
        metric: new Metric({
          namespace: 'AWS/Events',
          metricName: 'TriggeredRules',
          dimensionsMap: { RuleName: ruleName },
          statistic: 'Sum',
          period: Duration.minutes(5),
        }),
        threshold: 1,
        evaluationPeriods: 1,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      });
      alarm.addAlarmAction(new SnsAction(topic) as IAlarmAction);
    }
  }
}

/**
 * Patterns of what CloudTrail tells of calls by others that took effect.
 * @throws ConfigurationError where the roles alone are more than a pattern holds
 */
export function answersByOthers(pipelines: readonly string[], botRoles: readonly string[]): NamedPattern[] {
  const issuer = (arn: object) => ({ userIdentity: { sessionContext: { sessionIssuer: { arn: [arn] } } } });
  const pattern = (some: string[]) => ({
    source: ['aws.codepipeline'],
    detailType: ['AWS API Call via CloudTrail'],
    detail: {
      eventSource: ['codepipeline.amazonaws.com'],
      eventName: [...ANSWERS],
      errorCode: [{ exists: false }],
      requestParameters: { pipelineName: some },
      // Users and the root have no issuer of a session.
      $or: [issuer({ 'anything-but': [...botRoles] }), issuer({ exists: false })],
    },
  });
  const patterns = patternsFor(pipelines, pattern);
  if (!patterns.every(fits)) {
    throw new ConfigurationError('The configuration', [
      'names more roles (roleArn) than one event rule holds, so that answers by others could not be told from the bot’s: use one role per account, or split the file over two bots',
    ]);
  }
  return patterns.map((eventPattern, index) => ({ id: `answers-by-others-${index + 1}`, eventPattern }));
}

function told(topic: ITopic): IRuleTarget {
  const [what, who, pipeline, when] = [
    '$.detail.eventName',
    '$.detail.userIdentity.arn',
    '$.detail.requestParameters.pipelineName',
    '$.detail.eventTime',
  ].map((path) => EventField.fromPath(path));
  const message = RuleTargetInput.fromText(
    `${who} called ${what} on the pipeline ${pipeline} at ${when}, and not by mlpipeline. What to do: docs/runbook.md#answers-by-others`,
  );
  // It lets EventBridge publish without a condition. "You can't use Condition blocks in Amazon SNS topic policies for
  // EventBridge" (EventBridge User Guide): with one nothing would be delivered. What AWS says of a role
  // for such a target contradicts itself, and the alarm on the rule tells by another way.
  return new SnsTopic(topic, { message });
}
