import { describeRevision } from '../approvals/gather-evidence';
import type { Executions } from '../ports/executions';
import type { ExecutionFacts, Pipelines } from '../ports/pipelines';
import type { Repositories } from '../ports/repositories';
import { type Execution, type Intervention, isEnded } from './execution';
import { upToDate } from './up-to-date';

export interface IntroduceExecutionDeps {
  executions: Executions;
  pipelines: Pipelines;
  repositories: Repositories;
}

/**
 * The record of an execution, created from AWS's facts where there is none yet. Whoever hears of an execution first
 * (its events in any order, our own call that started it, the reconcile pass) creates it; the others merge into it.
 *
 * @param ifUntold what is so of one that is there for sure: AWS may not tell of it for moments after it has begun it
 * @returns undefined where AWS does not know the execution
 */
export async function introduceExecution(
  deps: IntroduceExecutionDeps,
  pipeline: string,
  executionId: string,
  heardAt: Date,
  ifUntold?: ExecutionFacts,
): Promise<Execution | undefined> {
  const known = await deps.executions.get(pipeline, executionId);
  if (known) return known;
  const fresh = await freshExecution(deps, pipeline, executionId, heardAt, ifUntold);
  return fresh && deps.executions.update(pipeline, executionId, (current) => current ?? fresh);
}

/**
 * An execution that is not on record, as AWS knows it; undefined where it does not. One that is over is taken to its end
 * at once: whoever hears of it hears old news, and no card may show it in progress.
 */
export async function freshExecution(
  deps: Omit<IntroduceExecutionDeps, 'executions'>,
  pipeline: string,
  executionId: string,
  heardAt: Date,
  ifUntold?: ExecutionFacts,
): Promise<Execution | undefined> {
  const { pipelines } = deps;
  const [told, structure] = await Promise.all([
    pipelines.execution(pipeline, executionId),
    pipelines.structure(pipeline),
  ]);
  const facts = told ?? ifUntold;
  if (!facts) return undefined;
  const fresh: Execution = {
    pipeline,
    executionId,
    status: 'InProgress',
    attempt: 1,
    startedAt: inWholeSeconds(heardAt),
    trigger: facts.trigger,
    revision: facts.revision && (await describeRevision(deps, pipeline, facts.revision)),
    repository: structure.stages.flatMap(({ actions }) => actions).find((action) => action.repository)?.repository,
    isParallel: structure.executionMode === 'PARALLEL' || undefined,
    stageNames: structure.stages.map((stage) => stage.name),
    stages: [],
    rollbackOf: facts.rollbackOf,
    version: 0,
  };
  if (!isEnded(facts.status)) return fresh;
  const actions = await pipelines.actions(pipeline, executionId);
  const startedAt = new Date(Math.min(heardAt.getTime(), ...actions.map((action) => action.startedAt.getTime())));
  const begun = { ...fresh, startedAt: inWholeSeconds(startedAt) };
  return upToDate(begun, { executionId, status: facts.status, startedAt }, actions, heardAt);
}

/** As events have times. An API's milliseconds would make every old event the news of an earlier start. */
const inWholeSeconds = (at: Date): Date => new Date(Math.floor(at.getTime() / 1000) * 1000);

/** Adds who asked for an execution that we started ourselves, and why: four eyes rest on it. */
export async function attributeExecution(
  deps: IntroduceExecutionDeps,
  pipeline: string,
  executionId: string,
  heardAt: Date,
  what: Pick<Execution, 'requestedBy' | 'reason' | 'rollbackOf' | 'rollback'>,
): Promise<void> {
  const begun = { executionId, status: 'InProgress', isRollback: what.rollbackOf !== undefined } as const;
  await introduceExecution(deps, pipeline, executionId, heardAt, begun);
  await deps.executions.update(pipeline, executionId, (current) =>
    current && !current.requestedBy ? { ...current, ...what } : current,
  );
}

/** Adds what somebody has done to an execution. An older intervention that is told late does not replace a newer one. */
export async function recordIntervention(
  deps: IntroduceExecutionDeps,
  pipeline: string,
  executionId: string,
  intervention: Intervention,
): Promise<void> {
  await introduceExecution(deps, pipeline, executionId, intervention.at);
  await deps.executions.update(pipeline, executionId, (current) =>
    current && !(current.intervention && current.intervention.at >= intervention.at)
      ? { ...current, intervention }
      : current,
  );
}
