import type { AuditRecord } from '../../src/domain/audit/audit-chain';
import { auditIdIn } from '../../src/domain/audit/signed-reason';
import { approvalPolicyOf, type PipelinePolicy } from '../../src/domain/policies/policy';
import type { UseCaseBench } from '../support/use-case-bench';

/** What is not as it must be with the decision on one approval, by what CodePipeline accepted and the audit trail says. */
export function decisionFaults(bench: UseCaseBench, policy: PipelinePolicy, approvalId: string): string[] {
  const records = bench.trail().filter(({ target }) => target === approvalId);
  const accepted = bench.pipelines.accepted(approvalId);
  const ours = auditIdIn(accepted?.summary);
  return [
    ...orderFaults(records, approvalId),
    ...(accepted && ours ? acceptedFaults(records, policy, { ...accepted, auditId: ours }) : []),
    ...(accepted && !ours ? doneWithoutEffect(records, approvalId) : []),
  ];
}

/** Each intent has one outcome, and after it. */
function orderFaults(records: readonly AuditRecord[], approvalId: string): string[] {
  const intents = records.filter(({ phase }) => phase === 'intended');
  return intents.flatMap(({ auditId, sequence }) => {
    const outcomes = records.filter((record) => record.auditId === auditId && record.phase !== 'intended');
    if (outcomes.length !== 1) return [`an intent on ${approvalId} has ${outcomes.length} outcomes`];
    return (outcomes[0]?.sequence ?? 0) > sequence ? [] : [`an outcome on ${approvalId} comes before its intent`];
  });
}

interface Accepted {
  approvalId: string;
  decision: 'approved' | 'rejected';
  auditId: string;
}

/** What AWS accepted has its intent and outcome, alone, and enough people behind it who saw the same. */
function acceptedFaults(
  records: readonly AuditRecord[],
  policy: PipelinePolicy,
  { approvalId, decision, auditId }: Accepted,
): string[] {
  const decided = records.filter(({ phase, outcome }) => phase === 'done' && outcome?.decision !== undefined);
  const own = decided.find((record) => record.auditId === auditId);
  if (decided.length !== 1 || own?.outcome?.decision !== decision || own.action !== `approval.${decision}`) {
    return [`${approvalId} was ${decision}, on record ${JSON.stringify(decided.map(({ outcome }) => outcome))}`];
  }
  if (decision === 'rejected') return [];
  const voters = standingVoters(records, own);
  const { quorum } = approvalPolicyOf(policy);
  return voters.size >= quorum ? [] : [`${approvalId} was approved by ${voters.size} of ${quorum}`];
}

/** Who had approved the same evidence, and not taken it back, when the answer was given. */
export function standingVoters(records: readonly AuditRecord[], own: AuditRecord): Set<string> {
  const votes = new Map<string, string>();
  for (const { phase, action, actor, auditId, request } of records) {
    if (phase === 'done' && action === 'approval.withdrawn' && votes.get(actor.id) === request.vote)
      votes.delete(actor.id);
    const counts =
      phase === 'done' && action === 'approval.approved' && request.evidenceHash === own.request.evidenceHash;
    if (counts) votes.set(actor.id, auditId);
  }
  return new Set(votes.keys());
}

/** Somebody answered elsewhere: none of ours may say that it was decided. */
function doneWithoutEffect(records: readonly AuditRecord[], approvalId: string): string[] {
  const isClaimed = records.some(
    ({ phase, outcome }) => phase === 'done' && outcome?.decision !== undefined && outcome.how === undefined,
  );
  return isClaimed ? [`${approvalId} was answered elsewhere, and is on record as decided here`] : [];
}
