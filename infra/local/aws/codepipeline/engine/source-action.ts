import type { CommitFacts, Sources } from '../../ports';
import type { ConsoleLinks } from '../console-links';
import type { ActionExecutionRecord, ExecutionRecord, PipelineRecord } from '../state';
import type { ActionOutcome } from './action-outcome';
import type { ArtifactFolders } from './artifact-folders';

export interface SourceActionDeps {
  sources: Sources;
  artifacts: ArtifactFolders;
  links: ConsoleLinks;
}

/** Longest revision summary of the service model. */
const SUMMARY_LENGTH = 2048;

/** Fetches the commit at the branch's tip, or the pinned one, with its facts as output variables. */
export async function performSource(
  { sources, artifacts, links }: SourceActionDeps,
  { structure }: PipelineRecord,
  { pinnedCommits }: ExecutionRecord,
  action: ActionExecutionRecord,
): Promise<ActionOutcome> {
  const { RepositoryName = '', BranchName = '' } = action.resolvedConfiguration;
  const { name: actionName, outputArtifacts: [output] = [] } = action.declaration;
  const commit = await sources.resolve(RepositoryName, pinnedCommits[actionName] ?? BranchName);
  const artifactName = output?.name ?? actionName;
  const artifact = await artifacts.store(structure.name, action, artifactName, (folder) =>
    sources.checkout(RepositoryName, commit.commitId, folder),
  );
  const summary = commit.message.trim().slice(0, SUMMARY_LENGTH);
  const url = links.commit?.(RepositoryName, commit.commitId);
  return {
    status: 'Succeeded',
    externalId: commit.commitId,
    ...(summary !== '' && { summary }),
    ...(url !== undefined && { externalUrl: url }),
    outputArtifacts: [artifact],
    outputVariables: sourceVariables(RepositoryName, BranchName, commit),
    revision: {
      actionName,
      artifactName,
      commitId: commit.commitId,
      summary,
      createdAt: isoDate(commit.committerDate),
      ...(url !== undefined && { url }),
    },
  };
}

/** The variables of a CodeCommit source action (AWS CodePipeline User Guide, Variables reference). */
function sourceVariables(RepositoryName: string, BranchName: string, commit: CommitFacts): Record<string, string> {
  return {
    RepositoryName,
    BranchName,
    CommitId: commit.commitId,
    CommitMessage: commit.message,
    AuthorDate: isoDate(commit.authorDate),
    CommitterDate: isoDate(commit.committerDate),
  };
}

/** From Git's raw date, `<epoch seconds> <+-hhmm>`. */
function isoDate(rawDate: string): string {
  return new Date(Number.parseInt(rawDate, 10) * 1000).toISOString().replace('.000Z', 'Z');
}
