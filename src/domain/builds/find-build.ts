import { BadRequest, UnknownPipeline, UnknownProject } from '../errors';
import type { Authorize, Caller } from '../policies/authorize';
import type { PipelinePolicy, Policies, ProjectPolicy, Scope } from '../policies/policy';
import type { BuildRecords } from '../ports/build-records';
import type { Builds } from '../ports/builds';
import { type Owner, ofPipeline } from '../ports/owner';
import type { ActionExecution, Pipelines } from '../ports/pipelines';
import { type BuildFacts, pipelineOf } from './build';

export interface FindBuildDeps {
  policies: Policies;
  builds: Builds;
  buildRecords: BuildRecords;
  pipelines: Pipelines;
  authorize: Authorize;
}

/** What somebody names to see its log. */
export type NamedBuild =
  /** As typed: a pipeline, a project, a build id or the beginning of one. */
  | { typed: string }
  /** `pipeline` where it is known that the build belongs to one. */
  | { buildId: string; pipeline?: string | undefined }
  | { pipeline: string; executionId: string };

/** A build, and what it was found through: where its log is follows from it. */
export interface FoundBuild extends BuildFacts {
  owner: Owner;
}

export type FindBuild = (caller: Caller, named: NamedBuild) => Promise<FoundBuild>;

/** Executions looked at, and builds on record per project among which the beginning of an id is looked for. */
const WINDOW = 20;
const UUID_LENGTH = 36;

/**
 * The build that somebody means, if they may look at it: nobody reads the log of a project that is not configured, but
 * as part of a configured pipeline's execution.
 * @throws NotAllowed, BadRequest
 */
export function findBuild(deps: FindBuildDeps): FindBuild {
  const { policies, authorize } = deps;
  return async (caller, named) => {
    if ('buildId' in named) return byId(named.buildId, named.pipeline);
    if ('executionId' in named) {
      const policy = policies.pipeline(named.pipeline);
      await look(policy);
      return ofExecution(policy, named.executionId);
    }
    const { typed } = named;
    if (typed.includes(':')) return byTypedId(typed);
    const scope = scopeNamed(policies, typed);
    if ('nearest' in scope) return byBeginning(policies.projects(), typed, typed, scope.nearest);
    await look(scope);
    return scope.kind === 'pipeline' ? lastOf(scope) : newestOf(scope);

    async function look(scope: Scope): Promise<void> {
      await authorize({ caller, role: 'viewer', scope, verb: 'logs' });
    }

    async function byId(buildId: string, pipeline?: string): Promise<FoundBuild> {
      for (const owner of ownersOf(policies, buildId, pipeline)) {
        const [facts] = await deps.builds.facts([buildId], owner);
        const scope = facts && scopeOf(policies, facts, owner);
        if (!facts || !scope) continue;
        await look(scope);
        return { ...facts, owner };
      }
      throw new BadRequest('No build that you may see has this id.');
    }

    async function byTypedId(id: string): Promise<FoundBuild> {
      const [project = '', uuid = ''] = id.split(':');
      if (uuid.length === UUID_LENGTH) return byId(id);
      const policy = policies.findProject(project);
      return byBeginning(policy ? [policy] : [], uuid, id);
    }

    async function byBeginning(
      projects: readonly ProjectPolicy[],
      uuid: string,
      said: string,
      nearest: readonly string[] = [],
    ): Promise<FoundBuild> {
      const records = /^[0-9a-f-]{4,36}$/.test(uuid)
        ? await Promise.all(projects.map(({ name }) => deps.buildRecords.newest(name, WINDOW)))
        : [];
      const [found, ...others] = records.flat().filter(({ buildId }) => buildId.split(':')[1]?.startsWith(uuid));
      if (found && others.length === 0) return byId(found.buildId);
      if (found) throw new BadRequest('Several builds begin like this: please type more of the id.');
      const hint =
        nearest.length > 0 ? `Did you mean ${nearest.join(' or ')}?` : 'Type /mlpipeline list to see the pipelines.';
      throw new BadRequest(`There is no pipeline, project or build “${said.slice(0, 60)}”. ${hint}`);
    }
  };

  async function newestOf(owner: ProjectPolicy): Promise<FoundBuild> {
    const { name } = owner;
    const [newest] = await deps.buildRecords.newest(name, 1);
    const [facts] = newest ? await deps.builds.facts([newest.buildId], owner) : [];
    if (!facts) throw new BadRequest(`${name} has not been built outside its pipeline yet: name the pipeline instead.`);
    return { ...facts, owner };
  }

  /** Why it failed last; where nothing failed, what it built last. */
  async function lastOf({ name }: PipelinePolicy): Promise<FoundBuild> {
    const executions = await deps.pipelines.recentExecutions(name, WINDOW);
    const failed = executions.find(({ status }) => status === 'Failed');
    const failing = failed && (await buildsOf(name, failed.executionId)).find(({ status }) => status === 'Failed');
    const newest = failing ?? (executions[0] && (await buildsOf(name, executions[0].executionId)).at(-1));
    return factsOf(newest, name);
  }

  async function ofExecution({ name }: PipelinePolicy, executionId: string): Promise<FoundBuild> {
    const builds = await buildsOf(name, executionId);
    return factsOf(builds.find(({ status }) => status === 'Failed') ?? builds.at(-1), name);
  }

  /** CodeBuild actions that have a build, in the order of their starts. */
  async function buildsOf(pipeline: string, executionId: string): Promise<ActionExecution[]> {
    const actions = await deps.pipelines.actions(pipeline, executionId);
    return actions.filter(({ provider, externalId }) => provider === 'CodeBuild' && externalId);
  }

  async function factsOf(action: ActionExecution | undefined, pipeline: string): Promise<FoundBuild> {
    const owner = ofPipeline(pipeline);
    const [facts] = action?.externalId ? await deps.builds.facts([action.externalId], owner) : [];
    if (!facts) throw new BadRequest(`${pipeline} has no build whose log could be shown.`);
    return { ...facts, owner };
  }
}

