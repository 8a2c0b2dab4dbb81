import type { PipelinePolicy } from '../policies/policy';
import type { Executions } from '../ports/executions';
import type { Pipelines } from '../ports/pipelines';
import type { Releases } from '../ports/releases';
import { deployStageIn, succeededAt } from './deploy-stage';
import {
  broughtUpToDate,
  type DescribeReleaseDeps,
  describeRelease,
  rollbackOf,
  type Success,
} from './describe-release';
import { isAfter, withSuccess } from './production-state';
import type { Release } from './release';

export interface RecordReleaseDeps extends DescribeReleaseDeps {
  releases: Releases;
  executions: Executions;
  pipelines: Pipelines;
}

/**
 * Puts a success of the deploy stage on record, once; a later call brings it up to date.
 *
 * @param told when the stage has succeeded by an event's word: ListActionExecutions may be behind it
 * @returns what is on record; undefined where the execution has not succeeded in the stage
 */
export type RecordRelease = (
  policy: PipelinePolicy,
  executionId: string,
  told?: { succeededAt: Date },
) => Promise<Release | undefined>;

/** Costs three calls at once, and one more where CodePipeline tells no variables of a build. */
export function recordRelease(deps: RecordReleaseDeps): RecordRelease {
  const { releases, pipelines } = deps;
  return async (policy, executionId, told) => {
    const [known, structure, facts, actions] = await Promise.all([
      releases.get(policy.name, executionId),
      pipelines.structure(policy.name),
      pipelines.execution(policy.name, executionId),
      pipelines.actions(policy.name, executionId),
    ]);
    const stage = deployStageIn(policy, structure);
    // CodePipeline forgets an execution after 12 months; our record does not.
    if (!facts) return known;
    const releasedAt = succeededAt({ stage, structure, status: facts.status, actions }) ?? told?.succeededAt;
    if (!releasedAt) return known?.stage === stage ? known : undefined;
    const before = await releaseBefore(releases, policy.name, { executionId, releasedAt, stage });
    return keepSuccess(deps, policy, { facts, actions, stage, releasedAt }, before);
  };
}

/** Releases and rollbacks among which the release before one is looked for: those in between are rollbacks, or overtook it. */
const RECENT = 20;

/** The last release that went through the stage before another one did. */
async function releaseBefore(
  releases: Pick<Releases, 'newest'>,
  pipeline: string,
  release: Pick<Release, 'executionId' | 'releasedAt' | 'stage'>,
): Promise<Release | undefined> {
  const recent = await releases.newest(pipeline, RECENT);
  return recent.find((one) => one.stage === release.stage && !one.rollback && isAfter(release, one));
}

/** The release comes first, what production serves second: whoever dies in between leaves something to be done again. */
export async function keepSuccess(
  deps: RecordReleaseDeps,
  policy: PipelinePolicy,
  success: Success,
  before: Release | undefined,
): Promise<Release> {
  const { releases, executions } = deps;
  const { executionId } = success.facts;
  const executed = await executions.get(policy.name, executionId);
  const target = await targetOf(deps, policy, rollbackOf(success.facts, executed));
  const told = await describeRelease(deps, policy, success, { executed, target, before });
  const release = await releases.update(policy.name, executionId, (current) => broughtUpToDate(current, told));
  await releases.updateProduction(policy.name, (current) => withSuccess(current, release ?? told, target));
  return release ?? told;
}

/** A release from before the record began is put on it when somebody goes back to it. */
async function targetOf(
  deps: RecordReleaseDeps,
  policy: PipelinePolicy,
  rollback: Release['rollback'],
): Promise<Release | undefined> {
  if (!rollback) return undefined;
  return (await deps.releases.get(policy.name, rollback.targetId)) ?? recordRelease(deps)(policy, rollback.targetId);
}
