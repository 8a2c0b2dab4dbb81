import { type EventPattern, type IRuleTarget, Rule } from 'aws-cdk-lib/aws-events';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { UNDERSTOOD_EVENTS } from '../../../src/aws/parse-event';
import { ConfigurationError } from '../../../src/config/load';
import type { Configured } from '../permissions/gateway-permissions';
import { unique } from '../permissions/permission';
import { patternsFor } from './event-patterns';
import { toQueue } from './queue-senders';

interface EventRulesProps {
  configuration: Configured;
  queue: IQueue;
}

/**
 * Rules for exactly the events that the bot understands, of exactly what its configuration names. None says where an event
 * is from: what other accounts and regions forward matches too, and the bot compares places (src/aws/event-place.ts).
 */
export class EventRules extends Construct {
  constructor(scope: Construct, id: string, { configuration, queue }: EventRulesProps) {
    super(scope, id);
    rulesFor(this, eventPatterns(configuration), () => toQueue(queue));
  }
}

/** Rules of a bus in a region (EventBridge quotas), less what else is on it: the tick, and what others have there. */
const RULES = 300 - 20;

/**
 * One rule per pattern.
 * @throws ConfigurationError where a bus does not hold as many
 */
export function rulesFor(scope: Construct, patterns: readonly NamedPattern[], target: () => IRuleTarget): Rule[] {
  if (patterns.length > RULES) {
    throw new ConfigurationError('The configuration', [
      `needs ${patterns.length} event rules in one account and region, where EventBridge has 300: shorten names, name fewer alarms, or split the file over two bots in two regions`,
    ]);
  }
  return patterns.map(({ id, eventPattern }) => new Rule(scope, id, { eventPattern, targets: [target()] }));
}

export interface NamedPattern {
  id: string;
  eventPattern: EventPattern;
}

/** What the bot must hear of, in as few patterns as hold it. */
export function eventPatterns(configured: Configured): NamedPattern[] {
  return watched(configured).flatMap(({ rule, source, detailType, detail, names }) =>
    patternsFor(names, (some) => ({ source: [source], detailType, detail: detail(some) })).map(
      (eventPattern, index) => ({ id: `${rule}-${index + 1}`, eventPattern }),
    ),
  );
}

/**
 * By source of events: which member of `detail` names whose event it is, for every detail-type unless it says one, and
 * the names that are ours.
 */
function watched({ pipelines, projects, repositories }: Configured) {
  const policies = Object.values(pipelines);
  return [
    from('aws.codepipeline', 'pipeline', Object.keys(pipelines)),
    from('aws.codebuild', 'project-name', Object.keys(projects)),
    // What tests pull requests: whichever project builds from the repository, by the end of its clone URL.
    {
      ...from('aws.codebuild', 'location', Object.keys(repositories)),
      rule: 'aws.codebuild-location',
      detail: builtFrom,
    },
    from('aws.codecommit', 'repositoryName', Object.keys(repositories), 'CodeCommit Repository State Change'),
    // A list, which matches where one of its members does.
    from('aws.codecommit', 'repositoryNames', Object.keys(repositories), 'CodeCommit Pull Request State Change'),
    from(
      'aws.sagemaker',
      'ModelPackageGroupName',
      unique(policies.flatMap((one) => one.modelPackageGroup ?? [])),
      'SageMaker Model Package State Change',
    ),
    from(
      'aws.sagemaker',
      'EndpointName',
      unique(policies.flatMap(({ endpoints }) => endpoints)),
      'SageMaker Endpoint State Change',
    ),
    from('aws.cloudwatch', 'alarmName', unique(policies.flatMap(({ alarms }) => alarms))),
  ];
}

function from(source: string, member: string, names: string[], only?: string) {
  const types = UNDERSTOOD_EVENTS.filter((event) => event.source === source).map((event) => event.detailType);
  const detailType = only === undefined ? types : types.filter((type) => type === only);
  const rule = only === undefined ? source : `${source}-${member}`;
  return { rule, source, detailType, detail: (some: string[]): object => ({ [member]: some }), names };
}

const builtFrom = (repositories: string[]): object => ({
  'additional-information': { source: { location: repositories.map((name) => ({ suffix: `/repos/${name}` })) } },
});
