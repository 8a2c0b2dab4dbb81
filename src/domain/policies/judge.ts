import type { Evidence } from '../approvals/evidence';
import type { ApprovalPolicy, AutoAnswer, Missed } from './approval-policy';
import { evaluateGates, isLeftOut, isMissedByFacts } from './evaluate-gates';
import { type Involvement, unknownInWords } from './four-eyes';
import { rollbackRules } from './judge-rollback';
import type { GateResult, Verdict } from './verdict';

/** What a policy looks at. */
export interface Facts {
  evidence: Evidence;
  involvement: Involvement;
}

/**
 * What a policy makes of a release.
 *
 * - **Quorum**: the policy's, or what a missed gate raises it to: the largest of them.
 * - **Blockers**: nobody to approve it, four eyes with people whom nobody knows, missed gates that block.
 * - **Auto**: `approve` where there are gates, all that were demanded have been compared and passed, and nothing blocks;
 *   `reject` where a gate that blocks was missed by what was reported. What is not reported is no reason to reject: the
 *   build may have failed to say it.
 * - **Rollback**: it is judged by what it brings back (`rollbackRules`).
 * - **Shadow**: gates are told, and nothing follows from them; `wouldHave` says what would have.
 */
export function judge(policy: ApprovalPolicy, facts: Facts): Verdict {
  const verdict = judgeInEarnest(policy, facts);
  if (!policy.isShadow) return verdict;
  const unarmed = judgeInEarnest({ ...policy, gates: [], auto: [], rollback: 'ask' }, facts);
  const isArmed = policy.gates.length > 0 || verdict.auto !== undefined;
  return { ...unarmed, gates: verdict.gates, wouldHave: isArmed ? hypothesis(verdict, policy) : undefined };
}

function judgeInEarnest(policy: ApprovalPolicy, { evidence, involvement }: Facts): Verdict {
  const { restores } = evidence;
  if (!restores) return judgeRelease(policy, { evidence, involvement });
  const { says, uncounted, warnings, isPreApproved, ...rules } = rollbackRules(policy, { ...evidence, restores });
  const verdict = judgeRelease(rules.policy, { evidence, involvement });
  // A missed gate is told by its warning or blocker: more of it would drown what the model is.
  const isMissed = verdict.gates.some(({ state }) => state === 'missed');
  const sentences = [says, isMissed ? undefined : verdict.recommendation, uncounted];
  return {
    ...verdict,
    warnings: [...warnings, ...verdict.warnings],
    recommendation: sentences.filter((sentence) => sentence !== undefined).join(' ') || undefined,
    ...(isPreApproved && verdict.blockers.length === 0 && { auto: 'approve', isPreApproved }),
  };
}

function judgeRelease(policy: ApprovalPolicy, { evidence, involvement }: Facts): Verdict {
  const gates = evaluateGates(policy.gates, evidence);
  const missed = gates.filter(({ state }) => state === 'missed');
  const demanded = missed.map(({ gate }) => gate.missed);
  const eyes = fourEyes(policy, involvement);
  const blockers = [
    ...(policy.approvers.length === 0 ? [nobodyApproves(policy)] : []),
    ...eyes.blockers,
    ...missed.filter(({ gate }) => gate.missed.does === 'block').map(({ says }) => `Gate missed: ${says}.`),
  ];
  const warnings = [...missed.filter(({ gate }) => gate.missed.does !== 'block').map(warningOf), ...eyes.warnings];
  return {
    gates,
    quorum: Math.max(policy.quorum, ...demanded.map((then) => (then.does === 'raise quorum' ? then.to : 0))),
    mustInclude: demanded.flatMap((then) => (then.does === 'ask' ? [then.whom] : [])),
    blockers,
    warnings,
    recommendation: gates.length > 0 ? recommendation(gates) : undefined,
    auto: autoAnswer(policy, { gates, blockers }, evidence),
  };
}

