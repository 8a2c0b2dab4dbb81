import type { Grant } from '../domain/policies/grant';
import {
  approvalPoliciesIn,
  type PipelinePolicy,
  type Policies,
  type ProjectPolicy,
  type RepositoryPolicy,
  ROLES,
  type Role,
  type Roles,
  type SaidAt,
} from '../domain/policies/policy';
import { approvalsFrom, type Beside } from './approvals';
import { policiesOf } from './find-policies';
import { freezesFrom } from './freezes';
import { rollbackFrom } from './rollback';
import type { Configuration } from './schema';

/** Policies as the configuration file gives them. A role that nobody was given is nobody's: everything fails closed. */
export function policiesFrom(configuration: Configuration): Policies {
  const pipelines = Object.entries(configuration.pipelines).map(([name, pipeline]): PipelinePolicy => {
    const given = rolesFor(configuration.roles, `pipelines.${name}`, pipeline.roles);
    const beside: Beside = {
      approver: given.roles.approver,
      approverAt: given.saidAt.approver,
      owner: pipeline.owner ?? [],
      alarms: pipeline.alarms,
    };
    const approvals = approvalsFrom(configuration.approvals, name, pipeline.approvals, beside);
    const rollback = rollbackFrom(configuration.rollback, name, pipeline.rollback, beside);
    return {
      kind: 'pipeline',
      name,
      model: pipeline.model ?? name,
      channel: pipeline.channel ?? configuration.channel ?? '',
      deployStage: pipeline.deployStage,
      freezes: freezesFrom([...configuration.freezes, ...pipeline.freezes]),
      alarms: pipeline.alarms,
      endpoints: pipeline.endpoints,
      modelPackageGroup: pipeline.modelPackageGroup,
      ...withApprovers(given, { approvals, rollback }),
      approvals,
      rollback,
    };
  });
  const projects = Object.entries(configuration.projects).map(
    ([name, project]): ProjectPolicy => ({
      kind: 'project',
      name,
      channel: project.channel ?? configuration.channel ?? '',
      repository: project.repository,
      ...rolesFor(configuration.roles, `projects.${name}`, project.roles),
    }),
  );
  const repositories = Object.entries(configuration.repositories).map(
    ([name, { channel }]): RepositoryPolicy => ({
      kind: 'repository',
      name,
      channel: channel ?? configuration.channel ?? '',
      ...rolesFor(configuration.roles, `repositories.${name}`),
    }),
  );
  return policiesOf(pipelines, projects, repositories);
}

interface GivenBy {
  roles: Roles;
  saidAt: SaidAt;
}

/** Whoever may approve something of a pipeline has the role `approver`, by whichever line: help and whoami tell by it. */
function withApprovers({ roles, saidAt }: GivenBy, rules: Pick<PipelinePolicy, 'approvals' | 'rollback'>): GivenBy {
  const grants = approvalPoliciesIn(rules).map(({ approvers }) => approvers);
  const approver = grants.includes('everyone') ? 'everyone' : [...new Set(grants.flat())];
  const { approversAt } = rules.approvals.otherwise;
  return { roles: { ...roles, approver }, saidAt: approversAt ? { ...saidAt, approver: approversAt } : saidAt };
}

type GivenRoles = Configuration['roles'];

/** Who has the roles of a pipeline or project, and which line of the file says so. */
function rolesFor(workspace: GivenRoles, path: string, own: GivenRoles = {}): GivenBy {
  // Looking is for every full member unless the file says otherwise.
  const unsaid: Partial<Record<Role, Grant>> = { viewer: 'everyone' };
  const roleOf = (role: Role): [Role, Grant] => [role, simplest(own[role] ?? workspace[role] ?? unsaid[role] ?? [])];
  const placeOf = (role: Role): [Role, string][] => {
    if (own[role] !== undefined) return [[role, `${path}.roles.${role}`]];
    return workspace[role] !== undefined ? [[role, `roles.${role}`]] : [];
  };
  return {
    roles: Object.fromEntries(ROLES.map(roleOf)) as Roles,
    saidAt: Object.fromEntries(ROLES.flatMap(placeOf)),
  };
}

/** A list with `everyone` in it is everyone's. */
const simplest = (grant: Grant): Grant => (grant.includes('everyone') ? 'everyone' : grant);
