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

/** Rules for exactly the events that the bot understands, of exactly what its configuration names. */
export class EventRules extends Construct {
  constructor(scope: Construct, id: string, { configuration, queue }: EventRulesProps) {
    super(scope, id);
    for (const { rule, source, detailType, detail, names } of watched(configuration)) {
      patternsFor(names, (some) => ({ source: [source], detailType, detail: detail(some) })).forEach(
        (eventPattern, index) => {
          new Rule(this, `${rule}-${index + 1}`, { eventPattern, targets: [new SqsQueue(queue)] });
        },
      );
    }
  }
}

/**
 * By source of events: which member of `detail` names whose event it is, for every detail-type unless it says one, and
 * the names that are ours.
 */
function watched({ pipelines, projects, repositories }: Configuration) {
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

const builtFrom = (repositories: string[]): object => ({
  'additional-information': { source: { location: repositories.map((name) => ({ suffix: `/repos/${name}` })) } },
});

const unique = (names: string[]): string[] => [...new Set(names)];
