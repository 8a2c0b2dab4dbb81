import { UnknownPipeline, UnknownProject } from '../domain/errors';
import type { PipelinePolicy, Policies, ProjectPolicy, RepositoryPolicy } from '../domain/policies/policy';
import { nearest } from '../nearest';

/** Finds policies by what people type. */
export function policiesOf(
  pipelines: readonly PipelinePolicy[],
  projects: readonly ProjectPolicy[],
  repositories: readonly RepositoryPolicy[] = [],
): Policies {
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
    repositories: () => repositories,
    findRepository: (name) => repositories.find((policy) => policy.name === name),
  };
}

const namesOf = (policies: readonly { name: string }[]): string[] => policies.map(({ name }) => name);

const only = <T>(found: readonly T[]): T | undefined => (found.length === 1 ? found[0] : undefined);

/** The one policy whose name begins like this. */
const uniquePrefix = <T extends { name: string }>(policies: readonly T[], typed: string): T | undefined =>
  typed ? only(policies.filter(({ name }) => name.startsWith(typed))) : undefined;
