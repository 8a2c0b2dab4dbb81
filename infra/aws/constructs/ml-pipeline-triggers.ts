import type { Repository } from 'aws-cdk-lib/aws-codecommit';
import { EventField, type IRuleTarget, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { type IRole, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { MlPipelineProject } from './ml-pipeline-project';
import { serviceRole } from './ml-pipeline-roles';

interface Started {
  arn: string;
  /** IAM action that starts it. */
  service: string;
  action: string;
}

/** Starts the pipeline when its branch is made or moves (CodePipeline User Guide, "CodeCommit source actions and EventBridge"). */
export function startOnPush(
  scope: Construct,
  { repository, branch, pipelineArn }: { repository: Repository; branch: string; pipelineArn: string },
): void {
  new Rule(scope, 'Push', {
    description: `A push to ${branch} starts the pipeline`,
    eventPattern: {
      source: ['aws.codecommit'],
      detailType: ['CodeCommit Repository State Change'],
      resources: [repository.repositoryArn],
      detail: {
        event: ['referenceCreated', 'referenceUpdated'],
        referenceType: ['branch'],
        referenceName: [branch],
      },
    },
    targets: [
      target(scope, 'PushRole', { arn: pipelineArn, service: 'codepipeline', action: 'StartPipelineExecution' }),
    ],
  });
}

/** Builds the source of a pull request when it is opened and whenever it changes. */
export function buildPullRequests(
  scope: Construct,
  { repository, project }: { repository: Repository; project: MlPipelineProject },
): void {
  const input = RuleTargetInput.fromObject({ sourceVersion: EventField.fromPath('$.detail.sourceCommit') });
  new Rule(scope, 'PullRequest', {
    description: 'A pull request that is opened or changes is built and tested',
    eventPattern: {
      source: ['aws.codecommit'],
      detailType: ['CodeCommit Pull Request State Change'],
      resources: [repository.repositoryArn],
      detail: { event: ['pullRequestCreated', 'pullRequestSourceBranchUpdated'] },
    },
    targets: [
      target(scope, 'PullRequestRole', { arn: project.arn, service: 'codebuild', action: 'StartBuild' }, input),
    ],
  });
}

function target(scope: Construct, id: string, { arn, service, action }: Started, input?: RuleTargetInput): IRuleTarget {
  const permissions = [{ sid: 'Start', service, actions: [action], resources: [arn] }];
  const role = serviceRole(scope, id, {
    assumedBy: new ServicePrincipal('events.amazonaws.com'),
    permissions,
  }) as IRole;
  return { bind: () => ({ arn, role, ...(input ? { input } : {}) }) };
}
