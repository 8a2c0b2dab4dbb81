import type { Approval } from '../../domain/approvals/approval';
import type { ApprovalPolicy } from '../../domain/policies/approval-policy';
import { barredBy, type InvolvedPerson } from '../../domain/policies/four-eyes';
import type { Actor, PipelinePolicy } from '../../domain/policies/policy';
import { POLICY } from '../../domain/policies/policy-actor';
import type { Verdict } from '../../domain/policies/verdict';
import type { Lock } from '../../domain/releases/lock';
import { brief, type Mrkdwn, md, mention } from '../blocks';
import type { ConsolePlace } from '../console-links';
import { modelLabel } from '../figures';

/** An approval with everything that stands around it on its card, read once and then only written down. */
export interface ApprovalView {
  approval: Approval;
  policy: PipelinePolicy;
  /** How approvals of its stage are answered. */
  rules: ApprovalPolicy;
  verdict: Verdict;
  standing: VotesStanding;
  /** A lock that holds. */
  lock?: Lock | undefined;
  /** Slack ids of people who are named instead of mentioned. */
  muted: ReadonlySet<string>;
  console: ConsolePlace;
}

/** How far those who approve have come. */
export interface VotesStanding {
  /** Distinct people whose approval counts. */
  approvals: number;
  quorum: number;
  /** Of each of these lists somebody is still missing. */
  stillToInclude: readonly (readonly string[])[];
}

/** Whether something but the evidence keeps it from being approved, whoever asks. */
export const isHeld = ({ approval: { hold, override }, lock }: Pick<ApprovalView, 'approval' | 'lock'>): boolean =>
  lock !== undefined || hold?.freeze !== undefined || holding(hold, override).length > 0;

/** Alarms that ring, and those of which nobody can tell: both hold. */
export const holding = (hold: Approval['hold'], override: Approval['override']): readonly string[] =>
  ringing([...(hold?.alarms ?? []), ...(hold?.unreadable ?? [])], override);

/** Alarms that hold: what two admins have overridden does not, one that rings since does. */
export function ringing(alarms: readonly string[] = [], override: Approval['override']): readonly string[] {
  return override?.confirmed ? alarms.filter((alarm) => !override.alarms.includes(alarm)) : alarms;
}

/** Whether its card offers to approve it: rejecting is always possible. */
export const mayBeApproved = (view: ApprovalView): boolean => view.verdict.blockers.length === 0 && !isHeld(view);

/** What somebody had to do with it that keeps them from approving it, where four eyes are asked for. */
export const barredPart = (
  { approval, rules }: Pick<ApprovalView, 'approval' | 'rules'>,
  slackId: string,
): InvolvedPerson | undefined => (rules.fourEyes ? barredBy(approval.involvement, slackId) : undefined);

/** A mention, or the name of whoever has muted that. */
export const named = ({ id, name }: Pick<Actor, 'id' | 'name'>, muted: ReadonlySet<string>): Mrkdwn =>
  id === POLICY.id ? md`the policy (${POLICY.name})` : called(id, name, muted);

const called = (id: string, name: string, muted: ReadonlySet<string>): Mrkdwn =>
  muted.has(id) || !/^[UW][A-Z0-9]+$/.test(id) ? md`${brief(name, 40)}` : mention(id);

/** What it is called: the model with its version, or the rollback to it; the registry's own number of a version says that it is one. */
export function approvalName({ approval, policy }: Pick<ApprovalView, 'approval' | 'policy'>): string {
  const { model } = approval.evidence;
  if (approval.kind === 'rollback') return `Rollback to ${modelLabel(policy, { version: approval.asked.release })}`;
  const isNumber = approval.kind === 'package' && model.version === approval.packageVersion;
  return isNumber ? `${policy.model} version ${model.version}` : modelLabel(policy, model);
}

/** In words: a stage, the registry, or neither. */
export function whereItWaits(approval: Approval): string {
  if (approval.kind === 'rollback') return 'a rollback that was asked for';
  return approval.kind === 'action' ? `stage ${approval.stage}` : 'the model registry';
}
