import type { Revision } from '../executions/execution';
import type { Actor } from '../policies/policy';

/** StatusType of the CodeBuild API, in the spelling of our other states. */
export type BuildStatus = 'InProgress' | 'Succeeded' | 'Failed' | 'Fault' | 'TimedOut' | 'Stopped';

export interface BuildPhase {
  /** PhaseType of the CodeBuild API: `PRE_BUILD`. */
  name: string;
  startedAt: Date;
  /** Undefined while the phase lasts. */
  status?: BuildStatus | undefined;
  durationMs?: number | undefined;
  /** Why it failed, in CodeBuild's words: foreign text that may quote a command with a secret in it. */
  context?: string | undefined;
}

/** Where a build writes its log; known from the phase PROVISIONING on. */
export interface LogPlace {
  group: string;
  stream: string;
  url?: string | undefined;
}

/** A build as CodeBuild knows it. */
export interface BuildFacts {
  project: string;
  /** `project:uuid`. */
  buildId: string;
  /** Counts the builds of the project from 1. */
  number?: number | undefined;
  status: BuildStatus;
  startedAt: Date;
  endedAt?: Date | undefined;
  /** `codepipeline/<pipeline>`, or who started it. */
  initiator?: string | undefined;
  /** Audit id of the request, where it was started by us. */
  requestId?: string | undefined;
  /** What was asked to be built: a commit, a branch, a tag. */
  sourceVersion?: string | undefined;
  /** Known once the source has been downloaded. */
  commitId?: string | undefined;
  /** CodeCommit repository that it builds. */
  repository?: string | undefined;
  phases: BuildPhase[];
  log?: LogPlace | undefined;
}

/** One build outside a pipeline as our record knows it: what the build card is drawn from. */
export interface Build extends BuildFacts {
  revision?: Revision | undefined;
  /** Known where it was asked for through us. */
  requestedBy?: Actor | undefined;
  branch?: string | undefined;
  /** Names of the variables that were given; values may be nobody's business. */
  variables: string[];
  /** Raised by the store at every change. */
  version: number;
}

export const isBuildEnded = (status: BuildStatus): boolean => status !== 'InProgress';

/** The pipeline that started a build, by what CodeBuild says of its initiator; undefined where none did. */
export const pipelineOf = (initiator: string | undefined): string | undefined =>
  initiator?.startsWith('codepipeline/') ? initiator.slice('codepipeline/'.length) : undefined;

/**
 * Applies what CodeBuild says now. Two tasks may have asked in one order and write in the other: what is no further
 * than the record is old, an end never gives way, and where nothing is new the argument itself is returned.
 */
export function applyFacts(build: Build, facts: BuildFacts): Build {
  return progress(facts) > progress(build) ? { ...build, ...facts } : build;
}

/** The phase that decided how a build ended: the first that failed, for POST_BUILD runs after a failed BUILD. */
export const failedPhase = ({ phases }: Pick<BuildFacts, 'phases'>): BuildPhase | undefined =>
  phases.find(({ status }) => status !== undefined && status !== 'Succeeded' && status !== 'InProgress');

/** Phases only come and end, each once. */
function progress({ status, phases }: BuildFacts): number {
  const ended = phases.filter((phase) => phase.status !== undefined && phase.status !== 'InProgress');
  return phases.length + ended.length + (isBuildEnded(status) ? 1000 : 0);
}
