import { ArnFormat, type Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { LIST_INDEX } from '../../../src/aws/state-table';
import type { AwsSettings } from '../settings';
import type { DataStack } from '../stacks/data-stack';

/**
 * Everything that the bot may do in AWS, one statement per group of calls that its gateways make. A test compares it with
 * the calls that are in the code: whoever adds one there adds it here.
 */
export function botPermissions(stack: Stack, data: DataStack, settings: AwsSettings): PolicyStatement[] {
  const to = resources(stack, settings);
  return [
    allow(
      'ReadPipelines',
      'codepipeline',
      ['GetPipeline', 'GetPipelineExecution', 'GetPipelineState', 'ListActionExecutions', 'ListPipelineExecutions'],
      to.pipelines,
    ),
    allow('StartExecutions', 'codepipeline', ['StartPipelineExecution'], to.pipelines),
    allow(
      'ChangeStages',
      'codepipeline',
      ['DisableStageTransition', 'EnableStageTransition', 'RollbackStage'],
      to.stages,
    ),
    allow('AnswerApprovals', 'codepipeline', ['PutApprovalResult'], to.actions),
    allow('ReadBuilds', 'codebuild', ['BatchGetBuilds'], to.builds),
    ...(to.startable.length > 0
      ? [allow('StartBuilds', 'codebuild', ['BatchGetProjects', 'ListBuildsForProject', 'StartBuild'], to.startable)]
      : []),
    allow('ReadBuildLogs', 'logs', ['GetLogEvents'], to.logStreams),
    allow('ReadTestReports', 'codebuild', ['BatchGetReports', 'DescribeTestCases'], to.reportGroups),
    allow('ReadCommits', 'codecommit', ['GetBranch', 'GetCommit', 'GetRepository'], to.repositories),
    allow('TakeEvents', 'sqs', ['ChangeMessageVisibility', 'DeleteMessage', 'ReceiveMessage'], [data.queue.queueArn]),
    allow(
      'KeepState',
      'dynamodb',
      ['DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'],
      [data.stateTable.tableArn, `${data.stateTable.tableArn}/index/${LIST_INDEX}`],
    ),
    // What is once in the audit table can neither be changed nor deleted by the bot.
    allow('WriteAudit', 'dynamodb', ['PutItem', 'Query'], [data.auditTable.tableArn]),
  ].filter(({ resources }) => resources.length > 0);
}

function allow(sid: string, service: string, actions: string[], resources: string[]): PolicyStatement {
  return new PolicyStatement({ sid, actions: actions.map((action) => `${service}:${action}`), resources });
}

/** ARNs as the Service Authorization Reference has them. */
function resources(stack: Stack, { configuration, context }: AwsSettings) {
  const pipelines = Object.keys(configuration.pipelines).map((resource) =>
    stack.formatArn({ service: 'codepipeline', resource, arnFormat: ArnFormat.NO_RESOURCE_NAME }),
  );
  const codebuild = (resource: string, resourceName: string) =>
    stack.formatArn({ service: 'codebuild', resource, resourceName });
  const projects = Object.values(configuration.projects);
  const startable = Object.keys(configuration.projects);
  // Which projects build for a pipeline, and which repositories it takes its source from, is in the pipeline and not in
  // the configuration file. Where the context does not name them, the bot may read those of this account and region:
  // what a build said and who committed what, never the source itself.
  const built = context.buildProjects ? [...new Set([...context.buildProjects, ...startable])] : ['*'];
  const named = projects.flatMap(({ repository }) => repository ?? []);
  const repositories = context.repositories ? [...new Set([...context.repositories, ...named])] : ['*'];
  return {
    pipelines,
    // `/*`: the stages, and beneath them the actions, of a pipeline change with its structure; the pipeline is the boundary.
    stages: pipelines.map((arn) => `${arn}/*`),
    actions: pipelines.map((arn) => `${arn}/*/*`),
    builds: built.map((name) => codebuild('project', name)),
    startable: startable.map((name) => codebuild('project', name)),
    // CodeBuild's own log group of a project, a stream per build.
    logStreams: built.map((name) =>
      stack.formatArn({
        service: 'logs',
        resource: 'log-group',
        resourceName: `/aws/codebuild/${name}:log-stream:*`,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
    ),
    // `-*`: a report group is named `<project>-<name in the buildspec>`.
    reportGroups: built.map((name) => codebuild('report-group', name === '*' ? '*' : `${name}-*`)),
    repositories: repositories.map((resource) =>
      stack.formatArn({ service: 'codecommit', resource, arnFormat: ArnFormat.NO_RESOURCE_NAME }),
    ),
  };
}
