import type { PipelinePolicy } from '../policies/policy';
import type { ActionExecution, ExecutionSummary, PipelineStructure } from '../ports/pipelines';
import { deployStageIn, succeededAt } from './deploy-stage';
import type { Success } from './describe-release';
import { ofStage } from './production-state';
import { keepSuccess, type RecordReleaseDeps } from './record-release';
import type { Release } from './release';

export interface FindReleasesDeps extends RecordReleaseDeps {
  now: () => Date;
}

export type FindReleases = (policy: PipelinePolicy) => Promise<void>;

/** Rows of ListActionExecutions that are looked through: ten pages. */
const ROWS = 1_000;
/** A page of ListPipelineExecutions. */
const EXECUTIONS = 100;
/** Executions that are asked about one by one: rows that were cut off, and executions older than the page. */
const ASKED = 20;

/**
 * Puts the releases that CodePipeline remembers on record, whatever version of the pipeline they went through. Once per
 * pipeline, and again where another stage makes the release. It costs at most twelve calls, two for each of at most twenty
 * executions of which those do not tell enough, and what CodeBuild is asked where CodePipeline tells no variables.
 */
export function findReleases(deps: FindReleasesDeps): FindReleases {
  const { releases, pipelines, now } = deps;
  return async (policy) => {
    const known = await releases.production(policy.name);
    const foundIn = known?.foundAt && known.stage;
    if (foundIn && foundIn === policy.deployStage) return;
    const structure = await pipelines.structure(policy.name);
    const stage = deployStageIn(policy, structure);
    if (foundIn === stage) return;
    let before: Release | undefined;
    for (const success of await successes(deps, policy.name, structure, stage)) {
      const kept = await keepSuccess(deps, policy, success, before);
      if (!kept.rollback) before = kept;
    }
    await releases.updateProduction(policy.name, (current) => ({
      ...ofStage(current, policy.name, stage),
      foundAt: now(),
    }));
  };
}

/** Oldest first, so that what a rollback restores is on record before it. */
async function successes(
  { pipelines }: FindReleasesDeps,
  name: string,
  structure: PipelineStructure,
  stage: string,
): Promise<Success[]> {
  const [summaries, rows] = await Promise.all([
    pipelines.recentExecutions(name, EXECUTIONS),
    pipelines.actionHistory(name, ROWS),
  ]);
  const known = new Map(summaries.map((summary) => [summary.executionId, summary]));
  let asked = 0;
  const found: Success[] = [];
  for (const [executionId, told] of rows) {
    const summary = known.get(executionId);
    if (!told.some((row) => row.stage === stage && row.status === 'Succeeded')) continue;
    if (needsAsking(summary, told) && asked >= ASKED) continue;
    if (needsAsking(summary, told)) asked += 1;
    const facts = summary ?? (await pipelines.execution(name, executionId));
    const actions = isCutOff(facts, told) ? await pipelines.actions(name, executionId) : told;
    const releasedAt = facts && succeededAt({ stage, structure, status: facts.status, actions });
    if (facts && releasedAt) found.push({ facts, actions, stage, releasedAt, startedAt: summary?.startedAt });
  }
  return found.sort((one, next) => one.releasedAt.getTime() - next.releasedAt.getTime());
}

const needsAsking = (summary: ExecutionSummary | undefined, told: readonly ActionExecution[]): boolean =>
  !summary || isCutOff(summary, told);

/** Every execution reads its source first, but for a rollback: where that row is missing, others may be. */
const isCutOff = (facts: { isRollback: boolean } | undefined, told: readonly ActionExecution[]): boolean =>
  facts?.isRollback === false && !told.some(({ category }) => category === 'Source');
