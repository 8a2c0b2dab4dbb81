import { cp, mkdir } from 'node:fs/promises';
import { AwsError } from '../aws-error';
import type { Sources } from '../ports';
import type { BuildFolders } from './build-environment';
import type { BuildPlan } from './build-plan';

/** A source that cannot be had. Phase context CLIENT_ERROR. */
export class SourceError extends Error {}

/** Repositories as CodeBuild needs them. */
export type BuildSources = Pick<Sources, 'resolve' | 'checkout'>;

/**
 * Writes the source of a build into its folders.
 * @returns the commit, undefined where the source has none
 * @throws SourceError
 */
export async function downloadSource(
  plan: BuildPlan,
  folders: Pick<BuildFolders, 'source' | 'secondarySources'>,
  sources: BuildSources | undefined,
): Promise<string | undefined> {
  if (plan.source.type === 'CODECOMMIT') return checkOut(plan, folders.source, sources);
  if (!plan.pipelineInput) {
    await mkdir(folders.source, { recursive: true });
    return undefined;
  }
  const { sourceDirectory, secondarySourceDirectories } = plan.pipelineInput;
  await copyTree(sourceDirectory, folders.source);
  for (const [name, folder] of Object.entries(folders.secondarySources)) {
    await copyTree(secondarySourceDirectories[name] ?? '', folder);
  }
  return plan.sourceVersion;
}

async function checkOut(plan: BuildPlan, directory: string, sources: BuildSources | undefined): Promise<string> {
  const { source, sourceVersion } = plan;
  const repository = repositoryName(source.location ?? '');
  if (!sources) throw new Error('this CodeBuild was created without sources');
  try {
    const reference = (sourceVersion ?? 'main').replace(/^refs\/(heads|tags)\//, '');
    const { commitId } = await sources.resolve(repository, reference);
    await mkdir(directory, { recursive: true });
    await sources.checkout(repository, commitId, directory);
    return commitId;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const what = `primary source and source version ${sourceVersion ?? 'main'}`;
    throw new SourceError(`${error.message} for ${what}`, { cause: error });
  }
}

/** `…/v1/repos/<name>` as AWS has it, `…/git/<name>.git` as the local stack has it. */
function repositoryName(location: string): string {
  return /([^/]+?)(\.git)?$/.exec(location)?.[1] ?? '';
}

async function copyTree(from: string, to: string): Promise<void> {
  await cp(from, to, { recursive: true, verbatimSymlinks: true });
}
