import type { BuildPhaseType, PhaseContext } from '@aws-sdk/client-codebuild';

/** How a phase can end; `StatusType` of the CodeBuild API without IN_PROGRESS. */
export type PhaseStatus = 'SUCCEEDED' | 'FAILED' | 'FAULT' | 'TIMED_OUT' | 'STOPPED';

/** Phases in which commands of the buildspec are executed. */
export type CommandPhase = 'INSTALL' | 'PRE_BUILD' | 'BUILD' | 'POST_BUILD';

/** Phases that have work to do and therefore an end. */
export type WorkPhase = Exclude<BuildPhaseType, 'SUBMITTED' | 'COMPLETED'>;

export interface PhaseOutcome {
  status: PhaseStatus;
  /** Empty unless there is something to explain. */
  contexts: PhaseContext[];
}

export const SUCCEEDED: PhaseOutcome = { status: 'SUCCEEDED', contexts: [] };

/** @param statusCode e.g. COMMAND_EXECUTION_ERROR, YAML_FILE_ERROR, CLIENT_ERROR */
export function failed(statusCode: string, message: string): PhaseOutcome {
  return { status: 'FAILED', contexts: [{ statusCode, message }] };
}

/**
 * The phase that follows (AWS CodeBuild User Guide, "Build phase transitions"). POST_BUILD runs whenever BUILD ran, and
 * artifacts are then uploaded whatever happened; any other failure leads straight to FINALIZING, and so does a build
 * that is ended from outside.
 */
export function phaseAfter(phase: WorkPhase, status: PhaseStatus): WorkPhase | 'COMPLETED' {
  if (phase === 'FINALIZING') return 'COMPLETED';
  if (status === 'SUCCEEDED') return ON_SUCCESS[phase];
  return status === 'FAILED' && phase in ON_FAILURE ? ON_FAILURE[phase as 'BUILD' | 'POST_BUILD'] : 'FINALIZING';
}

const ON_SUCCESS: Record<Exclude<WorkPhase, 'FINALIZING'>, WorkPhase> = {
  QUEUED: 'PROVISIONING',
  PROVISIONING: 'DOWNLOAD_SOURCE',
  DOWNLOAD_SOURCE: 'INSTALL',
  INSTALL: 'PRE_BUILD',
  PRE_BUILD: 'BUILD',
  BUILD: 'POST_BUILD',
  POST_BUILD: 'UPLOAD_ARTIFACTS',
  UPLOAD_ARTIFACTS: 'FINALIZING',
};

const ON_FAILURE = { BUILD: 'POST_BUILD', POST_BUILD: 'UPLOAD_ARTIFACTS' } as const;

/** Status of a whole build: that of the first phase that did not succeed. */
export function overallStatus(phases: readonly { phaseStatus?: PhaseStatus }[]): PhaseStatus {
  return phases.find(({ phaseStatus }) => phaseStatus && phaseStatus !== 'SUCCEEDED')?.phaseStatus ?? 'SUCCEEDED';
}
