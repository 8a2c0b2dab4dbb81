import type { z } from 'zod';
import type { ApprovalPolicies, ApprovalPolicy } from '../domain/policies/approval-policy';
import type { Grant } from '../domain/policies/grant';
import { durationMs } from '../duration';
import type { GivenRules, pipelineApprovals } from './approval-schema';
import { gatesFrom } from './gates';
import { ownersOf } from './owners';

/** Rules, and the path of the key that has them in the file. */
export interface Level {
  path: string;
  rules: GivenRules;
}

/** What the rules of a pipeline are when the file says nothing of them. */
export interface Beside {
  /** Who has the role `approver`, and the line that says so. */
  approver: Grant;
  approverAt?: string | undefined;
  owner: readonly string[];
  alarms: readonly string[];
}

/** The policies of one pipeline: each key is that of the stage, else of the pipeline, else of all pipelines. */
export function approvalsFrom(
  workspace: GivenRules | undefined,
  name: string,
  own: z.infer<typeof pipelineApprovals> | undefined,
  beside: Beside,
): ApprovalPolicies {
  const { stages = {}, ...rules } = own ?? {};
  const path = `pipelines.${name}.approvals`;
  const levels = [
    { path: 'approvals', rules: workspace ?? {} },
    { path, rules },
  ];
  const ofStage = (stage: string, its: GivenRules) =>
    policyFrom([...levels, { path: `${path}.stages.${stage}`, rules: its }], beside);
  return {
    otherwise: policyFrom(levels, beside),
    stages: Object.fromEntries(Object.entries(stages).map(([stage, its]) => [stage, ofStage(stage, its)])),
  };
}

/** One approval by somebody with the role `approver`, four eyes, no gates, unless the file says otherwise. */
export function policyFrom(levels: readonly Level[], { approver, approverAt, owner, alarms }: Beside): ApprovalPolicy {
  const rules: GivenRules = Object.assign({}, ...levels.map((level) => level.rules));
  const approversLevel = levels.findLast((level) => level.rules.approvers !== undefined);
  const { escalate, expireAfter, remind } = rules;
  return {
    approvers: rules.approvers === undefined ? approver : grantFrom(rules.approvers, owner),
    approversAt: approversLevel ? `${approversLevel.path}.approvers` : approverAt,
    quorum: rules.quorum ?? 1,
    fourEyes: rules.fourEyes ?? true,
    unknownPeople: rules.unknownPeople ?? 'block',
    gates: gatesFrom(rules.gates, rules.testsMustPass, owner),
    auto: autoFrom(rules.auto),
    isShadow: rules.shadow ?? false,
    alarms: rules.alarms ?? alarms,
    remind: { afterMs: allMs(remind?.after), beforeExpiryMs: allMs(remind?.beforeExpiry) },
    escalation:
      escalate === undefined || escalate === 'never'
        ? undefined
        : { afterMs: ms(escalate.after), to: ownersOf(escalate.to, owner) },
    expireAfterMs: expireAfter === undefined || expireAfter === 'never' ? undefined : ms(expireAfter),
    rollback: rules.rollback ?? 'ask',
  };
}

/** A list with `everyone` in it is everyone's. */
const grantFrom = (given: Grant, owner: readonly string[]): Grant =>
  given === 'everyone' || given.includes('everyone') ? 'everyone' : ownersOf(given, owner);

function autoFrom(given: GivenRules['auto']): ApprovalPolicy['auto'] {
  if (given === undefined || given === 'never') return [];
  return typeof given === 'string' ? [given] : [...new Set(given)];
}

/** The schema lets nothing through that is no duration. */
const ms = (text: string): number => durationMs(text) ?? 0;

const allMs = (texts: readonly string[] = []): number[] =>
  [...new Set(texts.map(ms))].sort((one, other) => one - other);
