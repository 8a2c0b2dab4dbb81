import { ArnFormat, type Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { LIST_INDEX } from '../../../src/aws/state-table';
import type { AwsSettings } from '../settings';
import type { DataStack } from '../stacks/data-stack';

/**
 * Everything that the bot may do in AWS, one statement per group of calls that its gateways make. A test compares it with
 * the calls that are in the code: whoever adds one there adds it here.
 */
export function botPermissions(stack: Stack, data: DataStack, settings: AwsSettings, file: Asset): PolicyStatement[] {
  const to = resources(stack, settings);
  return [
    allow(
      'ReadPipelines',
      'codepipeline',
      ['GetPipeline', 'GetPipelineExecution', 'GetPipelineState', 'ListActionExecutions', 'ListPipelineExecutions'],
      to.pipelines,
    ),
    allow('StartAndStopExecutions', 'codepipeline', ['StartPipelineExecution', 'StopPipelineExecution'], to.pipelines),
    allow(
      'ChangeStages',
      'codepipeline',
      ['DisableStageTransition', 'EnableStageTransition', 'RetryStageExecution', 'RollbackStage'],
      to.stages,
    ),
    allow('AnswerApprovals', 'codepipeline', ['PutApprovalResult'], to.actions),
    allow('ReadBuilds', 'codebuild', ['BatchGetBuilds'], to.builds),
    allow('StartBuilds', 'codebuild', ['BatchGetProjects', 'ListBuildsForProject', 'StartBuild'], to.projects),
    allow('ReadBuildLogs', 'logs', ['GetLogEvents'], to.logs),
    allow('ReadTestReports', 'codebuild', ['BatchGetReports', 'DescribeTestCases'], to.reportGroups),
    allow(
      'ReadCommits',
      'codecommit',
      ['BatchGetCommits', 'GetBranch', 'GetCommit', 'GetDifferences', 'GetRepository'],
      to.repositories,
    ),
    allow(
      'TakeEvents',
      'sqs',
      ['ChangeMessageVisibility', 'DeleteMessage', 'GetQueueAttributes', 'ReceiveMessage'],
      [data.queue.queueArn],
    ),
    allow('SetMalformedAside', 'sqs', ['SendMessage'], [data.deadLetters.queueArn]),
    allow('ReadPullRequests', 'codecommit', ['GetPullRequest', 'ListPullRequests'], to.pullRequests),
    allow('ReadModelPackages', 'sagemaker', ['DescribeModelPackage', 'ListModelPackages'], to.modelPackages),
    allow('AnswerModelPackages', 'sagemaker', ['UpdateModelPackage'], to.packageVersions),
    allow('ReadEndpoints', 'sagemaker', ['DescribeEndpoint'], to.endpoints),
    allow('ReadAlarms', 'cloudwatch', ['DescribeAlarms'], to.alarms),
    allow(
      'KeepState',
      'dynamodb',
      ['DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'],
      [data.stateTable.tableArn, `${data.stateTable.tableArn}/index/${LIST_INDEX}`],
    ),
    allow('ReadConfiguration', 's3', ['GetObject'], [file.bucket.arnForObjects(file.s3ObjectKey)]),
    allow('WorkElsewhere', 'sts', ['AssumeRole'], to.rolesElsewhere),
    // What is once in the audit table can neither be changed nor deleted by the bot.
    allow('WriteAudit', 'dynamodb', ['PutItem', 'Query'], [data.auditTable.tableArn]),
  ].filter(({ resources }) => resources.length > 0);
}

function allow(sid: string, service: string, actions: string[], resources: string[]): PolicyStatement {
  return new PolicyStatement({ sid, actions: actions.map((action) => `${service}:${action}`), resources });
}

/** ARNs as the Service Authorization Reference has them. */
function resources(stack: Stack, { configuration, context }: AwsSettings) {
  const pipelines = own(configuration.pipelines);
  const projects = own(configuration.projects);
  const arnIn = (region: string | undefined, service: string, resource: string, resourceName?: string) =>
    stack.formatArn({
      service,
      resource,
      ...(region && { region }),
      ...(resourceName ? { resourceName } : { arnFormat: ArnFormat.NO_RESOURCE_NAME }),
    });
  const told = own(configuration.repositories);
  const groups = pipelines.flatMap(({ modelPackageGroup, region }) =>
    modelPackageGroup ? [{ group: modelPackageGroup, region }] : [],
  );
  const groupArn = ({ group, region }: PackageGroup) => arnIn(region, 'sagemaker', 'model-package-group', group);
  const versionsArn = ({ group, region }: PackageGroup) => arnIn(region, 'sagemaker', 'model-package', `${group}/*`);
  const pipelineArns = pipelines.map(({ name, region }) => arnIn(region, 'codepipeline', name));

  // Which projects build for a pipeline, and which repositories it takes its source from, is in the pipeline and not in
  // the configuration file. Where the context does not name them, the bot may read those of this account, in the regions
  // of its pipelines: what a build said, who committed what, and the names of changed files, never the source itself.
  const built = context.buildProjects ? unique([...context.buildProjects, ...projects.map(({ name }) => name)]) : ['*'];
  const sources = [...projects.flatMap(({ repository }) => repository ?? []), ...told.map(({ name }) => name)];
  const repositories = context.repositories ? unique([...context.repositories, ...sources]) : ['*'];
  const regions = unique([...pipelines, ...projects, ...told].map(({ region }) => region));
  const inEachRegion = (names: string[], arn: (region: string | undefined, name: string) => string) =>
    regions.flatMap((region) => names.map((name) => arn(region, name)));
  return {
    pipelines: pipelineArns,
    // `/*`: the stages, and beneath them the actions, of a pipeline change with its structure; the pipeline is the boundary.
    stages: pipelineArns.map((arn) => `${arn}/*`),
    actions: pipelineArns.map((arn) => `${arn}/*/*`),
    projects: projects.map(({ name, region }) => arnIn(region, 'codebuild', 'project', name)),
    builds: inEachRegion(built, (region, name) => arnIn(region, 'codebuild', 'project', name)),
    // `-*`: a report group is named `<project>-<name in the buildspec>`.
    reportGroups: inEachRegion(built, (region, name) =>
      arnIn(region, 'codebuild', 'report-group', name === '*' ? '*' : `${name}-*`),
    ),
    // Where CodeBuild writes unless a project says otherwise; `*`: one stream per build.
    logs: inEachRegion(
      built,
      (region, name) => `${arnIn(region, 'logs', `log-group:/aws/codebuild/${name}`)}:log-stream:*`,
    ),
    repositories: inEachRegion(repositories, (region, name) => arnIn(region, 'codecommit', name)),
    pullRequests: told.map(({ name, region }) => arnIn(region, 'codecommit', name)),
    // Listing is of the group, describing of a version in it.
    modelPackages: unique(groups.flatMap((one) => [groupArn(one), versionsArn(one)])),
    packageVersions: unique(groups.map(versionsArn)),
    endpoints: unique(
      pipelines.flatMap(({ endpoints, region }) =>
        // ARNs of SageMaker have the name in lower case.
        endpoints.map((name) => arnIn(region, 'sagemaker', 'endpoint', name.toLowerCase())),
      ),
    ),
    // `*`: composite alarms are described only by whoever may describe all (API Reference, DescribeAlarms).
    alarms: pipelines.some(({ alarms }) => alarms.length > 0) ? ['*'] : [],
    rolesElsewhere: unique(
      [configuration.pipelines, configuration.projects, configuration.repositories].flatMap(rolesOf),
    ),
  };
}

/** A model package group, where its pipeline is. */
interface PackageGroup {
  group: string;
  region: string | undefined;
}

/** Where a pipeline or project is, as far as the configuration says it. */
interface Placed {
  channel?: string | undefined;
  region?: string | undefined;
  roleArn?: string | undefined;
}

/** Those that the bot reaches by its own role; what has a role of its own is reached by that. */
function own<T extends Placed>(named: Record<string, T>): (T & Placed & { name: string })[] {
  return Object.entries(named).flatMap(([name, one]) => (one.roleArn ? [] : [{ ...one, name }]));
}

const rolesOf = (named: Record<string, Placed>): string[] =>
  Object.values(named).flatMap(({ roleArn }) => roleArn ?? []);

const unique = <T>(values: T[]): T[] => [...new Set(values)];
