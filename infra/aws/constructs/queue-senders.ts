import { ArnFormat, Names, Stack } from 'aws-cdk-lib';
import type { IRuleTarget, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { SubscriptionProtocol, Topic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';

/**
 * How much of a stack's name is compared. CloudFormation begins the name of a rule with it, and shortens both where the
 * name would have more than 64 characters; how far is not documented.
 */
const KEPT = 20;

/**
 * The queue as a rule's target. A queue policy holds 20 statements (Amazon SQS quotas), and the CDK's own target adds one
 * for each rule: here `letRulesSend` allows them all at once.
 */
export function toQueue(queue: IQueue, message?: RuleTargetInput): IRuleTarget {
  return { bind: () => ({ arn: queue.queueArn, ...(message && { input: message }), targetResource: queue }) };
}

/** Lets the rules of the queue's stack send to it, by how CloudFormation names them, and none else of the account. */
export function letRulesSend(queue: IQueue): void {
  const { stackName } = Stack.of(queue);
  const names = stackName.length > KEPT ? `${stackName.slice(0, KEPT)}*` : `${stackName}-*`;
  allow(queue, 'RulesSend', 'events.amazonaws.com', [
    Stack.of(queue).formatArn({
      ...{ service: 'events', resource: 'rule', resourceName: names },
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    }),
  ]);
}

/** Subscribes the queue to topics that exist, and lets them send to it. */
export function subscribe(queue: IQueue, topicArns: readonly string[]): void {
  if (topicArns.length === 0) return;
  const policy = allow(queue, 'TopicsSend', 'sns.amazonaws.com', topicArns);
  for (const [index, arn] of topicArns.entries()) {
    const topic = Topic.fromTopicArn(Stack.of(queue), `Topic${index + 1}`, arn);
    topic.addSubscription({
      bind: () => ({
        subscriberScope: queue,
        subscriberId: Names.nodeUniqueId(topic.node),
        endpoint: queue.queueArn,
        protocol: SubscriptionProtocol.SQS,
        region: topic.env.region,
        ...(policy && { subscriptionDependency: policy }),
      }),
    });
  }
}

function allow(queue: IQueue, sid: string, service: string, sourceArns: readonly string[]) {
  const statement = new PolicyStatement({
    sid,
    principals: [new ServicePrincipal(service)],
    actions: ['sqs:SendMessage'],
    resources: [queue.queueArn],
    conditions: { ArnLike: { 'aws:SourceArn': sourceArns } },
  });
  return queue.addToResourcePolicy(statement).policyDependable;
}
