import type { FinishedBuild, PipelineBuilds } from '../../ports';
import type { ActionExecutionRecord, ExecutionRecord, PipelineRecord, StoredArtifact } from '../state';
import { ActionFailure, type ActionOutcome } from './action-outcome';
import type { ArtifactFolders } from './artifact-folders';
import { readEnvironment } from './configuration';

export interface BuildActionDeps {
  builds: PipelineBuilds;
  artifacts: ArtifactFolders;
  /** Records the build's id, so that after a restart the action waits for this build and does not start another. */
  noteStarted: (action: ActionExecutionRecord, buildId: string) => void;
}

/** Runs a CodeBuild project on the action's input artifacts; its exported variables become output variables. */
export async function performBuild(
  { builds, artifacts, noteStarted }: BuildActionDeps,
  { structure }: PipelineRecord,
  { revisions }: ExecutionRecord,
  action: ActionExecutionRecord,
): Promise<ActionOutcome> {
  if (action.externalId === undefined) noteStarted(action, start());
  const build = await builds.finished(action.externalId ?? '');
  return buildOutcome(build, await storedOutput(build));

  function start(): string {
    const primary = primaryInput(action);
    const secondary = action.inputArtifacts.filter((artifact) => artifact !== primary);
    const revision = revisions.find(({ artifactName }) => artifactName === primary.name) ?? revisions[0];
    return builds.startForPipeline({
      projectName: action.resolvedConfiguration.ProjectName ?? '',
      pipelineName: structure.name,
      sourceDirectory: artifacts.pathOf(primary),
      secondarySourceDirectories: Object.fromEntries(secondary.map((input) => [input.name, artifacts.pathOf(input)])),
      resolvedSourceVersion: revision?.commitId ?? '',
      environmentVariables: readEnvironment(action.resolvedConfiguration.EnvironmentVariables),
    }).id;
  }

  async function storedOutput({ artifactDirectory }: FinishedBuild): Promise<StoredArtifact[]> {
    const [output] = action.declaration.outputArtifacts ?? [];
    if (!output || artifactDirectory === undefined) return [];
    return [await artifacts.storeCopy(structure.name, action, output.name, artifactDirectory)];
  }
}

function primaryInput({ inputArtifacts, resolvedConfiguration: { PrimarySource } }: ActionExecutionRecord) {
  const primary =
    PrimarySource === undefined ? inputArtifacts[0] : inputArtifacts.find(({ name }) => name === PrimarySource);
  if (!primary) throw new ActionFailure('ConfigurationError', `PrimarySource ${PrimarySource} is no input artifact.`);
  return primary;
}

function buildOutcome(build: FinishedBuild, outputArtifacts: StoredArtifact[]): ActionOutcome {
  const { id: externalId, logUrl: externalUrl, exportedVariables: outputVariables } = build;
  const succeeded = { status: 'Succeeded', externalId, externalUrl, outputVariables, outputArtifacts } as const;
  if (build.status === 'SUCCEEDED') return succeeded;
  const summary = `Build terminated with state: ${build.status}`;
  return { ...succeeded, status: 'Failed', summary, error: { code: 'JobFailed', message: summary } };
}
