import { BadRequest, Refusal } from '../errors';
import { assertGiveable, type GivenVariables } from '../given-variables';
import { ofPipeline } from '../ports/owner';
import type { ActionStructure, PipelineStructure, Pipelines } from '../ports/pipelines';
import type { Repositories } from '../ports/repositories';

/** What a person names to be deployed, checked before anything is started: a typo is told now, not by a failed action. */

interface AskedRevisionDeps {
  pipelines: Pipelines;
  repositories: Repositories;
}

interface PinnedRevision {
  sourceAction: string;
  /** Full commit id. */
  commitId: string;
}

/** A commit by its beginning is looked for among so many executions. */
const WINDOW = 100;
const FULL_ID = 40;

/**
 * The commit that an execution is to be pinned to; undefined where nothing is named.
 * @throws BadRequest where there is no such commit or branch, or the pipeline's sources cannot be pinned
 */
export async function revisionAsked(
  deps: AskedRevisionDeps,
  pipeline: string,
  structure: PipelineStructure,
  { commit, branch }: { commit?: string | undefined; branch?: string | undefined },
): Promise<PinnedRevision | undefined> {
  if (!commit && !branch) return undefined;
  const [source, ...others] = sourcesOf(structure);
  if (!source || others.length > 0) {
    throw new BadRequest(
      `${pipeline} has ${others.length + (source ? 1 : 0)} source actions, so one revision cannot be pinned. Deploy it without --commit or --branch.`,
    );
  }
  if (commit) {
    const commitId = commit.length < FULL_ID ? await completed(deps.pipelines, pipeline, commit) : commit;
    return { sourceAction: source.name, commitId: await knownCommit(deps, pipeline, source, commitId) };
  }
  if (!source.repository || !branch) {
    throw new BadRequest(
      `The source of ${pipeline} cannot be read from here, so a branch has no commit. Name the commit: --commit SHA.`,
    );
  }
  const commitId = await deps.repositories.branchTip(source.repository, branch, ofPipeline(pipeline));
  return { sourceAction: source.name, commitId };
}

/** The commit that the source action would fetch now; undefined where the bot may not read the source. */
export async function newestCommit(
  { repositories }: AskedRevisionDeps,
  pipeline: string,
  structure: PipelineStructure,
): Promise<string | undefined> {
  const [source, ...others] = sourcesOf(structure);
  if (!source?.repository || !source.branch || others.length > 0) return undefined;
  return repositories.branchTip(source.repository, source.branch, ofPipeline(pipeline)).catch((error: unknown) => {
    if (error instanceof Refusal) return undefined; // nothing that the deploy depends on: CodePipeline has its own role
    throw error;
  });
}

/** @throws BadRequest naming what is declared, or what must be given */
export function assertDeclared(
  pipeline: string,
  declared: PipelineStructure['variables'],
  given: GivenVariables,
): void {
  assertGiveable(
    pipeline,
    declared.map(({ name }) => name),
    given,
  );
  const missing = declared.find(({ name, hasDefault }) => !hasDefault && !Object.hasOwn(given, name));
  if (missing) throw new BadRequest(`${pipeline} needs a value for ${missing.name}: --var ${missing.name}=…`);
}

const sourcesOf = ({ stages }: PipelineStructure): ActionStructure[] =>
  stages.flatMap((stage) => stage.actions).filter((action) => action.category === 'Source');

/** CodeCommit takes full ids only; people copy the seven characters that cards show. */
async function completed(pipelines: Pipelines, pipeline: string, beginning: string): Promise<string> {
  const executions = await pipelines.recentExecutions(pipeline, WINDOW);
  const commits = executions.flatMap(({ revision }) => revision?.commitId ?? []);
  return theOneBeginningWith(commits, beginning, `None of the last executions of ${pipeline}`);
}

/**
 * The one commit that begins like this.
 * @param none who has none such, as the beginning of a sentence
 * @throws BadRequest
 */
export function theOneBeginningWith(commits: readonly string[], beginning: string, none: string): string {
  const [found, ...others] = new Set(commits.filter((commitId) => commitId.startsWith(beginning)));
  if (found && others.length === 0) return found;
  const why = found ? 'Several commits begin' : `${none} has a commit that begins`;
  throw new BadRequest(`${why} with ${beginning}. Give the full id: ${FULL_ID} characters.`);
}

async function knownCommit(
  { repositories }: AskedRevisionDeps,
  pipeline: string,
  source: ActionStructure,
  commit: string,
): Promise<string> {
  if (!source.repository) return commit;
  const known = await repositories.commit(source.repository, commit, ofPipeline(pipeline));
  if (!known) throw new BadRequest(`The repository ${source.repository} has no commit ${commit}.`);
  return known.commitId;
}
