import type { Call, Reach } from './permission';

/** What gateways reach in a place, as the Service Authorization Reference has it. */
export const REACHES = {
  pipelines: { words: 'the configured pipelines', family: 'Pipelines' },
  stages: {
    words: 'the stages of the configured pipelines',
    family: 'Pipelines',
    wide: 'Stages change with a pipeline’s structure; the pipeline is the boundary.',
  },
  actions: {
    words: 'the actions of the configured pipelines',
    family: 'Pipelines',
    wide: 'Actions change with a pipeline’s structure; the pipeline is the boundary.',
  },
  projects: { words: 'the configured projects', family: 'Projects' },
  builds: {
    words: 'the projects that build for the pipelines',
    family: 'Builds',
    wide: 'Which projects build for a pipeline is in the pipeline and not in mlpipeline.yaml. The context `buildProjects` names them; without it the bot may read what any build of the account said, and start none.',
  },
  reportGroups: {
    words: 'the test reports of the projects that build for the pipelines',
    family: 'Reports',
    wide: 'A report group is named `<project>-<name in the buildspec>`; `buildProjects` in the context leaves only that end open.',
  },
  logs: {
    words: 'the logs of the projects that build for the pipelines',
    family: 'Logs',
    wide: 'Each build has a log stream of its own; `buildProjects` in the context narrows the groups to those of the projects.',
  },
  repositories: {
    words: 'the repositories that the pipelines take their source from',
    family: 'Sources',
    wide: 'Which repositories a pipeline takes its source from is in the pipeline and not in mlpipeline.yaml. The context `repositories` names them; without it the bot may read who committed what in the account, and the names of changed files, never a file.',
  },
  pullRequests: { words: 'the configured repositories', family: 'PullRequests' },
  packageGroups: {
    words: 'the configured model package groups, with their versions',
    family: 'ModelPackages',
    wide: 'Every training adds a version; the group is the boundary.',
  },
  packageVersions: {
    words: 'the versions in the configured model package groups',
    family: 'ModelPackages',
    wide: 'Every training adds a version; the group is the boundary.',
  },
  endpoints: { words: 'the configured endpoints', family: 'Endpoints' },
  alarms: {
    words: 'all alarms, where a pipeline names one',
    family: 'Alarms',
    wide: 'Composite alarms are described only to who may describe all (CloudWatch API Reference, DescribeAlarms).',
  },
} as const satisfies Record<string, Reach>;

export type ReachName = keyof typeof REACHES;

const CODEPIPELINE = 'aws/codepipeline-gateway.ts';
const CODEBUILD = 'aws/codebuild-gateway.ts';
const CODECOMMIT = 'aws/codecommit-gateway.ts';
const PULL_REQUESTS = 'aws/pull-requests-gateway.ts';
const REGISTRY = 'aws/model-registry-gateway.ts';

interface GatewayCall extends Call {
  on: ReachName;
  /** A restriction that gateway-permissions.ts makes of the configuration. */
  only?: 'asTheProjectSays';
}

