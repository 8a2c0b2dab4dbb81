import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { IgnoreMode, RemovalPolicy } from 'aws-cdk-lib';
import { Code, Repository } from 'aws-cdk-lib/aws-codecommit';
import type { CfnPipeline } from 'aws-cdk-lib/aws-codepipeline';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { Construct } from 'constructs';
import { ARTIFACTS } from './ml-pipeline-artifacts';
import type { Permission } from './ml-pipeline-roles';

export type MlPipelineSource = SeededSource | ConnectedSource;

/** A CodeCommit repository of the pipeline's own. */
interface SeededSource {
  /** Folder whose contents are its first commit, but for what its .gitignore leaves out. Later changes are pushes. */
  directory: string;
  /** Default main. */
  branch?: string;
}

/** A repository at GitHub, Bitbucket or GitLab. */
interface ConnectedSource {
  /** Of a connection that somebody has made and confirmed in the console. */
  connectionArn: string;
  /** `owner/name`. */
  repository: string;
  /** Default main. */
  branch?: string;
}

/** What a pipeline needs to know of its source. */
export interface PipelineSource {
  action: CfnPipeline.ActionDeclarationProperty;
  /** What the pipeline's role must be allowed for it. */
  permission: Permission;
  /** Where it is CodeCommit's; elsewhere the connection hears of pushes. */
  own?: OwnRepository;
}

export interface OwnRepository {
  repository: Repository;
  branch: string;
}

const BRANCH = 'main';

export function mlPipelineSource(scope: Construct, name: string, source: MlPipelineSource): PipelineSource {
  return 'directory' in source ? seededSource(scope, name, source) : connectedSource(source);
}

function seededSource(scope: Construct, name: string, { directory, branch = BRANCH }: SeededSource): PipelineSource {
  const repository = new Repository(scope, 'Repository', {
    repositoryName: name,
    description: `Source of the pipeline ${name}`,
    code: Code.fromAsset(contentsOf(scope, directory), branch),
  });
  // Somebody's work is in there.
  repository.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
  const configuration = {
    RepositoryName: repository.repositoryName,
    BranchName: branch,
    // A rule starts it (ml-pipeline-triggers.ts); both would start it twice.
    PollForSourceChanges: 'false',
  };
  return {
    action: sourceAction('CodeCommit', configuration),
    permission: takeSource('codecommit', TAKE_SOURCE, repository.repositoryArn),
    own: { repository, branch },
  };
}

function connectedSource({ connectionArn, repository, branch = BRANCH }: ConnectedSource): PipelineSource {
  return {
    action: sourceAction('CodeStarSourceConnection', {
      ConnectionArn: connectionArn,
      FullRepositoryId: repository,
      BranchName: branch,
    }),
    // The name of the service is in the ARN, by when the connection was made, and the permission follows it.
    permission: takeSource(serviceIn(connectionArn), ['UseConnection'], connectionArn),
  };
}

/** CodePipeline User Guide, "Add permissions to the CodePipeline service role". */
const TAKE_SOURCE = [
  ...['CancelUploadArchive', 'GetBranch', 'GetCommit', 'GetRepository', 'GetUploadArchiveStatus', 'UploadArchive'],
];

function sourceAction(provider: string, configuration: Record<string, string>): CfnPipeline.ActionDeclarationProperty {
  return {
    name: 'Source',
    actionTypeId: { category: 'Source', owner: 'AWS', provider, version: '1' },
    configuration,
    outputArtifacts: [{ name: ARTIFACTS.source }],
    namespace: 'SourceVariables',
  };
}

/** The project as git would add it: neither what it ignores nor git's own folder. */
function contentsOf(scope: Construct, directory: string): Asset {
  const ignored = join(directory, '.gitignore');
  const patterns = existsSync(ignored) ? readFileSync(ignored, 'utf8').split('\n') : [];
  const exclude = ['.git', ...patterns.filter((line) => line.trim() && !line.startsWith('#'))];
  return new Asset(scope, 'Seed', { path: directory, exclude, ignoreMode: IgnoreMode.GIT });
}

const takeSource = (service: string, actions: string[], arn: string): Permission => ({
  ...{ sid: 'TakeSource', service, actions, resources: [arn] },
});

const serviceIn = (arn: string): string => arn.split(':')[2] ?? '';
