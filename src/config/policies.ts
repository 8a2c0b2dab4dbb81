import { UnknownPipeline, UnknownProject } from '../domain/errors';
import type { Grant, PipelinePolicy, Policies, ProjectPolicy, Role, Roles } from '../domain/policies/policy';
import { nearest } from '../nearest';
import { freezesFrom } from './freezes';
import type { Configuration } from './schema';

/** Policies as the configuration file gives them. A role that nobody was given is nobody's: everything fails closed. */
export function policiesFrom(configuration: Configuration): Policies {
  const pipelines = Object.entries(configuration.pipelines).map(
    ([name, pipeline]): PipelinePolicy => ({
      kind: 'pipeline',
      name,
      model: pipeline.model ?? name,
      channel: pipeline.channel ?? configuration.channel ?? '',
      deployStage: pipeline.deployStage,
      roles: rolesFor(configuration.roles, pipeline.roles),
      freezes: freezesFrom([...configuration.freezes, ...pipeline.freezes]),
    }),
  );
  const projects = Object.entries(configuration.projects).map(
    ([name, project]): ProjectPolicy => ({
      kind: 'project',
      name,
      channel: project.channel ?? configuration.channel ?? '',
      repository: project.repository,
      roles: rolesFor(configuration.roles, project.roles),
    }),
  );
  return policiesOf(pipelines, projects);
}

/** Finds policies by what people type. */
export function policiesOf(pipelines: readonly PipelinePolicy[], projects: readonly ProjectPolicy[]): Policies {
  const find = (name: string) => pipelines.find((policy) => policy.name === name);
  const findProject = (name: string) => projects.find((policy) => policy.name === name);
  return {
    pipelines: () => pipelines,
    find,
    pipeline(typed) {
      const byModel = pipelines.filter((policy) => policy.model === typed);
      const found = find(typed) ?? only(byModel) ?? uniquePrefix(pipelines, typed);
      if (!found) throw new UnknownPipeline(typed, nearest(namesOf(pipelines), typed));
      return found;
    },
    projects: () => projects,
    findProject,
    project(typed) {
      const found = findProject(typed) ?? uniquePrefix(projects, typed);
      if (!found) throw new UnknownProject(typed, nearest(namesOf(projects), typed));
      return found;
    },
  };
}

type GivenRoles = Configuration['roles'];

function rolesFor(workspace: GivenRoles, own: GivenRoles | undefined): Roles {
  const grant = (role: Role): Grant => own?.[role] ?? workspace[role] ?? [];
  return {
    // Looking is for every full member unless the file says otherwise.
    viewer: own?.viewer ?? workspace.viewer ?? 'everyone',
    operator: grant('operator'),
    approver: grant('approver'),
    admin: grant('admin'),
  };
}

const namesOf = (policies: readonly { name: string }[]): string[] => policies.map(({ name }) => name);

const only = <T>(found: readonly T[]): T | undefined => (found.length === 1 ? found[0] : undefined);

/** The one policy whose name begins like this. */
const uniquePrefix = <T extends { name: string }>(policies: readonly T[], typed: string): T | undefined =>
  typed ? only(policies.filter(({ name }) => name.startsWith(typed))) : undefined;
