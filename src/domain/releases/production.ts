import type { PipelinePolicy } from '../policies/policy';
import type { ExecutionSummary, PipelineStructure, Pipelines } from '../ports/pipelines';
import type { ProductionState, Releases } from '../ports/releases';
import { deployStageOf } from './deploy-stage';
import type { FindReleases } from './find-releases';
import { isAfter } from './production-state';
import type { RecordRelease } from './record-release';
import type { Release } from './release';

export interface ProductionDeps {
  releases: Releases;
  findReleases: FindReleases;
}

export interface ProductionNowDeps extends ProductionDeps {
  pipelines: Pipelines;
  recordRelease: RecordRelease;
}

/** What production serves: a release, or a rollback that has rebuilt another model. */
export type Served = Release & {
  /** Since its release, or since the rollback that has restored it. */
  servedSince: Date;
};

/** What production serves, from our record alone: AWS is asked only where its history was never looked through. */
export type ProductionOf = (policy: PipelinePolicy) => Promise<Served | undefined>;

/**
 * What production serves, our record having been compared with AWS first: for decisions. One call where nothing is new,
 * and no other waits for its answer.
 * @param structure where the caller has it asked for already
 */
export type ProductionNow = (
  policy: PipelinePolicy,
  structure?: Promise<PipelineStructure>,
) => Promise<ComparedProduction>;

interface ComparedProduction {
  stage: string;
  production?: Served | undefined;
  /** Executions, rollbacks left out, that CodePipeline says succeeded in the stage in the current pipeline version. */
  succeededIds: ReadonlySet<string>;
}

/** A page of ListPipelineExecutions. */
const HISTORY = 100;

export function productionOf(deps: ProductionDeps): ProductionOf {
  return async (policy) => served(deps.releases, await productionState(deps, policy));
}

export function productionNow(deps: ProductionNowDeps): ProductionNow {
  const { pipelines, releases, findReleases } = deps;
  return async (policy, structure) => {
    const staging = deployStageOf(pipelines, policy, structure);
    const [stage, [state, before], succeeded] = await Promise.all([
      staging,
      stateOf({ releases, findReleases }, policy, staging).then(withServed),
      staging.then((name) => pipelines.succeededIn(policy.name, name, HISTORY)),
    ]);
    const isNews = await recordNews(deps, policy, state, succeeded);
    return {
      stage,
      production: isNews ? await served(releases, await releases.production(policy.name)) : before,
      succeededIds: new Set(succeeded.filter(({ isRollback }) => !isRollback).map(({ executionId }) => executionId)),
    };
  };

  async function withServed(state: ProductionState | undefined) {
    return [state, await served(releases, state)] as const;
  }
}

/** Our record of production; where the history of its stage was never looked for, that is done first. */
export const productionState = (deps: ProductionDeps, policy: PipelinePolicy): Promise<ProductionState | undefined> =>
  stateOf(deps, policy, Promise.resolve(policy.deployStage));

async function stateOf(
  { releases, findReleases }: ProductionDeps,
  policy: PipelinePolicy,
  staging: Promise<string | undefined>,
): Promise<ProductionState | undefined> {
  const [known, stage] = await Promise.all([releases.production(policy.name), staging]);
  if (known?.foundAt && (stage === undefined || known.stage === stage)) return known;
  await findReleases(policy);
  return releases.production(policy.name);
}

/**
 * Puts on record what may have changed production unheard: successes that were updated after the last one on record
 * ended. An execution goes on after its deploy stage, so some of them are known and older.
 */
async function recordNews(
  { releases, recordRelease }: ProductionNowDeps,
  policy: PipelinePolicy,
  state: ProductionState | undefined,
  succeeded: readonly ExecutionSummary[],
): Promise<boolean> {
  const last = state?.last;
  let isNews = false;
  for (const { executionId, updatedAt } of succeeded.toReversed()) {
    if (last && (executionId === last.executionId || updatedAt < last.releasedAt)) continue;
    const known = await releases.get(policy.name, executionId);
    if (known && last && !isAfter(known, last)) continue;
    await recordRelease(policy, executionId, { succeededAt: updatedAt });
    isNews = true;
  }
  return isNews;
}

/** A release that CodePipeline had forgotten when somebody went back to it is known by its rollback alone. */
async function served(releases: Releases, state: ProductionState | undefined): Promise<Served | undefined> {
  const { pipeline, servesId, last } = state ?? {};
  if (!pipeline || !servesId) return undefined;
  const release =
    (await releases.get(pipeline, servesId)) ?? (last && (await releases.get(pipeline, last.executionId)));
  return release && { ...release, servedSince: last?.releasedAt ?? release.releasedAt };
}
