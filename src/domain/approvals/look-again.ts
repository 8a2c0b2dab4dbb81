import { hashOf } from '../audit/audit-chain';
import { approvalCardKey } from '../cards';
import type { Involvement } from '../policies/four-eyes';
import type { PipelinePolicy } from '../policies/policy';
import type { Approvals } from '../ports/approvals';
import type { Executions } from '../ports/executions';
import type { Notifier } from '../ports/notifier';
import type { ProductionNow } from '../releases/production';
import { asProduction } from '../releases/release';
import { type Approval, withEvidence, withInvolvement } from './approval';
import type { Evidence } from './evidence';
import type { FindInvolved } from './find-involved';
import type { GatherEvidence } from './gather-evidence';
import type { GatherPackageEvidence } from './gather-package-evidence';
import { packageInvolvement } from './package-involvement';

export interface LookAgainDeps {
  approvals: Approvals;
  executions: Executions;
  notifier: Notifier;
  gatherEvidence: GatherEvidence;
  gatherPackageEvidence: GatherPackageEvidence;
  findInvolved: FindInvolved;
  productionNow: ProductionNow;
}

/** An open approval as AWS, the repository and Slack have its evidence and its people now; stored and drawn where that is new. */
export type LookAgain = (policy: PipelinePolicy, approval: Approval) => Promise<Approval>;

export function lookAgain(deps: LookAgainDeps): LookAgain {
  return async (policy, approval) => {
    const [evidence, known] = await Promise.all([
      evidenceNow(deps, policy, approval),
      involvedIn(deps, policy, approval, approval.evidence),
    ]);
    const isSame = hashOf({ of: evidence.changes }) === hashOf({ of: approval.evidence.changes });
    const involvement = isSame ? known : await involvedIn(deps, policy, approval, evidence);
    const looked = (current: Approval): Approval => withInvolvement(withEvidence(current, evidence), involvement);
    if (looked(approval) === approval) return approval;
    await deps.notifier.cardWillChange(approvalCardKey(approval.approvalId));
    const saved = await deps.approvals.update(approval.approvalId, (current) => current && looked(current));
    await deps.notifier.cardChanged(approvalCardKey(approval.approvalId));
    return saved ?? approval;
  };
}

async function evidenceNow(deps: LookAgainDeps, policy: PipelinePolicy, approval: Approval): Promise<Evidence> {
  if (approval.kind === 'action') return deps.gatherEvidence(policy, approval.executionId, approval.evidence);
  if (approval.kind === 'rollback') {
    const { production } = await deps.productionNow(policy);
    return { ...approval.evidence, production: production && asProduction(production) };
  }
  // One that was deleted has no other evidence: whoever answers it is told that it is gone.
  return (await deps.gatherPackageEvidence(policy, approval)) ?? approval.evidence;
}

/** Who asked for an execution may be told after it has reached its approval. */
async function involvedIn(
  { executions, findInvolved }: LookAgainDeps,
  policy: PipelinePolicy,
  approval: Approval,
  evidence: Evidence,
): Promise<Involvement> {
  if (approval.kind === 'package') {
    return packageInvolvement(findInvolved, policy, { evidence, requestedBy: approval.requestedBy });
  }
  if (approval.kind === 'rollback') return approval.involvement;
  const execution = await executions.get(policy.name, approval.executionId);
  return findInvolved(policy, { evidence, execution });
}
