import { pathToFileURL } from 'node:url';
import type { Build, LogsLocation } from '@aws-sdk/client-codebuild';
import { ACCOUNT, REGION } from '../../identity';
import { type BuildRecord, buildId, codeBuildArn, currentPhase, durationInSeconds } from './build-record';
import { environmentView, PROJECT_CONSTANTS } from './project';

/** Where the local stack keeps what AWS keeps in CloudWatch and S3. */
export interface BuildPlaces {
  logUrl: (build: BuildRecord) => string;
  artifactDirectory: (build: BuildRecord) => string;
}

/** A build as BatchGetBuilds shows it. */
export function buildView(build: BuildRecord, places: BuildPlaces): Build {
  const { projectName, buildNumber, resolvedSourceVersion, exportedVariables, reportArns, status } = build;
  const id = buildId(build);
  return {
    id,
    arn: codeBuildArn(`build/${id}`),
    buildNumber,
    projectName,
    initiator: build.initiator,
    startTime: new Date(build.startedAt),
    ...(build.endedAt && { endTime: new Date(build.endedAt) }),
    currentPhase: currentPhase(build).phaseType,
    buildStatus: status,
    buildComplete: status !== 'IN_PROGRESS',
    ...(build.sourceVersion && { sourceVersion: build.sourceVersion }),
    ...(resolvedSourceVersion && { resolvedSourceVersion }),
    phases: build.phases.map((phase) => ({
      phaseType: phase.phaseType,
      startTime: new Date(phase.startedAt),
      ...(phase.endedAt && {
        endTime: new Date(phase.endedAt),
        durationInSeconds: durationInSeconds(phase),
        phaseStatus: phase.phaseStatus,
        contexts: phase.contexts,
      }),
    })),
    source: { ...build.source, buildspec: build.buildspec },
    artifacts: build.artifactUploaded ? { location: artifactLocation(build, places) } : {},
    environment: environmentView(build.environmentVariables, build.environment),
    logs: logsView(build, places),
    exportedEnvironmentVariables: Object.entries(exportedVariables).map(([name, value]) => ({ name, value })),
    reportArns,
    timeoutInMinutes: build.timeoutInMinutes,
    queuedTimeoutInMinutes: build.queuedTimeoutInMinutes,
    serviceRole: build.serviceRole,
    encryptionKey: build.encryptionKey,
    ...PROJECT_CONSTANTS,
  };
}

/** There is no S3 in the local stack: the location is a folder. */
export function artifactLocation(build: BuildRecord, { artifactDirectory }: BuildPlaces): string {
  return pathToFileURL(artifactDirectory(build)).href;
}

/** Log group of all builds of a project. */
export const logGroupOf = ({ projectName }: Pick<BuildRecord, 'projectName'>): string =>
  `/aws/codebuild/${projectName}`;

/** "The log stream is created during the PROVISIONING phase" (AWS CodeBuild API Reference, LogsLocation). */
export function logsView(build: BuildRecord, { logUrl }: BuildPlaces): LogsLocation {
  if (!build.phases.some(({ phaseType }) => phaseType === 'PROVISIONING')) return {};
  const groupName = logGroupOf(build);
  return {
    groupName,
    streamName: build.uuid,
    deepLink: logUrl(build),
    cloudWatchLogsArn: `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${groupName}:log-stream:${build.uuid}`,
  };
}
