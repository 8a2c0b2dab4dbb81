import type { Revision } from '../executions/execution';
import type { PipelinePolicy } from '../policies/policy';
import type { Builds, TestResults } from '../ports/builds';
import { ofPipeline } from '../ports/owner';
import type { ActionExecution, Pipelines } from '../ports/pipelines';
import type { Repositories } from '../ports/repositories';
import { asProduction, type ReadReleases } from '../releases/release';
import { type Evidence, factsFromVariables } from './evidence';

export interface GatherEvidenceDeps {
  pipelines: Pipelines;
  builds: Builds;
  repositories: Repositories;
  readReleases: ReadReleases;
}

export type GatherEvidence = (policy: PipelinePolicy, executionId: string, known?: Evidence) => Promise<Evidence>;

/** Reads everything the approval card shows. What a pipeline does not report stays absent: the card says so. */
export function gatherEvidence({ pipelines, builds, repositories, readReleases }: GatherEvidenceDeps): GatherEvidence {
  return async (policy, executionId) => {
    const [facts, actions, history] = await Promise.all([
      pipelines.execution(policy.name, executionId),
      pipelines.actions(policy.name, executionId),
      readReleases(policy, 1),
    ]);
    const [commit, tests] = await Promise.all([
      facts?.revision && describeRevision({ pipelines, repositories }, policy.name, facts.revision),
      testsOf(builds, policy, actions),
    ]);
    const variables = Object.assign({}, ...actions.map((action) => action.outputVariables)) as Record<string, string>;
    return {
      executionId,
      commit,
      ...factsFromVariables(variables),
      tests,
      production: history.production && asProduction(history.production),
    };
  };
}

/** A revision with its author, where the source is a repository that the bot may read. */
export async function describeRevision(
  { pipelines, repositories }: Pick<GatherEvidenceDeps, 'pipelines' | 'repositories'>,
  pipeline: string,
  revision: Revision,
): Promise<Revision> {
  const { stages } = await pipelines.structure(pipeline);
  const source = stages.flatMap((stage) => stage.actions).find((action) => action.repository);
  if (!source?.repository) return revision;
  const commit = await repositories.commit(source.repository, revision.commitId, ofPipeline(pipeline));
  if (!commit) return revision;
  return { ...revision, message: commit.message, authorName: commit.authorName, authorEmail: commit.authorEmail };
}

async function testsOf(
  builds: Builds,
  owner: PipelinePolicy,
  actions: readonly ActionExecution[],
): Promise<TestResults | undefined> {
  const buildIds = actions.flatMap((action) =>
    action.provider === 'CodeBuild' && action.externalId ? [action.externalId] : [],
  );
  const results = (await Promise.all(buildIds.map((id) => builds.testResults(id, owner)))).filter(
    (found) => found !== undefined,
  );
  if (results.length === 0) return undefined;
  return results.reduce((sum, one) => ({
    passed: sum.passed + one.passed,
    failed: sum.failed + one.failed,
    skipped: sum.skipped + one.skipped,
    failing: [...sum.failing, ...one.failing].slice(0, 10),
  }));
}
