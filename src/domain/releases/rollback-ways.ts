import type { PipelineStructure, StageNow } from '../ports/pipelines';
import type { Release, RollbackHow } from './release';

/** What decides which releases of a pipeline can be restored, as AWS has it now. */
export interface RollbackFacts {
  /** The deploy stage. */
  stage: string;
  structure: PipelineStructure;
  stages: readonly StageNow[];
  /** Executions that CodePipeline can roll the stage back to, by its own word. */
  succeededIds: ReadonlySet<string>;
  /** Commits that the repository does not have any more; empty where nobody can tell. */
  lostCommits: ReadonlySet<string>;
}

/** Sources that hold commits: what `sourceRevisions` calls COMMIT_ID (CodePipeline API Reference, SourceRevisionOverride). */
const OF_COMMITS = ['CodeCommit', 'CodeStarSourceConnection', 'GitHub', 'Bitbucket'];

/** Why a release cannot be restored in a way, in a sentence each; a way that is possible is not in it. */
export function whyNot(release: Release, facts: RollbackFacts): Partial<Record<RollbackHow, string>> {
  const stage = whyNotByStage(release, facts);
  const revision = whyNotByRevision(release, facts);
  return { ...(stage && { stage }), ...(revision && { revision }) };
}

/** Preconditions of RollbackStage (CodePipeline User Guide, "Configure stage rollback"; API Reference, RollbackStage). */
function whyNotByStage({ executionId, pipelineVersion }: Release, facts: RollbackFacts): string | undefined {
  const { stage, structure, succeededIds } = facts;
  if (structure.executionMode === 'PARALLEL') return 'CodePipeline has no stage rollback for PARALLEL pipelines.';
  if (structure.type === 'V1') return 'CodePipeline has stage rollback for pipelines of type V2 only.';
  if (structure.stages[0]?.name === stage) return `CodePipeline does not roll back ${stage}, the stage of the source.`;
  if (!succeededIds.has(executionId)) {
    return pipelineVersion === structure.version
      ? `CodePipeline does not know it any more as a success of the stage ${stage}.`
      : 'The pipeline was edited since, and CodePipeline restores nothing from before.';
  }
  const running = inStage(facts);
  return (
    running &&
    `Execution ${running.slice(0, 8)} is in the stage ${stage} just now: wait until it has ended, or stop it.`
  );
}

/** The execution that holds the deploy stage, if one does. */
function inStage({ stages, stage }: RollbackFacts): string | undefined {
  const now = stages.find((one) => one.stage === stage);
  return now?.status === 'InProgress' || now?.status === 'Stopping' ? now.executionId : undefined;
}

/** Pinned revisions are a feature of V2 pipelines; only one source can be pinned, for a release knows one commit. */
function whyNotByRevision({ revision }: Release, { structure, lostCommits }: RollbackFacts): string | undefined {
  if (structure.type === 'V1')
    return 'CodePipeline starts executions of a chosen commit for pipelines of type V2 only.';
  const [source, ...others] = sourcesOf(structure);
  if (!source || others.length > 0)
    return `The pipeline has ${others.length + (source ? 1 : 0)} sources, and one commit cannot stand for all.`;
  if (!OF_COMMITS.includes(source.provider))
    return `The pipeline's source (${source.provider}) has no commits to start from.`;
  if (!revision) return 'Its commit is not on record.';
  return lostCommits.has(revision.commitId) ? 'The repository does not have its commit any more.' : undefined;
}

export const sourcesOf = ({ stages }: PipelineStructure) =>
  stages.flatMap((stage) => stage.actions).filter((action) => action.category === 'Source');
