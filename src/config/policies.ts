import { distance } from 'fastest-levenshtein';
import { UnknownPipeline } from '../domain/errors';
import type { Grant, PipelinePolicy, Policies, Role, Roles } from '../domain/policies/policy';
import type { Configuration } from './schema';

/** Policies as the configuration file gives them. A role that nobody was given is nobody's: everything fails closed. */
export function policiesFrom(configuration: Configuration): Policies {
  const byName = new Map(
    Object.entries(configuration.pipelines).map(([name, pipeline]): [string, PipelinePolicy] => [
      name,
      {
        name,
        model: pipeline.model ?? name,
        channel: pipeline.channel ?? configuration.channel ?? '',
        deployStage: pipeline.deployStage,
        roles: rolesFor(configuration.roles, pipeline.roles),
      },
    ]),
  );
  return {
    pipelines: () => [...byName.values()],
    find: (name) => byName.get(name),
    pipeline(typed) {
      const found = byName.get(typed) ?? uniqueMatch([...byName.values()], typed);
      if (!found) throw new UnknownPipeline(typed, nearest([...byName.keys()], typed));
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

/** A model's name, or a prefix that fits one pipeline only. */
function uniqueMatch(policies: readonly PipelinePolicy[], typed: string): PipelinePolicy | undefined {
  const byModel = policies.filter((policy) => policy.model === typed);
  if (byModel.length === 1) return byModel[0];
  const byPrefix = typed ? policies.filter((policy) => policy.name.startsWith(typed)) : [];
  return byPrefix.length === 1 ? byPrefix[0] : undefined;
}

function nearest(names: readonly string[], typed: string): string[] {
  return names
    .map((name) => ({ name, far: distance(name.toLowerCase(), typed.toLowerCase()) }))
    .filter(({ name, far }) => far <= Math.max(2, Math.floor(name.length / 3)))
    .sort((one, other) => one.far - other.far)
    .slice(0, 3)
    .map(({ name }) => name);
}