function nobodyApproves({ approversAt }: ApprovalPolicy): string {
  return `Nobody may approve this: fill ${approversAt ?? 'roles.approver or approvals.approvers'} in mlpipeline.yaml.`;
}

function fourEyes(policy: ApprovalPolicy, involvement: Involvement): Pick<Verdict, 'blockers' | 'warnings'> {
  if (!policy.fourEyes) return { blockers: [], warnings: [] };
  const unknown = unknownInWords(involvement);
  if (policy.unknownPeople === 'warn') return { blockers: [], warnings: unknown };
  const remedy = involvement.incomplete ? ['To let people judge that themselves, set unknownPeople: warn there.'] : [];
  return { blockers: [...unknown, ...remedy], warnings: [] };
}

function warningOf({ gate, says }: GateResult): string {
  return `Gate missed: ${says}${consequence(gate.missed)}.`;
}

function consequence(missed: Missed): string {
  if (missed.does === 'raise quorum') return `, so ${missed.to} people must approve it`;
  if (missed.does === 'ask') return ', so somebody of those named for that must be among those who approve it';
  return '';
}

/** What gates say, in a sentence or two. */
function recommendation(gates: readonly GateResult[]): string {
  const missed = gates.filter(({ state }) => state === 'missed');
  const all = `${gates.length} gates`;
  if (missed.length > 0) {
    const count = gates.length === 1 ? 'The gate is missed' : `${missed.length} of ${all} missed`;
    return `${count}: ${sentences(missed)}.`;
  }
  const open = gates.filter(({ state }) => state === 'open');
  if (open.length === 0) return `${gates.length === 1 ? 'The gate is' : `All ${all}`} passed: ${sentences(gates)}.`;
  if (open.length === gates.length) return `Nothing to go by yet: ${sentences(open)}.`;
  return `No gate missed, ${open.length} of ${all} open: ${sentences(gates)}.`;
}

const sentences = (gates: readonly GateResult[]): string => gates.map(({ says }) => says).join('; ');

function autoAnswer(
  { auto }: ApprovalPolicy,
  { gates, blockers }: Pick<Verdict, 'gates' | 'blockers'>,
  evidence: Evidence,
): AutoAnswer | undefined {
  const blocks = gates.filter(({ gate }) => gate.missed.does === 'block');
  if (auto.includes('reject') && blocks.some((result) => isMissedByFacts(result, evidence))) return 'reject';
  const demanded = gates.filter(({ gate }) => !isLeftOut(gate, evidence));
  const isDecisive = demanded.length > 0 && demanded.every(({ state }) => state === 'passed');
  return auto.includes('approve') && isDecisive && blockers.length === 0 ? 'approve' : undefined;
}

/** What a policy in shadow would have done. */
function hypothesis({ gates, auto, blockers, recommendation: says = '' }: Verdict, policy: ApprovalPolicy): string {
  const missed = gates.filter(({ state }) => state === 'missed').map(({ gate }) => gate.missed);
  if (auto === 'approve') return `It would have approved this by itself. ${says}`;
  if (auto === 'reject') return `It would have rejected this by itself. ${says}`;
  if (missed.some(({ does }) => does === 'block')) return `It would have let nobody approve this. ${says}`;
  if (blockers.length > 0) return `It would have changed nothing: nobody may approve this anyway. ${says}`;
  const raised = Math.max(0, ...missed.map((then) => (then.does === 'raise quorum' ? then.to : 0)));
  const demands = [
    ...(raised > policy.quorum ? [`asked for ${raised} people`] : []),
    ...(missed.some(({ does }) => does === 'ask') ? ['asked for somebody of those named for a missed gate'] : []),
  ];
  if (demands.length > 0) return `It would have ${demands.join(' and ')}. ${says}`;
  return `It would have ${missed.length > 0 ? 'warned' : 'left this to a person'}. ${says}`;
}
