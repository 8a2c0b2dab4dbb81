import { BadRequest, UnknownPipeline, UnknownProject } from '../errors';
import type { Authorize, Caller } from '../policies/authorize';
import type { PipelinePolicy, Policies, ProjectPolicy, Scope } from '../policies/policy';
import type { BuildRecords } from '../ports/build-records';
import type { Builds } from '../ports/builds';
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
  { typed: string } | { buildId: string } | { pipeline: string; executionId: string };

export type FindBuild = (caller: Caller, named: NamedBuild) => Promise<BuildFacts>;

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
    if ('buildId' in named) return byId(named.buildId);
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
    return scope.kind === 'pipeline' ? ofPipeline(scope) : ofProject(scope);

    async function look(scope: Scope): Promise<void> {
      await authorize({ caller, role: 'viewer', scope, verb: 'logs' });
    }

    /** A pipeline's builds are for those who may see the pipeline, whatever the project says. */
    async function byId(buildId: string): Promise<BuildFacts> {
      const [facts] = await deps.builds.facts([buildId]);
      const pipeline = facts && pipelineOf(facts.initiator);
      const scope = facts && ((pipeline && policies.find(pipeline)) || policies.findProject(facts.project));
      if (!facts || !scope) throw new BadRequest('No build that you may see has this id.');
      await look(scope);
      return facts;
    }

    async function byTypedId(id: string): Promise<BuildFacts> {
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
    ): Promise<BuildFacts> {
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

  async function ofProject({ name }: ProjectPolicy): Promise<BuildFacts> {
    const [newest] = await deps.buildRecords.newest(name, 1);
    const [facts] = newest ? await deps.builds.facts([newest.buildId]) : [];
    if (!facts) throw new BadRequest(`${name} has not been built outside its pipeline yet: name the pipeline instead.`);
    return facts;
  }

  /** Why it failed last; where nothing failed, what it built last. */
  async function ofPipeline({ name }: PipelinePolicy): Promise<BuildFacts> {
    const executions = await deps.pipelines.recentExecutions(name, WINDOW);
    const failed = executions.find(({ status }) => status === 'Failed');
    const failing = failed && (await buildsOf(name, failed.executionId)).find(({ status }) => status === 'Failed');
    const newest = failing ?? (executions[0] && (await buildsOf(name, executions[0].executionId)).at(-1));
    return factsOf(newest, name);
  }

  async function ofExecution({ name }: PipelinePolicy, executionId: string): Promise<BuildFacts> {
    const builds = await buildsOf(name, executionId);
    return factsOf(builds.find(({ status }) => status === 'Failed') ?? builds.at(-1), name);
  }

  /** CodeBuild actions that have a build, in the order of their starts. */
  async function buildsOf(pipeline: string, executionId: string): Promise<ActionExecution[]> {
    const actions = await deps.pipelines.actions(pipeline, executionId);
    return actions.filter(({ provider, externalId }) => provider === 'CodeBuild' && externalId);
  }

  async function factsOf(action: ActionExecution | undefined, pipeline: string): Promise<BuildFacts> {
    const [facts] = action?.externalId ? await deps.builds.facts([action.externalId]) : [];
    if (!facts) throw new BadRequest(`${pipeline} has no build whose log could be shown.`);
    return facts;
  }
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