/** Everything that the gateways call in a place. Tests compare it with the imports of each file and with a bot at work. */
export const GATEWAY_CALLS: readonly GatewayCall[] = [
  {
    ...{ sid: 'PipelineStructure', does: 'Reads stages, actions and variables', port: 'pipelines', on: 'pipelines' },
    by: { [CODEPIPELINE]: ['structure', 'inboundTransition', 'waitingApprovals'] },
    actions: ['codepipeline:GetPipeline'],
  },
  {
    ...{ sid: 'PipelineExecution', does: 'Reads one execution', port: 'pipelines', on: 'pipelines' },
    by: { [CODEPIPELINE]: ['execution'], 'aws/answer-approval.ts': ['answerApproval', 'openToken'] },
    actions: ['codepipeline:GetPipelineExecution'],
  },
  {
    ...{ sid: 'PipelineExecutions', does: 'Lists executions', port: 'pipelines', on: 'pipelines' },
    by: {
      [CODEPIPELINE]: [
        ...['recentExecutions', 'succeededIn', 'waitingApprovals', 'findRollback'],
        ...['rollbackStage', 'stopExecution'],
      ],
    },
    actions: ['codepipeline:ListPipelineExecutions'],
  },
  {
    ...{ sid: 'PipelineActions', does: 'Lists what actions did and reported', port: 'pipelines', on: 'pipelines' },
    by: {
      [CODEPIPELINE]: [
        ...['actions', 'actionHistory', 'waitingApprovals', 'approvalEnding'],
        ...['answerApproval', 'openToken', 'retryStage'],
      ],
    },
    actions: ['codepipeline:ListActionExecutions'],
  },
  {
    ...{ sid: 'PipelineStages', does: 'Reads which execution is in which stage', port: 'pipelines', on: 'pipelines' },
    by: {
      [CODEPIPELINE]: ['stages', 'inboundTransition'],
      'aws/waiting-approvals.ts': ['waitingApprovals'],
      'aws/answer-approval.ts': ['answerApproval', 'openToken'],
    },
    actions: ['codepipeline:GetPipelineState'],
  },
  {
    ...{ sid: 'StartExecution', does: 'Starts an execution (deploy)', port: 'pipelines', on: 'pipelines' },
    by: { [CODEPIPELINE]: ['start'] },
    actions: ['codepipeline:StartPipelineExecution'],
  },
  {
    ...{ sid: 'StopExecution', does: 'Stops an execution (stop)', port: 'pipelines', on: 'pipelines' },
    by: { 'aws/stop-execution.ts': ['stopExecution'] },
    actions: ['codepipeline:StopPipelineExecution'],
  },
  {
    ...{ sid: 'DisableTransition', does: 'Closes the way into a stage (lock)', port: 'pipelines', on: 'stages' },
    by: { [CODEPIPELINE]: ['disableTransition'] },
    actions: ['codepipeline:DisableStageTransition'],
  },
  {
    ...{ sid: 'EnableTransition', does: 'Opens the way into a stage (unlock)', port: 'pipelines', on: 'stages' },
    by: { [CODEPIPELINE]: ['enableTransition'] },
    actions: ['codepipeline:EnableStageTransition'],
  },
  {
    ...{ sid: 'RetryStage', does: 'Retries a failed stage (retry)', port: 'pipelines', on: 'stages' },
    by: { 'aws/retry-stage.ts': ['retryStage'] },
    actions: ['codepipeline:RetryStageExecution'],
  },
  {
    ...{ sid: 'RollbackStage', does: 'Takes a stage back to an earlier execution', port: 'pipelines', on: 'stages' },
    by: { 'aws/rollback-stage.ts': ['rollbackStage'] },
    actions: ['codepipeline:RollbackStage'],
  },
  {
    ...{ sid: 'AnswerApproval', does: 'Approves or rejects a manual approval', port: 'pipelines', on: 'actions' },
    by: { 'aws/answer-approval.ts': ['answerApproval'] },
    actions: ['codepipeline:PutApprovalResult'],
  },
  {
    ...{ sid: 'ReadProject', does: 'Reads a project before it builds it', port: 'builds', on: 'projects' },
    by: { [CODEBUILD]: ['project'] },
    actions: ['codebuild:BatchGetProjects'],
  },
  {
    ...{ sid: 'StartBuild', does: 'Starts a build (build)', port: 'builds', on: 'projects' },
    by: { [CODEBUILD]: ['start'] },
    actions: ['codebuild:StartBuild'],
    only: 'asTheProjectSays',
  },
  {
    ...{ sid: 'FindBuild', does: 'Looks whether a build was started', port: 'builds', on: 'projects' },
    by: { [CODEBUILD]: ['startedFor'] },
    actions: ['codebuild:ListBuildsForProject'],
  },
  {
    ...{ sid: 'ReadBuilds', does: 'Reads builds and the metrics that they export', port: 'builds', on: 'builds' },
    by: { [CODEBUILD]: ['facts', 'exportedVariables', 'startedFor', 'testResults'] },
    actions: ['codebuild:BatchGetBuilds'],
  },
  {
    ...{ sid: 'ReadTestReports', does: 'Reads which tests passed and failed', port: 'builds', on: 'reportGroups' },
    by: { [CODEBUILD]: ['testResults'] },
    actions: ['codebuild:BatchGetReports', 'codebuild:DescribeTestCases'],
  },
  {
    ...{ sid: 'ReadBuildLog', does: 'Reads the end of a build’s log', port: 'logs', on: 'logs' },
    by: { 'aws/logs-gateway.ts': ['newest'] },
    actions: ['logs:GetLogEvents'],
  },
  {
    ...{ sid: 'ReadBranch', does: 'Reads where a branch stands', port: 'repositories', on: 'repositories' },
    by: { [CODECOMMIT]: ['branchTip'] },
    actions: ['codecommit:GetBranch'],
  },
  {
    ...{ sid: 'ReadCloneUrl', does: 'Reads the address to build from', port: 'repositories', on: 'repositories' },
    by: { [CODECOMMIT]: ['cloneUrl'] },
    actions: ['codecommit:GetRepository'],
  },
  {
    ...{ sid: 'ReadCommit', does: 'Reads who committed what', port: 'repositories', on: 'repositories' },
    by: { [CODECOMMIT]: ['commit'] },
    actions: ['codecommit:GetCommit'],
  },
  {
    ...{ sid: 'ReadCommits', does: 'Reads many commits at once', port: 'repositories', on: 'repositories' },
    by: { [CODECOMMIT]: ['commits'] },
    actions: ['codecommit:BatchGetCommits'],
  },
  {
    ...{ sid: 'ReadChangedFiles', does: 'Reads the names of changed files', port: 'repositories', on: 'repositories' },
    by: { [CODECOMMIT]: ['changedFiles'] },
    actions: ['codecommit:GetDifferences'],
  },
  {
    ...{ sid: 'ReadPullRequest', does: 'Reads a pull request', port: 'pullRequests', on: 'pullRequests' },
    by: { [PULL_REQUESTS]: ['get'] },
    actions: ['codecommit:GetPullRequest'],
  },
  {
    ...{ sid: 'ListPullRequests', does: 'Lists open pull requests', port: 'pullRequests', on: 'pullRequests' },
    by: { [PULL_REQUESTS]: ['open'] },
    actions: ['codecommit:ListPullRequests'],
  },
  {
    ...{ sid: 'ReadModelPackage', does: 'Reads a version of a model', port: 'modelRegistry', on: 'packageVersions' },
    by: { [REGISTRY]: ['version', 'answer'] },
    actions: ['sagemaker:DescribeModelPackage'],
  },
  {
    ...{ sid: 'ListModelPackages', does: 'Lists versions of a model', port: 'modelRegistry', on: 'packageGroups' },
    by: { [REGISTRY]: ['waiting', 'newest'] },
    actions: ['sagemaker:ListModelPackages'],
  },
  {
    sid: 'AnswerModelPackage',
    does: 'Approves or rejects a version of a model',
    ...{ port: 'modelRegistry', on: 'packageVersions' },
    by: { 'aws/answer-package.ts': ['answer'] },
    actions: ['sagemaker:UpdateModelPackage'],
  },
  {
    ...{ sid: 'ReadEndpoints', does: 'Reads how endpoints are', port: 'endpoints', on: 'endpoints' },
    by: { 'aws/endpoints-gateway.ts': ['states'] },
    actions: ['sagemaker:DescribeEndpoint'],
  },
  {
    ...{ sid: 'ReadAlarms', does: 'Reads how alarms are', port: 'alarms', on: 'alarms' },
    by: { 'aws/alarms-gateway.ts': ['states'] },
    actions: ['cloudwatch:DescribeAlarms'],
  },
];
