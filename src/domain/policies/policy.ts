import type { ApprovalPolicies, ApprovalPolicy, RollbackPolicy } from './approval-policy';
import type { Freeze } from './freeze';
import { type Grant, groupsIn } from './grant';

/** Somebody who acts: a Slack user as Slack authenticated them, or AWS itself where an answer came from elsewhere. */
export interface Actor {
  /** Slack user id, or the ARN of an AWS principal. */
  id: string;
  name: string;
  /** Slack team id, or `aws`. */
  team: string;
}

export const ROLES = ['viewer', 'operator', 'approver', 'admin'] as const;
export type Role = (typeof ROLES)[number];

export type Roles = Readonly<Record<Role, Grant>>;

/** The line of mlpipeline.yaml that gives a role, such as `pipelines.penguins.roles.operator`; absent: no line does. */
export type SaidAt = Readonly<Partial<Record<Role, string>>>;

/** What a role is given for: a pipeline, a CodeBuild project that is built by hand, a repository whose tests are told. */
export interface Scope {
  kind: 'pipeline' | 'project' | 'repository';
  /** Name in CodePipeline, CodeBuild or CodeCommit. */
  name: string;
  roles: Roles;
  saidAt?: SaidAt;
}

/** What the configuration says about one pipeline, workspace-wide settings already applied. */
export interface PipelinePolicy extends Scope {
  kind: 'pipeline';
  /** The model that the pipeline ships; cards name it. */
  model: string;
  /** Slack channel id of its cards. */
  channel: string;
  /** Stage whose success makes a release; undefined: the last stage. */
  deployStage?: string | undefined;
  /** Times in which it acts as if it were locked. */
  freezes: readonly Freeze[];
  /** Names of the CloudWatch alarms of its model. */
  alarms: readonly string[];
  /** Names of the SageMaker endpoints that serve its model: one that is in trouble is told like an alarm. */
  endpoints: readonly string[];
  /** SageMaker model package group of its model. */
  modelPackageGroup?: string | undefined;
  /** How its approvals are answered. */
  approvals: ApprovalPolicies;
  rollback: RollbackPolicy;
}

/** How the approvals of a stage are answered; those of model packages have no stage. */
export const approvalPolicyOf = ({ approvals }: PipelinePolicy, stage?: string): ApprovalPolicy =>
  (stage !== undefined && Object.hasOwn(approvals.stages, stage) && approvals.stages[stage]) || approvals.otherwise;

/** What the configuration says about one CodeBuild project, workspace-wide settings already applied. */
export interface ProjectPolicy extends Scope {
  kind: 'project';
  /** Slack channel id of its build cards. */
  channel: string;
  /** CodeCommit repository to build from, where the project's own source is CODEPIPELINE. */
  repository?: string | undefined;
}

/** What the configuration says about one CodeCommit repository whose pull requests are told; its roles are the workspace’s. */
export interface RepositoryPolicy extends Scope {
  kind: 'repository';
  /** Slack channel id of its pull requests. */
  channel: string;
}

/** All configured pipelines, projects and repositories; the bot acts on no other. */
export interface Policies {
  pipelines(): readonly PipelinePolicy[];
  /** @throws UnknownPipeline naming the nearest ones */
  pipeline(name: string): PipelinePolicy;
  /** Undefined where the pipeline is not configured: its events are not ours. */
  find(name: string): PipelinePolicy | undefined;
  projects(): readonly ProjectPolicy[];
  /** @throws UnknownProject naming the nearest ones */
  project(name: string): ProjectPolicy;
  findProject(name: string): ProjectPolicy | undefined;
  repositories(): readonly RepositoryPolicy[];
  findRepository(name: string): RepositoryPolicy | undefined;
}

/** Every user group that some role is given to, or that an approval may depend on. */
export function groupsNamed(policies: Policies): string[] {
  const scopes: Scope[] = [...policies.pipelines(), ...policies.projects(), ...policies.repositories()];
  const given = scopes.flatMap(({ roles }) => Object.values(roles));
  const asked = policies.pipelines().flatMap((policy) => approvalPoliciesIn(policy).flatMap(grantsOf));
  return [...new Set([...given, ...asked].flatMap(groupsIn))];
}

/** Of every approval that may be asked for. */
export const approvalPoliciesIn = ({
  approvals: { otherwise, stages },
  rollback: { approval },
}: Pick<PipelinePolicy, 'approvals' | 'rollback'>): ApprovalPolicy[] => [
  otherwise,
  ...Object.values(stages),
  ...(approval ? [approval] : []),
];

const grantsOf = ({ approvers, gates, escalation }: ApprovalPolicy): Grant[] => [
  approvers,
  ...gates.map(({ missed }) => (missed.does === 'ask' ? missed.whom : [])),
  escalation?.to ?? [],
];
