import { policiesOf } from '../../../src/config/find-policies';
import type { ApprovalPolicy } from '../../../src/domain/policies/approval-policy';
import type { PipelinePolicy, Policies, ProjectPolicy, RepositoryPolicy } from '../../../src/domain/policies/policy';

/** The policy of the pipeline penguins; everybody may do everything unless a test says otherwise. */
export const aPolicy = (rest: Partial<PipelinePolicy> = {}): PipelinePolicy => ({
  kind: 'pipeline',
  name: 'penguins',
  model: 'penguins',
  channel: 'C0RELEASES',
  roles: { viewer: 'everyone', operator: 'everyone', approver: 'everyone', admin: 'everyone' },
  freezes: [],
  alarms: [],
  endpoints: [],
  rollback: { locksAfterwards: false },
  approvals: { otherwise: anApprovalPolicy({ approvers: rest.roles?.approver ?? 'everyone' }), stages: {} },
  ...rest,
});

/** One person's word is enough, whoever it is. */
export const anApprovalPolicy = (rest: Partial<ApprovalPolicy> = {}): ApprovalPolicy => ({
  approvers: 'everyone',
  quorum: 1,
  fourEyes: false,
  unknownPeople: 'warn',
  gates: [],
  auto: [],
  isShadow: false,
  alarms: [],
  remind: { afterMs: [], beforeExpiryMs: [] },
  rollback: 'ask',
  ...rest,
});

/** The pipeline penguins, whose approvals are answered like this. */
export const aPolicyAsking = (rest: Partial<ApprovalPolicy>, more: Partial<PipelinePolicy> = {}): PipelinePolicy =>
  aPolicy({ ...more, approvals: { otherwise: anApprovalPolicy(rest), stages: {} } });

/** A freeze that holds whenever a test is. */
export const ALWAYS_FROZEN: PipelinePolicy['freezes'][number] = {
  kind: 'single',
  from: { year: 2020, month: 1, day: 1, hour: 0, minute: 0 },
  to: { year: 2050, month: 1, day: 1, hour: 0, minute: 0 },
  timeZone: 'Europe/Berlin',
  reason: 'holidays',
};

export const somePolicies = (...policies: PipelinePolicy[]): Policies => policiesOf(policies, []);

/** The policy of the project penguins-build, whose own source is the pipeline. */
export const aProject = (rest: Partial<ProjectPolicy> = {}): ProjectPolicy => ({
  kind: 'project',
  name: 'penguins-build',
  channel: 'C0RELEASES',
  repository: 'penguins',
  roles: { viewer: 'everyone', operator: 'everyone', approver: 'everyone', admin: 'everyone' },
  ...rest,
});

/** The policy of the repository penguins. */
export const aRepository = (rest: Partial<RepositoryPolicy> = {}): RepositoryPolicy => ({
  kind: 'repository',
  name: 'penguins',
  channel: 'C0RELEASES',
  roles: { viewer: 'everyone', operator: 'everyone', approver: 'everyone', admin: 'everyone' },
  ...rest,
});
