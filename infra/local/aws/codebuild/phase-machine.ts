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
  /** What the buildspec says shall follow, where the phase has failed. */
  onFailure?: 'ABORT' | 'CONTINUE';
}

export const SUCCEEDED: PhaseOutcome = { status: 'SUCCEEDED', contexts: [] };

/** @param statusCode e.g. COMMAND_EXECUTION_ERROR, YAML_FILE_ERROR, CLIENT_ERROR */
export function failed(statusCode: string, message: string): PhaseOutcome {
  return { status: 'FAILED', contexts: [{ statusCode, message }] };
}

/**
 * The phase that follows (AWS CodeBuild User Guide, "Build phase transitions"). POST_BUILD runs whenever BUILD ran, and
 * artifacts are then uploaded whatever happened; any other failure leads straight to FINALIZING, and so does a build
 * that is ended from outside. `on-failure` goes over that: ABORT always leads to FINALIZING, CONTINUE to the next phase.
 */
export function phaseAfter(
  phase: WorkPhase,
  { status, onFailure }: Omit<PhaseOutcome, 'contexts'>,
): WorkPhase | 'COMPLETED' {
  if (phase === 'FINALIZING') return 'COMPLETED';
  if (status === 'SUCCEEDED' || onFailure === 'CONTINUE') return ON_SUCCESS[phase];
  if (status !== 'FAILED' || onFailure === 'ABORT') return 'FINALIZING';
  return phase === 'BUILD' || phase === 'POST_BUILD' ? ON_SUCCESS[phase] : 'FINALIZING';
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

/**
 * Status of a whole build: that of the first phase that did not succeed. Whether a failure that `on-failure: CONTINUE`
 * has gone over counts is not documented (unverified): here it does.
 */
export function overallStatus(phases: readonly { phaseStatus?: PhaseStatus }[]): PhaseStatus {
  return phases.find(({ phaseStatus }) => phaseStatus && phaseStatus !== 'SUCCEEDED')?.phaseStatus ?? 'SUCCEEDED';
}
