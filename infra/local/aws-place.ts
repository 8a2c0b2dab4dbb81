import { join } from 'node:path';
import type { PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { AwsError } from './aws/aws-error';
import { createCloudWatch } from './aws/cloudwatch/cloudwatch';
import { type CodeBuild, createCodeBuild } from './aws/codebuild/codebuild';
import { type CodeCommit, createCodeCommit } from './aws/codecommit/codecommit';
import type { ConsoleLinks } from './aws/codepipeline/console-links';
import { createCodePipeline } from './aws/codepipeline/create-codepipeline';
import type { PipelineDeclaration } from './aws/codepipeline/state';
import { eventsFrom, factsFrom, inPlace } from './aws/elsewhere';
import { createLogs } from './aws/logs/logs';
import type { Place } from './aws/place';
import type { EventSink, PipelineFacts } from './aws/ports';
import { testPullRequests } from './aws/pull-request-rule';
import { createSageMaker } from './aws/sagemaker/sagemaker';
import type { AwsService } from './aws/wire/aws-service';
import type { MovableClock } from './clock';
import type { Closers } from './closers';
import { PENGUINS, penguinsProjects, pullRequestProject } from './pipelines';

export interface AwsPlaceOptions {
  place: Place;
  /** Folder with everything that exists there. */
  directory: string;
  /** Where its repositories and the logs of its builds are served, without a slash at the end. */
  baseUrl: () => string;
  /** Pages that CodePipeline names. */
  links: ConsoleLinks;
  emit: EventSink;
  clock: MovableClock;
  /** What its builds find in their environment. */
  environment: Readonly<Record<string, string>>;
  /** The pipeline that is there from the first start on. */
  pipeline: PipelineDeclaration;
}

export interface AwsPlace {
  services: AwsService[];
  codecommit: CodeCommit;
  codebuild: CodeBuild;
  pipelineFacts: PipelineFacts;
}

/** The stand-ins of one account and region, joined with each other, with the sample project in them. */
export async function startAwsPlace(options: AwsPlaceOptions, closers: Closers): Promise<AwsPlace> {
  const { place, directory, baseUrl, links, emit: emitAnywhere, clock, environment, pipeline } = options;
  const within = (name: string) => join(directory, name);
  const emit = eventsFrom(place, emitAnywhere);

  const codecommit = createCodeCommit({ directory: within('codecommit'), baseUrl, emit, clock: clock.now });
  closers.add(() => codecommit.close());
  const { sources } = codecommit;
  const codebuild = createCodeBuild({ directory: within('codebuild'), baseUrl, emit, environment, clock, sources });
  closers.add(() => codebuild.close());
  for (const project of penguinsProjects()) codebuild.createProject(project);
  const codepipeline = createCodePipeline({
    builds: codebuild.builds,
    sources,
    emit,
    stateFile: within('codepipeline.json'),
    artifactDirectory: within('artifacts'),
    links,
    clock,
  });
  closers.add(() => codepipeline.close());
  await unless('RepositoryNameExistsException', () =>
    codecommit.createRepository(PENGUINS.repository, 'Tells three species of penguins apart'),
  );
  const pullRequests = pullRequestProject(codecommit.cloneUrl(PENGUINS.repository));
  codebuild.createProject(pullRequests);
  testPullRequests({
    pullRequests: codecommit,
    startBuild: (build) => codebuild.startByRule(build, pullRequests.name),
    repositoryName: PENGUINS.repository,
    projectName: pullRequests.name,
    reportFailure: (error, change) => console.error('A pull request is not tested:', change, error),
  });
  await unless('PipelineNameInUseException', () => codepipeline.createPipeline(pipeline));

  const ofPlace = { place, clock, emit: emitAnywhere };
  const cloudwatch = createCloudWatch({ ...ofPlace, stateFile: within('cloudwatch.json') });
  cloudwatch.ensureAlarm(DRIFT);
  const sagemaker = createSageMaker({
    ...ofPlace,
    stateFile: within('sagemaker.json'),
    endpointFile: within('endpoints.json'),
  });
  closers.add(() => sagemaker.close());
  const services = [
    ...[codepipeline.service, codebuild.service, codecommit.service].map((service) => inPlace(service, place)),
    cloudwatch.service,
    createLogs({ place, streams: codebuild.logs }).service,
    createSageMaker({ ...ofPlace, stateFile: within('sagemaker.json'), endpointFile: within('endpoints.json') })
      .service,
  ];
  return { services, codecommit, codebuild, pipelineFacts: factsFrom(place, codepipeline.facts) };
}

/** The alarm that the pipeline of the sample project names. */
const DRIFT: PutMetricAlarmInput = {
  AlarmName: 'drift',
  Namespace: 'Penguins',
  MetricName: 'Drift',
  Statistic: 'Average',
  Period: 300,
  EvaluationPeriods: 1,
  Threshold: 0.25,
  ComparisonOperator: 'GreaterThanThreshold',
};

/** Creates something unless an earlier start did. */
async function unless(exists: string, create: () => unknown): Promise<void> {
  try {
    await create();
  } catch (error) {
    if (!(error instanceof AwsError) || error.code !== exists) throw error;
  }
}
