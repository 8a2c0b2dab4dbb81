import { reportedVariables } from '../builds/reported-variables';
import { ifReadable } from '../commits/if-readable';
import type { Revision } from '../executions/execution';
import type { PipelinePolicy } from '../policies/policy';
import type { Builds, TestResults } from '../ports/builds';
import type { Executions } from '../ports/executions';
import { ofPipeline } from '../ports/owner';
import type { ActionExecution, ActionStructure, PipelineStructure, Pipelines } from '../ports/pipelines';
import type { Releases } from '../ports/releases';
import type { Repositories } from '../ports/repositories';
import type { ProductionNow } from '../releases/production';
import { asProduction } from '../releases/release';
import { type Evidence, factsFromVariables, type ProductionFacts } from './evidence';
import { readChanges } from './read-changes';
import { restoredBy } from './restored-by';

export interface GatherEvidenceDeps {
  pipelines: Pipelines;
  builds: Builds;
  repositories: Repositories;
  executions: Executions;
  releases: Releases;
  productionNow: ProductionNow;
}

/** @param known evidence of the same execution from earlier: what cannot have changed since is not read again */
export type GatherEvidence = (policy: PipelinePolicy, executionId: string, known?: Evidence) => Promise<Evidence>;

/** Characters that are kept of a commit's message, which may be 256 KB. */
const MESSAGE_LENGTH = 2_000;

/**
 * Reads everything the approval card shows. What a pipeline does not report, and what a repository does not let the bot
 * read, stays absent: the card says so.
 *
 * It is read again at every decision. With `known` that takes at most two calls one after the other, beside reads of our
 * record, and none to the repository as long as release and production are of the same commits; without, as many more as
 * there are generations of commits between them.
 *
 * @throws where AWS does not answer, or asks to try again: the evidence is then unknown, not other
 */
export function gatherEvidence(deps: GatherEvidenceDeps): GatherEvidence {
  const { pipelines, builds, productionNow } = deps;
  return async (policy, executionId, known) => {
    const [told, restored] = await Promise.all([
      toldBy(policy, executionId, known),
      restoredBy(deps, policy, executionId),
    ]);
    return { ...told, ...restored };
  };

  async function toldBy(policy: PipelinePolicy, executionId: string, known: Evidence | undefined): Promise<Evidence> {
    const asking = pipelines.structure(policy.name);
    const [facts, structure, current, [variables, tests]] = await Promise.all([
      pipelines.execution(policy.name, executionId),
      asking,
      productionNow(policy, asking),
      reportedBy(policy, pipelines.actions(policy.name, executionId)),
    ]);
    const production = current.production && asProduction(current.production);
    const source = sourceOf(policy, structure, production);
    const { commit, changes } = facts?.revision ? await readSource(deps, source, facts.revision, known) : NO_SOURCE;
    return { executionId, commit, ...factsFromVariables(variables), tests, changes, production };
  }

  async function reportedBy(policy: PipelinePolicy, asked: Promise<ActionExecution[]>) {
    const actions = await asked;
    return Promise.all([reportedVariables(builds, policy, actions), testsOf(builds, policy, actions)]);
  }
}

const NO_SOURCE: Pick<Evidence, 'commit' | 'changes'> = {};

interface Source {
  policy: PipelinePolicy;
  /** Absent: the pipeline takes its source from elsewhere. */
  repository?: string | undefined;
  /** People write to other sources of the pipeline too, of which nothing is read. */
  isOneOfSeveral: boolean;
  /** Production's commit. */
  since?: string | undefined;
}

export const sourceOf = (
  policy: PipelinePolicy,
  structure: PipelineStructure,
  production: ProductionFacts | undefined,
): Source => ({
  policy,
  repository: repositoryOf(structure),
  isOneOfSeveral: codeSources(structure).length > 1,
  since: production?.commitId,
});

/** A commit as its repository tells it, and everything between production and it. */
export async function readSource(
  { repositories }: Pick<GatherEvidenceDeps, 'repositories'>,
  { policy, repository, isOneOfSeveral, since }: Source,
  revision: Revision,
  known: Evidence | undefined,
): Promise<Pick<Evidence, 'commit' | 'changes'>> {
  const { commitId } = revision;
  if (!repository) return { commit: shortened(revision) };
  const before = known?.changes;
  const isSame = known?.commit?.commitId === commitId && before?.repository === repository && before.since === since;
  if (isSame) return { commit: known.commit, changes: before };
  const [described, read] = await Promise.all([
    withAuthor(repositories, policy.name, repository, revision),
    readChanges(repositories, { owner: policy, repository, commitId, since }),
  ]);
  const changes = read && { ...read, isCapped: read.isCapped || isOneOfSeveral };
  return { commit: shortened(described), changes };
}

const shortened = (revision: Revision): Revision => ({
  ...revision,
  message: revision.message && [...revision.message.slice(0, 2 * MESSAGE_LENGTH)].slice(0, MESSAGE_LENGTH).join(''),
});

/** A revision with its author, where the source is a repository that the bot may read. */
export async function describeRevision(
  { pipelines, repositories }: Pick<GatherEvidenceDeps, 'pipelines' | 'repositories'>,
  pipeline: string,
  revision: Revision,
): Promise<Revision> {
  const repository = repositoryOf(await pipelines.structure(pipeline));
  return repository ? withAuthor(repositories, pipeline, repository, revision) : revision;
}

async function withAuthor(
  repositories: Repositories,
  pipeline: string,
  repository: string,
  revision: Revision,
): Promise<Revision> {
  const commit = await ifReadable(repositories.commit(repository, revision.commitId, ofPipeline(pipeline)));
  if (!commit) return revision;
  return { ...revision, message: commit.message, authorName: commit.authorName, authorEmail: commit.authorEmail };
}

const repositoryOf = ({ stages }: PipelineStructure): string | undefined =>
  stages.flatMap(({ actions }) => actions).find((action) => action.repository)?.repository;

/** Buckets and registries hold what machines have made; whatever else is a source, people write to. */
const codeSources = ({ stages }: PipelineStructure): ActionStructure[] =>
  stages
    .flatMap(({ actions }) => actions)
    .filter(({ category, provider }) => category === 'Source' && provider !== 'S3' && provider !== 'ECR');

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
