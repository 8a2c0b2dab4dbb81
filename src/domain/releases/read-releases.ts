import { factsFromVariables, type ModelFacts } from '../approvals/evidence';
import { reportedVariables } from '../builds/reported-variables';
import type { PipelinePolicy } from '../policies/policy';
import type { Builds } from '../ports/builds';
import { type Owner, ofPipeline } from '../ports/owner';
import type { ExecutionSummary, Pipelines } from '../ports/pipelines';
import type { Release } from './release';

/** A part of the release history, newest first; the production release is where it was released. */
export interface ReleasePage {
  releases: Release[];
  /** How many there are in all. */
  total: number;
  /** Execution whose artifacts production serves. */
  productionId?: string | undefined;
}

export type ListReleases = (policy: PipelinePolicy, part: { from: number; size: number }) => Promise<ReleasePage>;

interface ReleaseHistory {
  /** Stage whose success makes a release. */
  stage: string;
  /** What production serves: the last release, or the target of a rollback that succeeded later. */
  production?: Release | undefined;
  /** Releases other than production, newest first. */
  earlier: Release[];
}

export interface ReleaseDeps {
  pipelines: Pipelines;
  builds: Builds;
}

export type ReadReleases = (policy: PipelinePolicy, limit: number) => Promise<ReleaseHistory>;

/**
 * Reads the release history from CodePipeline itself: executions that succeeded in the deploy stage of the current
 * pipeline version. Costs one call, and one more per release shown, for its metrics.
 *
 * @param limit how many releases at most, the production release included
 */
export function readReleases(deps: ReleaseDeps): ReadReleases {
  return async (policy, limit) => {
    const { stage, standing, releases } = await released(deps.pipelines, policy);
    const shown = releases.filter((execution) => execution.executionId !== standing?.executionId);
    const [production, earlier] = await Promise.all([
      standing && describe(deps, policy, stage, standing),
      Promise.all(shown.slice(0, limit - 1).map((execution) => describe(deps, policy, stage, execution))),
    ]);
    return { stage, production, earlier };
  };
}

/** The history itself, part by part: costs one call, and one more per release of the part. */
export function listReleases(deps: ReleaseDeps): ListReleases {
  return async (policy, { from, size }) => {
    const { stage, standing, releases } = await released(deps.pipelines, policy);
    const part = releases.slice(from, from + size);
    return {
      releases: await Promise.all(part.map((execution) => describe(deps, policy, stage, execution))),
      total: releases.length,
      productionId: standing?.executionId,
    };
  };
}

/** Variables that are facts of the model, and no metrics. */
const MODEL = /^(?:MODEL_|IMAGE_URI$|EVALUATION_URL$)/;

/** How far back the history is read: a page of ListPipelineExecutions. */
const HISTORY = 100;

async function released(pipelines: Pipelines, policy: PipelinePolicy) {
  const stage = await deployStageOf(pipelines, policy);
  const succeeded = await pipelines.succeededIn(policy.name, stage, HISTORY);
  return {
    stage,
    standing: productionOf(succeeded),
    releases: succeeded.filter((execution) => !execution.isRollback),
  };
}

/** The execution whose artifacts production serves: one call. */
export async function productionIdOf(pipelines: Pipelines, policy: PipelinePolicy): Promise<string | undefined> {
  return (await released(pipelines, policy)).standing?.executionId;
}

/** The stage named by the configuration, else the pipeline's last one. */
export async function deployStageOf(pipelines: Pipelines, policy: PipelinePolicy): Promise<string> {
  if (policy.deployStage) return policy.deployStage;
  const { stages } = await pipelines.structure(policy.name);
  const last = stages.at(-1);
  if (!last) throw new Error(`pipeline ${policy.name} has no stages`);
  return last.name;
}

/** The execution whose artifacts production serves; a rollback that succeeded last points at its target. */
function productionOf(succeeded: readonly ExecutionSummary[]): ExecutionSummary | undefined {
  const last = succeeded[0];
  if (!last?.isRollback) return last;
  return succeeded.find((execution) => execution.executionId === last.rollbackOf) ?? last;
}

/**
 * What the builds of an execution reported about the model; empty members until they have. Every drawing of a card asks:
 * CodeBuild is asked only where CodePipeline tells nothing at all.
 */
export async function modelFacts(deps: ReleaseDeps, pipeline: string, executionId: string): Promise<ModelFacts> {
  const actions = await deps.pipelines.actions(pipeline, executionId);
  const told = actions.filter(({ outputVariables }) => Object.keys(outputVariables).some((name) => MODEL.test(name)));
  return factsFromVariables(
    await reportedVariables(deps.builds, ofPipeline(pipeline), told.length > 0 ? told : actions),
  ).model;
}

async function describe(
  deps: ReleaseDeps,
  policy: PipelinePolicy,
  stage: string,
  execution: ExecutionSummary,
): Promise<Release> {
  return {
    pipeline: policy.name,
    executionId: execution.executionId,
    stage,
    startedAt: execution.startedAt,
    releasedAt: execution.updatedAt,
    approvedBy: [],
    version: 0,
    revision: execution.revision,
    ...(await reported(deps, policy, execution.executionId)),
  };
}

async function reported({ pipelines, builds }: ReleaseDeps, owner: Owner, executionId: string) {
  const actions = await pipelines.actions(owner.name, executionId);
  return factsFromVariables(await reportedVariables(builds, owner, actions));
}
