import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { eventPatterns, rulesFor } from '../../../infra/aws/constructs/event-rules';
import { UNDERSTOOD_EVENTS } from '../../../src/aws/parse-event';
import { parseConfiguration } from '../../../src/config/load';
import { matchesPattern, type Pattern } from './event-matching';

const EVENTS = join(__dirname, '../../fixtures/events');

interface Sample {
  source: string;
  'detail-type': string;
  detail: Record<string, unknown>;
}

/** Sample events that EventBridge would bring. */
const samples = readdirSync(EVENTS)
  .map((file): [string, Sample] => [file, JSON.parse(readFileSync(join(EVENTS, file), 'utf8'))])
  .filter(([, event]) =>
    UNDERSTOOD_EVENTS.some(({ source, detailType }) => source === event.source && detailType === event['detail-type']),
  );

/** A configuration with whatever an event is about, or with something of another name. */
function configured({ detail }: Sample, ending = ''): string {
  const named = (value: unknown): string => `${[value].flat()[0]}${ending}`;
  const { pipeline, repositoryName, repositoryNames, ModelPackageGroupName: group, EndpointName: endpoint } = detail;
  const model = [
    ...(group === undefined ? [] : [`modelPackageGroup: ${named(group)}`]),
    ...(endpoint === undefined ? [] : [`endpoints: [${named(endpoint)}]`]),
  ];
  const project = detail['project-name'];
  const repository = repositoryName ?? repositoryNames;
  return [
    'channel: C0RELEASES',
    `pipelines: { ${pipeline === undefined ? 'something' : named(pipeline)}: { ${model.join(', ')} } }`,
    ...(project === undefined ? [] : [`projects: { ${named(project)}: {} }`]),
    ...(repository === undefined ? [] : [`repositories: { ${named(repository)}: {} }`]),
  ].join('\n');
}

const matching = (configuration: string, event: Sample): number =>
  patternsOf(configuration).filter((pattern) => matchesPattern(pattern, { ...event })).length;

const patternsOf = (configuration: string): Pattern[] =>
  eventPatterns(parseConfiguration(configuration, 'mlpipeline.yaml')).map(
    ({ eventPattern: { detailType, ...rest } }): Pattern => ({ ...rest, 'detail-type': detailType }),
  );

describe('the event rules', () => {
  it.each(samples)('bring %s once where it is about something that is configured, and only then', (_file, event) => {
    expect(matching(configured(event), event)).toBe(1);
    expect(matching(configured(event, '-2'), event)).toBe(0);
  });

  it('bring what another account or region forwards, as it comes', () => {
    const [, event] = samples.find(([file]) => file === 'codepipeline.pipeline.STARTED.json') ?? [];
    if (!event) throw new Error('no sample');
    const forwarded = { ...event, account: '210987654321', region: 'eu-west-3' };

    expect(matching(configured(event), forwarded)).toBe(1);
  });

  it('bring the ring of an alarm, and a build of a repository’s pull request', () => {
    const configuration = `
channel: C0RELEASES
pipelines: { penguins: { alarms: [drift] } }
repositories: { penguins: {} }`;
    const ring = (alarmName: string): Sample => ({
      source: 'aws.cloudwatch',
      'detail-type': 'CloudWatch Alarm State Change',
      detail: { alarmName },
    });
    const built = (repository: string): Sample => ({
      source: 'aws.codebuild',
      'detail-type': 'CodeBuild Build State Change',
      detail: {
        'project-name': 'tests',
        'additional-information': {
          source: { location: `https://git-codecommit.us-east-1.amazonaws.com/v1/repos/${repository}` },
        },
      },
    });

    expect(
      [ring('drift'), ring('other'), built('penguins'), built('king-penguins')].map((event) =>
        matching(configuration, event),
      ),
    ).toEqual([1, 0, 1, 0]);
  });

  it('are refused with a sentence where a bus does not hold as many', () => {
    const alarmsOf = (pipeline: number) =>
      Array.from({ length: 100 }, (_, index) => `alarm ${pipeline}-${index} ${'y'.repeat(235)}`);
    const lots = Array.from({ length: 30 }, (_, index) => `p${index}: { alarms: ${JSON.stringify(alarmsOf(index))} }`);
    const patterns = eventPatterns(
      parseConfiguration(`channel: C0RELEASES\npipelines:\n  ${lots.join('\n  ')}\n`, 'mlpipeline.yaml'),
    );

    expect(() => rulesFor(new Stack(new App(), 'data'), patterns, () => ({ bind: () => ({ arn: 'arn' }) }))).toThrow(
      /needs \d+ event rules in one account and region, where EventBridge has 300: shorten names/,
    );
  });
});
