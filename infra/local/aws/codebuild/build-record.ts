import type { BuildPhaseType, PhaseContext } from '@aws-sdk/client-codebuild';
import { ACCOUNT, REGION } from '../../identity';
import type { BuildPlan } from './build-plan';
import { overallStatus, type PhaseOutcome, type PhaseStatus } from './phase-machine';

export interface PhaseRecord {
  phaseType: BuildPhaseType;
  startedAt: string;
  /** The rest is absent while the phase lasts, and in the COMPLETED entry. */
  endedAt?: string;
  phaseStatus?: PhaseStatus;
  contexts?: PhaseContext[];
}

/** A build as it is kept on disk. Times are ISO 8601. */
export interface BuildRecord extends BuildPlan {
  uuid: string;
  buildNumber: number;
  initiator: string;
  /** Of the request that started the build, so that its repetition can be told from another request. */
  idempotency?: Idempotency;
  /** A commit id. Absent until DOWNLOAD_SOURCE has found it, and where the source has none. */
  resolvedSourceVersion?: string;
  startedAt: string;
  endedAt?: string;
  status: PhaseStatus | 'IN_PROGRESS';
  phases: PhaseRecord[];
  exportedVariables: Record<string, string>;
  reportArns: string[];
  artifactUploaded: boolean;
}

/** A token, and what was asked for with it. */
export interface Idempotency {
  token: string;
  request: unknown;
}

export interface NewBuild {
  plan: BuildPlan;
  initiator: string;
  idempotency?: Idempotency;
  uuid: string;
  buildNumber: number;
  at: Date;
}

/** A build that has just been submitted. */
export function submittedBuild({ plan, initiator, idempotency, uuid, buildNumber, at }: NewBuild): BuildRecord {
  const now = at.toISOString();
  return {
    ...plan,
    uuid,
    buildNumber,
    initiator,
    ...(idempotency && { idempotency }),
    // The pipeline provides the commit; otherwise DOWNLOAD_SOURCE finds it.
    ...(plan.pipelineInput && plan.sourceVersion && { resolvedSourceVersion: plan.sourceVersion }),
    startedAt: now,
    status: 'IN_PROGRESS',
    phases: [{ phaseType: 'SUBMITTED', startedAt: now, endedAt: now, phaseStatus: 'SUCCEEDED', contexts: [] }],
    exportedVariables: {},
    reportArns: [],
    artifactUploaded: false,
  };
}

export function withPhaseStarted(build: BuildRecord, phaseType: BuildPhaseType, at: Date): BuildRecord {
  return { ...build, phases: [...build.phases, { phaseType, startedAt: at.toISOString() }] };
}

export function withPhaseEnded(build: BuildRecord, { status, contexts }: PhaseOutcome, at: Date): BuildRecord {
  const phase = currentPhase(build);
  const ended: PhaseRecord = { ...phase, endedAt: at.toISOString(), phaseStatus: status, contexts };
  return { ...build, phases: [...build.phases.slice(0, -1), ended] };
}

export function completed(build: BuildRecord, at: Date): BuildRecord {
  return {
    ...withPhaseStarted(build, 'COMPLETED', at),
    status: overallStatus(build.phases),
    endedAt: at.toISOString(),
  };
}

/**
 * Completes a build whose execution has died with the process: FAULT in the phase that it was in, or in FINALIZING where
 * it was between two phases. A build that only lacked its completion keeps the result it had reached.
 */
export function cutOffBuild(build: BuildRecord, at: Date): { phaseEnded?: BuildRecord; result: BuildRecord } {
  const { phaseType, endedAt } = currentPhase(build);
  if (phaseType === 'FINALIZING' && endedAt) return { result: completed(build, at) };
  const interrupted = endedAt ? withPhaseStarted(build, 'FINALIZING', at) : build;
  const phaseEnded = withPhaseEnded(interrupted, CUT_OFF, at);
  return { phaseEnded, result: completed(phaseEnded, at) };
}

const CUT_OFF: PhaseOutcome = {
  status: 'FAULT',
  contexts: [{ statusCode: 'INTERNAL_SERVICE_ERROR', message: 'The local stack was stopped during the build.' }],
};

/** The last phase that was entered. */
export function currentPhase({ phases }: BuildRecord): PhaseRecord {
  const phase = phases.at(-1);
  if (!phase) throw new Error('a build has at least the phase SUBMITTED');
  return phase;
}

/** Whole seconds, as the API has them; undefined while the phase lasts. */
export function durationInSeconds({ startedAt, endedAt }: PhaseRecord): number | undefined {
  return endedAt === undefined ? undefined : Math.floor((Date.parse(endedAt) - Date.parse(startedAt)) / 1000);
}

export function buildId({ projectName, uuid }: Pick<BuildRecord, 'projectName' | 'uuid'>): string {
  return `${projectName}:${uuid}`;
}

/** ARN of something in CodeBuild, e.g. `build/<project>:<uuid>`. */
export function codeBuildArn(resource: string): string {
  return `arn:aws:codebuild:${REGION}:${ACCOUNT}:${resource}`;
}
