import { REGION } from '../../identity';
import { type BuildRecord, buildId, codeBuildArn } from './build-record';
import { environmentView } from './project';

/** Folders of one build. */
export interface BuildFolders {
  source: string;
  secondarySources: Record<string, string>;
  home: string;
  temporary: string;
}

export interface BuildEnvironmentSources {
  build: BuildRecord;
  folders: BuildFolders;
  /** `env.variables` of the buildspec. */
  buildspecVariables: Readonly<Record<string, string>>;
  /** What the local stack gives to all builds: its endpoints and the keys for them. */
  stack: Readonly<Record<string, string>>;
  /** Where programs are found: the only thing that a build inherits of this process. */
  searchPath: string;
}

/**
 * The whole environment of a build (AWS CodeBuild User Guide, "Environment variables in build environments"). It is put
 * together from nothing, so that no token of the shell that started the local stack reaches a build. Variables of the
 * request go before those of the project, those before the buildspec's; the prefix CODEBUILD_ is reserved.
 */
export function buildEnvironment(sources: BuildEnvironmentSources): Record<string, string> {
  const { build, folders, buildspecVariables, stack, searchPath } = sources;
  const id = buildId(build);
  return {
    PATH: searchPath,
    LANG: 'C.UTF-8',
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    ...stack,
    ...buildspecVariables,
    ...Object.fromEntries(build.environmentVariables.map(({ name, value }) => [name, value])),
    HOME: folders.home,
    TMPDIR: folders.temporary,
    PWD: folders.source,
    CODEBUILD_BUILD_ARN: codeBuildArn(`build/${id}`),
    CODEBUILD_BUILD_ID: id,
    CODEBUILD_BUILD_IMAGE: environmentView([], build.environment).image,
    CODEBUILD_BUILD_NUMBER: String(build.buildNumber),
    CODEBUILD_BUILD_SUCCEEDING: '1',
    CODEBUILD_INITIATOR: build.initiator,
    CODEBUILD_KMS_KEY_ID: build.encryptionKey,
    CODEBUILD_LOG_PATH: build.uuid,
    ...(build.resolvedSourceVersion && { CODEBUILD_RESOLVED_SOURCE_VERSION: build.resolvedSourceVersion }),
    CODEBUILD_SOURCE_REPO_URL: build.source.location ?? '',
    ...(build.sourceVersion && { CODEBUILD_SOURCE_VERSION: build.sourceVersion }),
    CODEBUILD_SRC_DIR: folders.source,
    ...Object.fromEntries(
      Object.entries(folders.secondarySources).map(([name, folder]) => [`CODEBUILD_SRC_DIR_${name}`, folder]),
    ),
    CODEBUILD_START_TIME: String(Date.parse(build.startedAt)),
  };
}
