import type { Build as AwsBuild, BuildPhase as AwsPhase, Project } from '@aws-sdk/client-codebuild';
import type { BuildFacts, BuildPhase, BuildStatus } from '../domain/builds/build';
import type { ProjectFacts } from '../domain/ports/builds';

/** CodeBuild's answers in our words. Members that AWS may leave out stay absent. */

/** Variable that our builds carry: the audit id of the request that started them. */
export const REQUEST_VARIABLE = 'MLPIPELINE_REQUEST';

export function projectOf({ source, environment }: Project): ProjectFacts {
  return {
    sourceType: source?.type ?? '',
    ...(source?.type === 'CODECOMMIT' && { repository: repositoryIn(source.location) }),
    variables: (environment?.environmentVariables ?? []).map(({ name = '', type = 'PLAINTEXT' }) => ({
      name,
      isSecret: type !== 'PLAINTEXT',
    })),
  };
}

export function factsOf(build: AwsBuild): BuildFacts {
  const { source, environment, logs } = build;
  const requestId = environment?.environmentVariables?.find(({ name }) => name === REQUEST_VARIABLE)?.value;
  return {
    project: build.projectName ?? '',
    buildId: build.id ?? '',
    number: build.buildNumber,
    status: statusOf(build.buildStatus),
    startedAt: build.startTime ?? new Date(0),
    endedAt: build.endTime,
    initiator: build.initiator,
    requestId,
    sourceVersion: build.sourceVersion,
    commitId: /^[0-9a-f]{40}$/.exec(build.resolvedSourceVersion ?? '')?.[0],
    repository: source?.type === 'CODECOMMIT' ? repositoryIn(source.location) : undefined,
    phases: (build.phases ?? []).map(phaseOf),
    // Before the phase PROVISIONING there is no stream, and a link of AWS leads nowhere.
    log:
      logs?.groupName && logs.streamName
        ? { group: logs.groupName, stream: logs.streamName, url: logs.deepLink }
        : undefined,
  };
}

export const exportedBy = ({ exportedEnvironmentVariables: exported = [] }: AwsBuild): Record<string, string> =>
  Object.fromEntries(exported.flatMap(({ name, value }) => (name && value !== undefined ? [[name, value]] : [])));

/** The phase COMPLETED has no end and no status: it is one. */
function phaseOf({ phaseType, phaseStatus, startTime, durationInSeconds, contexts = [] }: AwsPhase): BuildPhase {
  const context = contexts.flatMap(({ message }) => message?.trim() || [])[0];
  return {
    name: phaseType ?? '',
    startedAt: startTime ?? new Date(0),
    status: phaseStatus && statusOf(phaseStatus),
    durationMs: durationInSeconds === undefined ? undefined : durationInSeconds * 1000,
    context,
  };
}

const STATUSES: Readonly<Record<string, BuildStatus>> = {
  IN_PROGRESS: 'InProgress',
  SUCCEEDED: 'Succeeded',
  FAILED: 'Failed',
  FAULT: 'Fault',
  TIMED_OUT: 'TimedOut',
  STOPPED: 'Stopped',
};

/** @throws where AWS has a status that we do not know: guessing could close a card that is alive */
function statusOf(status: string | undefined): BuildStatus {
  const known = status === undefined ? undefined : STATUSES[status];
  if (!known) throw new Error(`unknown build status ${status}`);
  return known;
}

/** The last part of a clone URL: `https://git-codecommit.<region>.amazonaws.com/v1/repos/<name>`. */
const repositoryIn = (location: string | undefined): string | undefined =>
  /\/([\w.-]+?)(?:\.git)?\/?$/.exec(location ?? '')?.[1];
