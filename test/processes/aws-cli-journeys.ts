import type { ServiceName } from '../../infra/local/aws/wire/aws-service';
import { ACCOUNT } from '../../infra/local/identity';
import { ROLE_ELSEWHERE } from '../../infra/local/pipelines';
import type { AwsCli } from '../support/aws-cli';

const NAME = { name: 'penguins' };
const PIPELINE = { pipelineName: 'penguins' };
const APPROVE = { ...PIPELINE, stageName: 'Approve' };
export const REPOSITORY = { repositoryName: 'penguins' };

/** Goes on until it is stopped. */
const ENDLESS = `
version: 0.2
phases:
  build:
    commands:
      - sleep 600
`;

export type Aws = <Wanted = string>(operation: string, input?: object, query?: string) => Promise<Wanted>;

/** What somebody does at the command line with every operation of a service that the local stack offers. */
export const JOURNEYS: Record<ServiceName, (aws: Aws, cli: AwsCli) => Promise<void>> = {
  async codepipeline(aws) {
    expect(await aws('ListPipelines', {}, 'pipelines[].name')).toEqual(['penguins']);
    const state = `stageStates[?stageName=='Approve'] | [0]`;
    const waiting = await aws<object>(
      'GetPipelineState',
      NAME,
      `${state}.{pipelineExecutionId: latestExecution.pipelineExecutionId}`,
    );

    await aws('DisableStageTransition', { ...APPROVE, transitionType: 'Inbound', reason: 'Friday' });
    expect(await aws('GetPipelineState', NAME, `${state}.inboundTransitionState.disabledReason`)).toBe('Friday');
    await aws('EnableStageTransition', { ...APPROVE, transitionType: 'Inbound' });

    const approval = `${state}.actionStates[0].{actionName: actionName, token: latestExecution.token}`;
    const question = await aws<object>('GetPipelineState', NAME, approval);
    await aws('PutApprovalResult', { ...APPROVE, ...question, result: { status: 'Rejected', summary: 'not yet' } });
    await aws('RetryStageExecution', { ...APPROVE, ...waiting, retryMode: 'FAILED_ACTIONS' });
    const override = aws('OverrideStageCondition', { ...APPROVE, ...waiting, conditionType: 'ON_SUCCESS' });
    await expect(override).rejects.toThrow('ConditionNotOverridableException');
    await aws('StopPipelineExecution', { ...PIPELINE, ...waiting, abandon: true, reason: 'enough' });
    const stopped = await aws('GetPipelineExecution', { ...PIPELINE, ...waiting }, 'pipelineExecution.status');
    expect(stopped).toBe('Stopped');

    const oldest = `pipelineExecutionSummaries[?status=='Succeeded'] | [-1].pipelineExecutionId`;
    const targetPipelineExecutionId = await aws('ListPipelineExecutions', PIPELINE, oldest);
    await aws('RollbackStage', { ...PIPELINE, stageName: 'Deploy', targetPipelineExecutionId });
    const started = await aws('StartPipelineExecution', NAME, 'pipelineExecutionId');
    const ids = await aws('ListActionExecutions', PIPELINE, 'actionExecutionDetails[].pipelineExecutionId');
    expect(ids).toContain(started);

    const structure = await aws<object>('GetPipeline', NAME, 'pipeline');
    await aws('CreatePipeline', { pipeline: { ...structure, name: 'copy' } });
    await aws('UpdatePipeline', { pipeline: { ...structure, name: 'copy', executionMode: 'QUEUED' } });
    await aws('DeletePipeline', { name: 'copy' });
  },

  async codebuild(aws) {
    const names = await aws('ListProjects', {}, 'projects');
    const settings = 'projects[0].{environment: environment, serviceRole: serviceRole}';
    const project = await aws<object>('BatchGetProjects', { names }, settings);
    const [source, artifacts] = [{ type: 'NO_SOURCE', buildspec: ENDLESS }, { type: 'NO_ARTIFACTS' }];
    await aws('CreateProject', { ...project, name: 'endless', source, artifacts });

    const id = await aws('StartBuild', { projectName: 'endless' }, 'build.id');
    await aws('StopBuild', { id });
    const status = () => aws('BatchGetBuilds', { ids: [id] }, 'builds[0].buildStatus');
    while ((await status()) === 'IN_PROGRESS');
    expect(await status()).toBe('STOPPED');
    const again = await aws('RetryBuild', { id }, 'build.id');
    await aws('StopBuild', { id: again });
    expect(await aws('ListBuildsForProject', { projectName: 'endless' }, 'ids')).toEqual([again, id]);

    const ids = await aws('ListBuilds', {}, 'ids');
    const reportArns = await aws('BatchGetBuilds', { ids }, 'builds[].reportArns[]');
    const { total, reportArn } = await aws<{ total: number; reportArn: string }>(
      'BatchGetReports',
      { reportArns },
      'reports[0].{total: testSummary.total, reportArn: arn}',
    );
    expect(await aws('DescribeTestCases', { reportArn }, 'testCases[].status')).toHaveLength(total);
  },

  async codecommit(aws) {
    expect(await aws('ListRepositories', {}, 'repositories[].repositoryName')).toEqual(['penguins']);
    const branchName = await aws('GetRepository', REPOSITORY, 'repositoryMetadata.defaultBranch');
    const tip = await aws('GetBranch', { ...REPOSITORY, branchName }, 'branch.commitId');
    const parent = await aws('GetCommit', { ...REPOSITORY, commitId: tip }, 'commit.parents[0]');
    expect(await aws('BatchGetCommits', { ...REPOSITORY, commitIds: [parent] }, 'commits[].commitId')).toEqual([
      parent,
    ]);
    const between = { ...REPOSITORY, beforeCommitSpecifier: parent, afterCommitSpecifier: tip };
    const changed = 'differences[0].afterBlob.{filePath: path, blobId: blobId}';
    const { filePath, blobId } = await aws<{ filePath: string; blobId: string }>('GetDifferences', between, changed);
    const content = await aws('GetBlob', { ...REPOSITORY, blobId }, 'content');
    expect(await aws('GetFile', { ...REPOSITORY, filePath }, 'fileContent')).toBe(content);

    await aws('CreateBranch', { ...REPOSITORY, branchName: 'stable', commitId: parent });
    expect(await aws('ListBranches', REPOSITORY, 'branches')).toContain('stable');
    const targets = [{ ...REPOSITORY, sourceReference: branchName, destinationReference: 'stable' }];
    const open = () => aws('CreatePullRequest', { title: 'Stable', targets }, 'pullRequest.pullRequestId');
    const [dropped, pullRequestId] = [await open(), await open()];
    await aws('UpdatePullRequestStatus', { pullRequestId: dropped, pullRequestStatus: 'CLOSED' });
    await aws('MergePullRequestByFastForward', { ...REPOSITORY, pullRequestId });
    const merged = 'pullRequest.pullRequestTargets[0].mergeMetadata.isMerged';
    expect(await aws('GetPullRequest', { pullRequestId }, merged)).toBe(true);
    const listed = await aws('ListPullRequests', REPOSITORY, 'pullRequestIds');
    expect(listed).toEqual(expect.arrayContaining([dropped, pullRequestId]));
  },

  async cloudwatch(aws) {
    const alarm = { AlarmName: 'drift', Namespace: 'Penguins', MetricName: 'Drift', Statistic: 'Average', Period: 300 };
    const rule = { EvaluationPeriods: 2, Threshold: 0.25, ComparisonOperator: 'GreaterThanThreshold' };
    await aws('PutMetricAlarm', { ...alarm, ...rule });
    await aws('SetAlarmState', { AlarmName: 'drift', StateValue: 'ALARM', StateReason: 'by hand' });
    expect(await aws('DescribeAlarms', {}, 'MetricAlarms[].[AlarmName, StateValue]')).toEqual([['drift', 'ALARM']]);
    await aws('DeleteAlarms', { AlarmNames: ['drift'] });
    expect(await aws('DescribeAlarms', {}, 'MetricAlarms')).toEqual([]);
  },

  async logs(aws, cli) {
    const ids = await cli.call<string[]>('codebuild', 'ListBuildsForProject', { projectName: 'penguins-build' }, 'ids');
    const log = 'builds[0].logs.{logGroupName: groupName, logStreamName: streamName}';
    const stream = await cli.call<object>('codebuild', 'BatchGetBuilds', { ids: ids.slice(0, 1) }, log);
    const [first] = await aws<string[]>('GetLogEvents', { ...stream, startFromHead: true }, 'events[].message');
    expect(first).toContain('Waiting for agent ping');
  },

  async sagemaker(aws) {
    const group = { ModelPackageGroupName: 'penguins' };
    const arn = await aws('CreateModelPackageGroup', group, 'ModelPackageGroupArn');
    expect(await aws('DescribeModelPackageGroup', group, 'ModelPackageGroupArn')).toBe(arn);
    expect(await aws('ListModelPackageGroups', {}, 'ModelPackageGroupSummaryList[].ModelPackageGroupArn')).toEqual([
      arn,
    ]);
    const version = { ...group, ModelApprovalStatus: 'PendingManualApproval' };
    const ModelPackageArn = await aws('CreateModelPackage', version, 'ModelPackageArn');
    await aws('UpdateModelPackage', { ModelPackageArn, ModelApprovalStatus: 'Approved' });
    const found = { ModelPackageName: ModelPackageArn };
    expect(await aws('DescribeModelPackage', found, 'ModelApprovalStatus')).toBe('Approved');
    expect(await aws('ListModelPackages', group, 'ModelPackageSummaryList[].ModelPackageArn')).toEqual([
      ModelPackageArn,
    ]);

    const [EndpointName, ModelName, EndpointConfigName] = ['penguins', 'penguins-1', 'penguins-1'];
    await aws('CreateModel', { ModelName, PrimaryContainer: { Image: 'penguins:1' } });
    expect(await aws('DescribeModel', { ModelName }, 'PrimaryContainer.Image')).toBe('penguins:1');
    const ProductionVariants = [{ VariantName: 'all', ModelName, InitialInstanceCount: 1 }];
    await aws('CreateEndpointConfig', { EndpointConfigName, ProductionVariants });
    const variant = 'ProductionVariants[0].ModelName';
    expect(await aws('DescribeEndpointConfig', { EndpointConfigName }, variant)).toBe(ModelName);
    await aws('CreateEndpoint', { EndpointName, EndpointConfigName });
    const status = () => aws('DescribeEndpoint', { EndpointName }, 'EndpointStatus');
    while ((await status()) === 'Creating');
    await aws('UpdateEndpoint', { EndpointName, EndpointConfigName });
    expect(await status()).toBe('Updating');
  },

  async sts(aws) {
    const role = { RoleArn: ROLE_ELSEWHERE, RoleSessionName: 'emma' };
    expect(await aws('AssumeRole', role, 'AssumedRoleUser.Arn')).toContain('assumed-role/mlpipeline/emma');
    expect(await aws('GetCallerIdentity', {}, 'Account')).toBe(ACCOUNT);
  },
};
