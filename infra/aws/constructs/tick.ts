import { Duration } from 'aws-cdk-lib';
import { EventField, Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { TICK } from '../../../src/aws/parse-event';
import { toQueue } from './queue-senders';

/** Longest that a lost event or a due reminder goes unnoticed. */
const EVERY = Duration.minutes(3);

/**
 * The recurring tick, at which the bot compares its record with AWS. A scheduled rule rather than EventBridge Scheduler:
 * it carries its own time in the message and needs no role.
 */
export function tick(scope: Construct, queue: IQueue): Rule {
  const message = RuleTargetInput.fromObject({
    id: EventField.eventId,
    time: EventField.time,
    source: TICK.source,
    'detail-type': TICK.detailType,
    detail: {},
  });
  return new Rule(scope, 'Tick', { schedule: Schedule.rate(EVERY), targets: [toQueue(queue, message)] });
}