/** Through which a build may be found: its project where that is configured, else what it tests or is part of. */
function ownersOf(policies: Policies, buildId: string, pipeline: string | undefined): Owner[] {
  const project = policies.findProject(buildId.split(':')[0] ?? '');
  const named = pipeline === undefined ? undefined : policies.find(pipeline);
  if (named) return [named];
  return project ? [project] : [...policies.repositories(), ...policies.pipelines()];
}

/** A pipeline's builds are for those who may see the pipeline, whatever the project says. */
function scopeOf(policies: Policies, { initiator, project, repository }: BuildFacts, owner: Owner): Scope | undefined {
  const pipeline = pipelineOf(initiator);
  if (owner.kind === 'repository')
    return !pipeline && repository === owner.name ? policies.findRepository(repository) : undefined;
  if (owner.kind === 'pipeline') return pipeline === owner.name ? policies.find(pipeline) : undefined;
  return (pipeline === undefined ? undefined : policies.find(pipeline)) ?? policies.findProject(project);
}

/** The names that are typed whole come first, then the beginnings: a pipeline may be the beginning of its projects. */
function scopeNamed(
  policies: Policies,
  typed: string,
): PipelinePolicy | ProjectPolicy | { nearest: readonly string[] } {
  const exact = policies.find(typed) ?? policies.findProject(typed);
  if (exact) return exact;
  const [pipeline, project] = [known(() => policies.pipeline(typed)), known(() => policies.project(typed))];
  if (!('nearest' in pipeline)) return pipeline;
  return 'nearest' in project ? { nearest: [...pipeline.nearest, ...project.nearest].slice(0, 3) } : project;
}

function known<T>(look: () => T): T | { nearest: readonly string[] } {
  try {
    return look();
  } catch (error) {
    if (error instanceof UnknownPipeline || error instanceof UnknownProject) return error;
    throw error;
  }
}
