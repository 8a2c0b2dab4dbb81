import type { ServiceName } from './aws/wire/aws-service';
import { withMadePart } from './made-part';
import { RULES_LEFT_OUT } from './rules-left-out';

/** One operation or method that the local stack imitates. */
export interface Coverage {
  /** Test that proves it, relative to `test/local`. */
  test: string;
  /** What a caller would miss, as far as we know. */
  missing?: string;
}

export type Imitated = Record<ServiceName | 'slack', Record<string, Coverage>>;

const TITLES: Record<keyof Imitated, string> = {
  codepipeline: 'CodePipeline',
  codebuild: 'CodeBuild',
  codecommit: 'CodeCommit',
  cloudwatch: 'CloudWatch',
  logs: 'CloudWatch Logs',
  sagemaker: 'SageMaker',
  sts: 'STS',
  slack: 'Slack Web API',
};

/** Everything that the local stack offers, operation by operation. The tests compare it with what is really served. */
export const COVERAGE: Imitated = {
  codepipeline: {
    CreatePipeline: {
      test: 'aws/codepipeline/updating.test.ts',
      missing: 'tags; triggers, conditions, blockers; action types other than CodeCommit, CodeBuild, Manual',
    },
    DeletePipeline: { test: 'aws/codepipeline/updating.test.ts' },
    DisableStageTransition: { test: 'aws/codepipeline/transitions.test.ts' },
    EnableStageTransition: { test: 'aws/codepipeline/transitions.test.ts' },
    GetPipeline: { test: 'aws/codepipeline/history.test.ts' },
    GetPipelineExecution: { test: 'aws/codepipeline/executing.test.ts' },
    GetPipelineState: { test: 'aws/codepipeline/executing.test.ts', missing: 'stage conditions' },
    ListActionExecutions: {
      test: 'aws/codepipeline/history.test.ts',
      missing: 'log stream ARNs, history that ends after 12 months',
    },
    ListPipelineExecutions: {
      test: 'aws/codepipeline/history.test.ts',
      missing: 'history that ends after 12 months',
    },
    ListPipelines: { test: 'aws/codepipeline/history.test.ts' },
    OverrideStageCondition: {
      test: 'aws/codepipeline/errors.test.ts',
      missing: 'stage conditions: always ConditionNotOverridableException',
    },
    PutApprovalResult: { test: 'aws/codepipeline/approving.test.ts' },
    RetryStageExecution: { test: 'aws/codepipeline/retrying.test.ts' },
    RollbackStage: { test: 'aws/codepipeline/rolling-back.test.ts' },
    StartPipelineExecution: { test: 'aws/codepipeline/starting.test.ts' },
    StopPipelineExecution: { test: 'aws/codepipeline/stopping.test.ts' },
    UpdatePipeline: { test: 'aws/codepipeline/updating.test.ts', missing: 'triggers, conditions, blockers' },
  },
  codebuild: {
    BatchGetBuilds: { test: 'aws/codebuild/operations.test.ts' },
    BatchGetProjects: { test: 'aws/codebuild/operations.test.ts' },
    BatchGetReports: { test: 'aws/codebuild/reports.test.ts', missing: 'formats other than JUnit and Cucumber JSON' },
    CreateProject: {
      test: 'aws/codebuild/projects.test.ts',
      missing: 'secondary sources and artifacts, VPC, cache, tags and the like are refused by name',
    },
    DescribeTestCases: { test: 'aws/codebuild/reports.test.ts', missing: 'formats other than JUnit and Cucumber JSON' },
    ListBuilds: { test: 'aws/codebuild/projects.test.ts' },
    ListBuildsForProject: { test: 'aws/codebuild/operations.test.ts' },
    ListProjects: { test: 'aws/codebuild/projects.test.ts' },
    RetryBuild: { test: 'aws/codebuild/stopping-and-retrying.test.ts' },
    StartBuild: {
      test: 'aws/codebuild/starting.test.ts',
      missing: 'secondary sources and artifacts, sources outside CodeCommit',
    },
    StopBuild: { test: 'aws/codebuild/stopping-and-retrying.test.ts' },
  },
  codecommit: {
    BatchGetCommits: { test: 'aws/codecommit/contents.test.ts' },
    CreateBranch: { test: 'aws/codecommit/branches.test.ts' },
    CreatePullRequest: { test: 'aws/codecommit/pull-requests.test.ts', missing: 'approval rules' },
    GetBlob: { test: 'aws/codecommit/contents.test.ts' },
    GetBranch: { test: 'aws/codecommit/reading.test.ts' },
    GetCommit: { test: 'aws/codecommit/reading.test.ts' },
    GetDifferences: { test: 'aws/codecommit/reading.test.ts' },
    GetFile: { test: 'aws/codecommit/contents.test.ts' },
    GetPullRequest: { test: 'aws/codecommit/pull-request-refusals.test.ts', missing: 'approval rules' },
    GetRepository: { test: 'aws/codecommit/reading.test.ts' },
    ListBranches: { test: 'aws/codecommit/branches.test.ts' },
    ListPullRequests: { test: 'aws/codecommit/pull-requests.test.ts' },
    ListRepositories: { test: 'aws/codecommit/reading.test.ts' },
    MergePullRequestByFastForward: {
      test: 'aws/codecommit/pull-request-refusals.test.ts',
      missing: 'approval rules',
    },
    UpdatePullRequestStatus: { test: 'aws/codecommit/pull-request-refusals.test.ts' },
  },
  cloudwatch: {
    DeleteAlarms: { test: 'aws/cloudwatch/alarms.test.ts' },
    DescribeAlarms: { test: 'aws/cloudwatch/alarms.test.ts', missing: 'composite alarms: there are none' },
    PutMetricAlarm: {
      test: 'aws/cloudwatch/alarms.test.ts',
      missing: 'no metric is evaluated and no action performed; tags, PromQL',
    },
    SetAlarmState: {
      test: 'aws/cloudwatch/alarms.test.ts',
      missing: 'the way back: in AWS the metric takes over within seconds',
    },
  },
  logs: {
    GetLogEvents: {
      test: 'aws/logs/build-logs.test.ts',
      missing: 'logs other than of builds; the time of a printed line is that of CodeBuild’s line before it',
    },
  },
  sagemaker: {
    CreateEndpoint: {
      test: 'aws/sagemaker/endpoints.test.ts',
      missing: 'instances, variants, deployment settings, tags',
    },
    CreateEndpointConfig: { test: 'aws/sagemaker/endpoints.test.ts', missing: 'everything but variants; tags' },
    CreateModel: { test: 'aws/sagemaker/endpoints.test.ts', missing: 'everything but one image and the role' },
    CreateModelPackage: {
      test: 'aws/sagemaker/approving.test.ts',
      missing: 'packages outside a group; validation and image scans',
    },
    CreateModelPackageGroup: { test: 'aws/sagemaker/refusing.test.ts', missing: 'tags' },
    DescribeEndpoint: { test: 'aws/sagemaker/endpoints.test.ts', missing: 'variants' },
    DescribeEndpointConfig: { test: 'aws/sagemaker/endpoints.test.ts' },
    DescribeModel: { test: 'aws/sagemaker/endpoints.test.ts' },
    DescribeModelPackage: {
      test: 'aws/sagemaker/looking-up.test.ts',
      missing: 'the digests of images, which SageMaker finds out',
    },
    DescribeModelPackageGroup: { test: 'aws/sagemaker/looking-up.test.ts' },
    ListModelPackageGroups: { test: 'aws/sagemaker/looking-up.test.ts' },
    ListModelPackages: { test: 'aws/sagemaker/looking-up.test.ts' },
    UpdateEndpoint: {
      test: 'aws/sagemaker/endpoints.test.ts',
      missing: 'deployment settings; it goes back by itself where a model’s image is called unhealthy',
    },
    UpdateModelPackage: { test: 'aws/sagemaker/approving.test.ts' },
  },
  sts: {
    AssumeRole: {
      test: 'aws/sts/assuming.test.ts',
      missing: 'session policies, tags and MFA have no effect',
    },
    GetCallerIdentity: { test: 'aws/sts/assuming.test.ts' },
  },
  slack: {
    'apps.connections.open': { test: 'slack/connections.test.ts' },
    'auth.test': { test: 'slack/web-api.test.ts' },
    'blocks.validate': { test: 'slack/web-api.test.ts' },
    'chat.delete': { test: 'slack/web-api.test.ts', missing: 'the tombstone of a message that begins a thread' },
    'chat.getPermalink': { test: 'slack/web-api.test.ts' },
    'chat.postEphemeral': { test: 'slack/channels.test.ts', missing: 'attachments' },
    'chat.postMessage': {
      test: 'slack/web-api.test.ts',
      missing: 'attachments, parse, link_names, reply_broadcast, unfurling, markdown_text',
    },
    'chat.update': { test: 'slack/reading.test.ts', missing: 'attachments, the edit window' },
    'conversations.history': { test: 'slack/web-api.test.ts' },
    'conversations.info': { test: 'slack/channels.test.ts' },
    'conversations.join': { test: 'slack/channels.test.ts' },
    'conversations.list': { test: 'slack/channels.test.ts' },
    'conversations.members': { test: 'slack/channels.test.ts' },
    'conversations.open': { test: 'slack/channels.test.ts', missing: 'conversations of several people' },
    'conversations.replies': { test: 'slack/reading.test.ts' },
    'files.completeUploadExternal': {
      test: 'slack/files.test.ts',
      missing: 'access_denied, posting_to_channel_denied',
    },
    'files.delete': { test: 'slack/files.test.ts' },
    'files.getUploadURLExternal': { test: 'slack/files.test.ts', missing: 'snippets' },
    'files.info': { test: 'slack/files.test.ts', missing: 'thumbnails, comments' },
    'usergroups.list': { test: 'slack/members.test.ts', missing: 'disabled groups' },
    'usergroups.users.list': { test: 'slack/members.test.ts', missing: 'disabled groups' },
    'users.info': { test: 'slack/members.test.ts' },
    'users.list': { test: 'slack/members.test.ts' },
    'users.lookupByEmail': { test: 'slack/members.test.ts' },
    'views.open': { test: 'slack/dialogs.test.ts' },
    'views.publish': { test: 'slack/app-home.test.ts' },
    'views.push': { test: 'slack/dialogs.test.ts' },
    'views.update': { test: 'slack/dialogs.test.ts', missing: 'App Home: publish it anew' },
  },
};

/** The same as Markdown tables. */
function coverageTables(): string {
  return Object.entries(TITLES)
    .map(([service, title]) => table(title, COVERAGE[service as keyof Imitated]) + leftOut(service as keyof Imitated))
    .join('\n');
}

function table(title: string, operations: Record<string, Coverage>): string {
  const rows = Object.entries(operations).map(([name, { test, missing }]) => {
    const state = missing === undefined ? 'supported' : `partial: ${missing}`;
    return `| ${name} | ${state} | [${test}](../test/local/${test}) |`;
  });
  return [`### ${title}`, '| | | proved by |', '|---|---|---|', ...rows, ''].join('\n');
}

function leftOut(service: keyof Imitated): string {
  const rules = RULES_LEFT_OUT[service];
  if (!rules) return '';
  return ['', '| rule left out | because |', '|---|---|', ...rules.map((cells) => `| ${cells.join(' | ')} |`), ''].join(
    '\n',
  );
}

/** The document with its tables made anew. @throws Error where it has lost the marks around them */
export const withCoverage = (document: string): string => withMadePart(document, coverageTables());
