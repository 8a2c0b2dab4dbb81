import { awsEvent } from '../event-bus';
import type { AwsEvent } from '../ports';
import {
  type BuildRecord,
  buildId,
  codeBuildArn,
  currentPhase,
  durationInSeconds,
  type PhaseRecord,
} from './build-record';
import { artifactLocation, type BuildPlaces, logsView } from './build-view';
import { environmentView } from './project';

/** `CodeBuild Build State Change` for the state in which the build is. */
export function buildStateChange(build: BuildRecord, places: BuildPlaces, at: Date): AwsEvent {
  return buildEvent('CodeBuild Build State Change', build, at, {
    'build-status': build.status,
    'current-phase': currentPhase(build).phaseType,
    'current-phase-context': '[]',
    'additional-information': additionalInformation(build, places),
  });
}

/** `CodeBuild Build Phase Change` for a phase that has ended. */
export function buildPhaseChange(build: BuildRecord, phase: PhaseRecord, places: BuildPlaces, at: Date): AwsEvent {
  return buildEvent('CodeBuild Build Phase Change', build, at, {
    'completed-phase': phase.phaseType,
    'completed-phase-status': phase.phaseStatus,
    'completed-phase-context': `[${phaseContext(phase).join(', ')}]`,
    'completed-phase-duration-seconds': durationInSeconds(phase),
    'completed-phase-start': eventTime(phase.startedAt),
    'completed-phase-end': eventTime(phase.endedAt ?? phase.startedAt),
    'additional-information': additionalInformation(build, places),
  });
}

function buildEvent(detailType: string, build: BuildRecord, at: Date, detail: Record<string, unknown>): AwsEvent {
  const arn = codeBuildArn(`build/${buildId(build)}`);
  return awsEvent({
    source: 'aws.codebuild',
    detailType,
    resources: [arn],
    at,
    detail: { 'project-name': build.projectName, 'build-id': arn, version: '1', ...detail },
  });
}

function additionalInformation(build: BuildRecord, places: BuildPlaces): Record<string, unknown> {
  const { image, type, computeType, privilegedMode, environmentVariables } = environmentView(
    build.environmentVariables,
    build.environment,
  );
  const logs = logsView(build, places);
  const exported = Object.entries(build.exportedVariables).map(([name, value]) => ({ name, value }));
  return {
    artifact: build.artifactUploaded ? { location: artifactLocation(build, places) } : {},
    environment: {
      image,
      type,
      'compute-type': computeType,
      'privileged-mode': privilegedMode,
      'environment-variables': environmentVariables,
    },
    'timeout-in-minutes': build.timeoutInMinutes,
    'build-complete': build.status !== 'IN_PROGRESS',
    'build-number': build.buildNumber,
    ...(build.sourceVersion && { 'source-version': build.sourceVersion }),
    initiator: build.initiator,
    'build-start-time': eventTime(build.startedAt),
    source: { ...build.source },
    logs: { 'group-name': logs.groupName, 'stream-name': logs.streamName, 'deep-link': logs.deepLink },
    phases: build.phases.map(phaseDetail),
    ...(exported.length > 0 && { 'exported-environment-variables': exported }),
  };
}

function phaseDetail(phase: PhaseRecord): Record<string, unknown> {
  const { phaseType, phaseStatus, startedAt, endedAt } = phase;
  return {
    'phase-type': phaseType,
    'start-time': eventTime(startedAt),
    ...(endedAt && {
      'phase-context': phaseContext(phase),
      'end-time': eventTime(endedAt),
      'duration-in-seconds': durationInSeconds(phase),
      'phase-status': phaseStatus,
    }),
  };
}

function phaseContext({ contexts = [] }: PhaseRecord): string[] {
  return contexts.map(({ statusCode, message }) => `${statusCode}: ${message}`);
}

const EVENT_TIME = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' });

/** Times inside the detail are in US English and without a zone: `Sep 1, 2017 4:12:29 PM`. */
function eventTime(iso: string): string {
  const parts = EVENT_TIME.formatToParts(new Date(iso));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((candidate) => candidate.type === type)?.value;
  const date = `${part('month')} ${part('day')}, ${part('year')}`;
  return `${date} ${part('hour')}:${part('minute')}:${part('second')} ${part('dayPeriod')}`;
}
