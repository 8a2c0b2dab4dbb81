import { BadRequest } from '../errors';
import { theOneBeginningWith } from '../executions/asked-revision';
import type { Policies, ProjectPolicy } from '../policies/policy';
import type { BuildRecords } from '../ports/build-records';
import type { ProjectFacts } from '../ports/builds';
import type { Executions } from '../ports/executions';
import { ofProject } from '../ports/owner';
import type { Repositories } from '../ports/repositories';

/** What a person names to be built, checked before anything is started. */

export interface SourceAskedDeps {
  policies: Policies;
  buildRecords: BuildRecords;
  executions: Executions;
  repositories: Repositories;
}

export interface AskedSource {
  sourceVersion?: string;
  branch?: string;
  /** CodeCommit repository that is built. */
  repository?: string;
  /** Clone URL, where the project's own source is a pipeline. */
  sourceLocation?: string;
}

/** A commit by its beginning is looked for among so many builds and executions of each. */
const WINDOW = 50;
const FULL_ID = 40;
/** Sources whose versions are commits and branches (CodeBuild API Reference, StartBuild, sourceVersion). */
const GIT_SOURCES = [
  'CODECOMMIT',
  'CODEPIPELINE',
  'GITHUB',
  'GITHUB_ENTERPRISE',
  'GITLAB',
  'GITLAB_SELF_MANAGED',
  'BITBUCKET',
];

/**
 * @throws BadRequest where there is no such commit or branch, or the project cannot be built outside its pipeline
 */
export async function sourceAsked(
  deps: SourceAskedDeps,
  policy: ProjectPolicy,
  project: ProjectFacts,
  { commit, branch }: { commit?: string | undefined; branch?: string | undefined },
): Promise<AskedSource> {
  const { name } = policy;
  const own = await ownSource(deps, policy, project);
  if (!commit && !branch) return own;
  if (!GIT_SOURCES.includes(project.sourceType)) {
    throw new BadRequest(
      `${name} builds no repository, so it has no commits or branches. Build it without naming one.`,
    );
  }
  // A repository elsewhere cannot be read from here: CodeBuild itself says whether there is such a thing.
  if (!own.repository) return { ...own, sourceVersion: commit ?? branch ?? '', ...(branch && { branch }) };
  if (branch)
    return { ...own, branch, sourceVersion: await deps.repositories.branchTip(own.repository, branch, policy) };
  return { ...own, sourceVersion: await knownCommit(deps, policy, own.repository, commit ?? '') };
}

async function ownSource(
  { repositories }: SourceAskedDeps,
  { name, repository }: ProjectPolicy,
  project: ProjectFacts,
): Promise<AskedSource> {
  if (project.sourceType !== 'CODEPIPELINE') return project.repository ? { repository: project.repository } : {};
  if (!repository) {
    throw new BadRequest(
      `The source of ${name} is a pipeline, so it cannot be built alone. Name the repository to build: projects.${name}.repository in mlpipeline.yaml.`,
    );
  }
  return { repository, sourceLocation: await repositories.cloneUrl(repository, ofProject(name)) };
}

async function knownCommit(deps: SourceAskedDeps, policy: ProjectPolicy, repository: string, typed: string) {
  const commitId = typed.length < FULL_ID ? await completed(deps, policy, typed) : typed;
  const known = await deps.repositories.commit(repository, commitId, policy);
  if (!known) throw new BadRequest(`The repository ${repository} has no commit ${commitId}.`);
  return known.commitId;
}

/** CodeCommit takes full ids only; people copy the seven characters that cards show, of builds and of executions. */
async function completed(deps: SourceAskedDeps, policy: ProjectPolicy, beginning: string): Promise<string> {
  const [builds, ...executions] = await Promise.all([
    deps.buildRecords.newest(policy.name, WINDOW),
    ...deps.policies.pipelines().map(({ name }) => deps.executions.newest(name, WINDOW)),
  ]);
  const commits = [
    ...builds.flatMap(({ commitId }) => commitId ?? []),
    ...executions.flat().flatMap(({ revision }) => revision?.commitId ?? []),
  ];
  return theOneBeginningWith(commits, beginning, `None of the last builds and executions here`);
}
