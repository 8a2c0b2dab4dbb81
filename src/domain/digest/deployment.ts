import type { Execution } from '../executions/execution';
import type { BroughtCommits, TriggerKind, Wait } from '../releases/delivery';
import { servedBy } from '../releases/production-state';
import type { Release } from '../releases/release';

/** What DORA counts, one per execution: a stage that was retried is the same deployment, and ended with its last attempt. */
export type Deployment = ReleasedDeployment | RollbackDeployment | FailedDeployment;

interface OfExecution {
  executionId: string;
  startedAt: Date;
  /** When the deploy stage had ended. */
  endedAt: Date;
}

/** A release. */
export interface ReleasedDeployment extends OfExecution {
  kind: 'release';
  trigger: TriggerKind;
  waits: readonly Wait[];
  /** See `Delivery`. */
  commits?: BroughtCommits | undefined;
  /** The last word of people on it. */
  mark?: 'bad' | 'good' | undefined;
  /** When something of its model began to ring while production served it. */
  alarmAt?: Date | undefined;
}

export interface RollbackDeployment extends OfExecution {
  kind: 'rollback';
  /** Execution of the release that it was to restore. */
  targetId: string;
  /** Execution whose model production serves by it: the target, or itself where it has built another one. */
  servesId: string;
}

/** The deploy stage has failed: production may be half changed. */
export interface FailedDeployment extends OfExecution {
  kind: 'failed';
}

/** What reached production, or production's stage. */
export interface DeploymentRecords {
  /** Releases and rollbacks on record, of one deploy stage. */
  releases: readonly Release[];
  /** Executions among which those are whose deployment failed. */
  executions?: readonly Execution[] | undefined;
  /** The deploy stage; absent: the last stage of each execution. */
  stage?: string | undefined;
}

/** The deployments of a pipeline, oldest first. */
export function deploymentsOf({ releases, executions = [], stage }: DeploymentRecords): Deployment[] {
  const known = new Map(releases.map((release) => [release.executionId, release]));
  const succeeded = releases.map((release) => asDeployment(release, known));
  const failed = executions
    .filter(({ executionId }) => !known.has(executionId))
    .flatMap((execution) => failedDeployment(execution, stage ?? execution.stageNames.at(-1)));
  return oldestFirst([...succeeded, ...failed]);
}

/** In the order in which they ended; what ended at once is ordered by id, as in the release history. */
export const oldestFirst = (deployments: readonly Deployment[]): Deployment[] =>
  deployments.toSorted(
    (one, next) => one.endedAt.getTime() - next.endedAt.getTime() || (one.executionId < next.executionId ? -1 : 1),
  );

export const isRelease = (deployment: Deployment): deployment is ReleasedDeployment => deployment.kind === 'release';

function asDeployment(release: Release, known: ReadonlyMap<string, Release>): Deployment {
  const { executionId, startedAt, releasedAt: endedAt, rollback, delivery, mark, alarm } = release;
  if (rollback) {
    const { targetId } = rollback;
    const servesId = servedBy(release, known.get(targetId));
    return { kind: 'rollback', executionId, startedAt, endedAt, targetId, servesId };
  }
  return {
    ...{ kind: 'release', executionId, startedAt, endedAt, mark: mark?.as, alarmAt: alarm?.at },
    ...{ trigger: delivery?.trigger ?? 'unknown', waits: delivery?.waits ?? [], commits: delivery?.commits },
  };
}

/** A rollback that failed is none; a gate inside the stage that said no has kept everything as it was. */
function failedDeployment(execution: Execution, stage: string | undefined): FailedDeployment[] {
  const { executionId, startedAt, stages, rollbackOf, failure } = execution;
  const own = stages.find(({ name }) => name === stage);
  const isRejected = failure?.stage === stage && failure?.isDecision === true;
  if (own?.status !== 'Failed' || !own.endedAt || rollbackOf !== undefined || isRejected) return [];
  return [{ kind: 'failed', executionId, startedAt, endedAt: own.endedAt }];
}
