import type { ActionExecution } from '../ports/pipelines';
import type { SourceRevision } from './delivery';

/**
 * Output variables of source actions that name what they have read: of commits, of images in ECR, of objects in S3
 * (CodePipeline User Guide, "Variables reference"). A bucket without versions has no VersionId, but its objects an ETag.
 */
const NAMED_BY = ['CommitId', 'ImageDigest', 'VersionId', 'ETag'];

/**
 * What an execution was made of, as its actions tell: by their output variables, else by the id of the provider. Where
 * neither is told the source is left out; artifactRevisions of GetPipelineExecution name artifacts, not actions.
 */
export const revisionsRead = (actions: readonly ActionExecution[]): SourceRevision[] =>
  sources(actions).flatMap(({ action, provider, outputVariables, externalId }) => {
    const named = NAMED_BY.find((name) => outputVariables[name]);
    const revision = (named && outputVariables[named]) ?? externalId;
    return revision ? [{ action, provider, revision }] : [];
  });

/**
 * When the commit that an execution was made of was committed, as its source action tells: CodeCommit does, connections
 * to GitHub and Bitbucket know only when it was written. Undefined where nothing is told, as of an action without variables.
 */
export function headCommittedAt(actions: readonly ActionExecution[]): Date | undefined {
  const told = sources(actions).find(({ outputVariables }) => outputVariables.CommitId)?.outputVariables;
  const at = new Date(told?.CommitterDate ?? told?.AuthorDate ?? Number.NaN);
  return Number.isNaN(at.getTime()) ? undefined : at;
}

const sources = (actions: readonly ActionExecution[]): ActionExecution[] =>
  actions.filter(({ category, status }) => category === 'Source' && status === 'Succeeded');
