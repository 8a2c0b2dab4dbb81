import { type EventPattern, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { UNDERSTOOD_EVENTS } from '../../../src/aws/parse-event';
import type { Configuration } from '../../../src/config/schema';

interface EventRulesProps {
  configuration: Configuration;
  queue: IQueue;
}

/** The longest pattern that EventBridge takes, in characters (EventBridge quotas). */
const LONGEST_PATTERN = 2_048;

/** Rules for exactly the events that the bot understands, of exactly the pipelines and projects of its configuration. */
export class EventRules extends Construct {
  constructor(scope: Construct, id: string, { configuration, queue }: EventRulesProps) {
    super(scope, id);
    for (const { source, member, names } of watched(configuration)) {
      const detailType = UNDERSTOOD_EVENTS.filter((event) => event.source === source).map((event) => event.detailType);
      if (detailType.length === 0) continue;
      patternsFor(names, (some) => ({ source: [source], detailType, detail: { [member]: some } })).forEach(
        (eventPattern, index) => {
          new Rule(this, `${source}-${index + 1}`, { eventPattern, targets: [new SqsQueue(queue)] });
        },
      );
    }
  }
}

/** Per source of events: the member of `detail` that names whose event it is, and the names that are ours. */
function watched({ pipelines, projects }: Configuration) {
  return [
    { source: 'aws.codepipeline', member: 'pipeline', names: Object.keys(pipelines) },
    { source: 'aws.codebuild', member: 'project-name', names: Object.keys(projects) },
  ];
}

/** As few patterns as hold all names, none of them too long. */
function patternsFor(names: readonly string[], pattern: (names: string[]) => EventPattern): EventPattern[] {
  const lists: string[][] = [];
  for (const name of names) {
    const last = lists.at(-1);
    const longer = [...(last ?? []), name];
    if (last && JSON.stringify(pattern(longer)).length <= LONGEST_PATTERN) last.push(name);
    else lists.push([name]);
  }
  return lists.map(pattern);
}
