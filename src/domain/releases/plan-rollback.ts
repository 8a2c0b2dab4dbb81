import { ifReadable } from '../commits/if-readable';
import type { PipelinePolicy } from '../policies/policy';
import type { Approvals } from '../ports/approvals';
import type { Executions } from '../ports/executions';
import { ofPipeline } from '../ports/owner';
import type { PipelineStructure, Pipelines } from '../ports/pipelines';
import type { Releases, RollbackClaim } from '../ports/releases';
import type { Repositories } from '../ports/repositories';
import type { ProductionNow } from './production';
import { isBad, type Release } from './release';
import { rollbackUnderWay } from './rollback-claim';
import type { RollbackOption, RollbackPlan } from './rollback-plan';
import { type RollbackFacts, sourcesOf, whyNot } from './rollback-ways';

/** @param wanted execution of a release to have among the options, however old it is */
export type PlanRollback = (policy: PipelinePolicy, wanted?: string) => Promise<RollbackPlan>;

export interface PlanRollbackDeps {
  pipelines: Pipelines;
  releases: Releases;
  approvals: Approvals;
  repositories: Repositories;
  executions: Executions;
  productionNow: ProductionNow;
  now: () => Date;
}

/** A dialog shows ten radio buttons (Slack, radio buttons element). */
const OPTIONS = 10;
/** Releases that are looked through. */
const WINDOW = 100;
/** Releases that tell how long one usually takes. */
const USUAL = 5;

/**
 * Which releases can be restored, in which way, and why not in the other: asked of AWS now, so that nothing is offered
 * that is known to be refused. Three calls at once, and one to the repository where a commit would have to be built again.
 */
export function planRollback(deps: PlanRollbackDeps): PlanRollback {
  return async (policy, wanted) => {
    const { pipelines, releases, approvals, productionNow } = deps;
    const [{ stage, production, succeededIds }, structure, stages, underWay, open] = await Promise.all([
      productionNow(policy),
      pipelines.structure(policy.name),
      pipelines.stages(policy.name),
      rollbackUnderWay(deps, policy.name),
      approvals.open(policy.name),
    ]);
    const known = (await releases.newest(policy.name, WINDOW)).filter(
      ({ rollback, stage: own }) => !rollback && own === stage,
    );
    const others = known.filter(({ executionId }) => executionId !== production?.executionId);
    const isServed = wanted !== undefined && wanted === production?.executionId;
    const shown = await withWanted(deps, policy, others, isServed ? undefined : wanted);
    const facts = { stage, structure, stages, succeededIds, lostCommits: new Set<string>() };
    const lostCommits = await commitsLost(deps, policy, facts, shown);
    const options = shown.map((release) => optionOf(release, { ...facts, lostCommits }));
    return {
      ...{ stage, production, options, underWay },
      suggestedId: lastGood(options, production)?.release.executionId,
      usuallyMs: usualMs(known),
      waiting: open.find((approval) => approval.kind === 'rollback'),
      impossible: whyNothing(options, underWay),
      needsApproval: policy.rollback.approval !== undefined,
      locksAfterwards: policy.rollback.locksAfterwards,
    };
  };
}

function whyNothing(options: readonly RollbackOption[], underWay: RollbackClaim | undefined): string | undefined {
  if (underWay) return 'A rollback is under way: its card shows how it goes.';
  return options.length === 0 ? 'There is no earlier release to go back to.' : undefined;
}

async function withWanted(
  { releases }: PlanRollbackDeps,
  { name }: PipelinePolicy,
  others: readonly Release[],
  wanted: string | undefined,
): Promise<Release[]> {
  const newest = others.slice(0, OPTIONS);
  if (wanted === undefined || newest.some(({ executionId }) => executionId === wanted)) return newest;
  const older = others.find(({ executionId }) => executionId === wanted) ?? (await releases.get(name, wanted));
  return older && !older.rollback ? [...newest.slice(0, OPTIONS - 1), older] : newest;
}

function optionOf(release: Release, facts: RollbackFacts): RollbackOption {
  const not = whyNot(release, facts);
  const how = (['stage', 'revision'] as const).find((way) => not[way] === undefined);
  return { release, how, whyNot: not };
}

/** Asked only where a release cannot be restored with its own artifacts. */
async function commitsLost(
  { repositories }: PlanRollbackDeps,
  policy: PipelinePolicy,
  facts: RollbackFacts,
  shown: readonly Release[],
): Promise<ReadonlySet<string>> {
  const options = shown.map((release) => optionOf(release, facts)).filter(({ how }) => how === 'revision');
  const commits = options.flatMap(({ release: { revision } }) => revision?.commitId ?? []);
  const repository = repositoryOf(facts.structure);
  if (commits.length === 0 || !repository) return new Set();
  const found = await ifReadable(repositories.commits(repository, commits, ofPipeline(policy.name)));
  return new Set(found ? commits.filter((id) => !found.some(({ commitId }) => commitId === id)) : []);
}

const repositoryOf = (structure: PipelineStructure): string | undefined => sourcesOf(structure)[0]?.repository;

/** The newest from before what production serves; else, after going back, the newest of all. */
function lastGood(options: readonly RollbackOption[], production: Release | undefined): RollbackOption | undefined {
  const good = options.filter(({ release, how }) => how !== undefined && !isBad(release));
  return good.find(({ release }) => production && release.releasedAt < production.releasedAt) ?? good[0];
}

/** Median: one that waited a weekend for its approval does not count for more. */
function usualMs(releases: readonly Release[]): number | undefined {
  const times = releases.slice(0, USUAL).map(({ startedAt, releasedAt }) => releasedAt.getTime() - startedAt.getTime());
  return times.sort((one, next) => one - next)[Math.floor(times.length / 2)];
}
