import { approvalCardKey } from '../cards';
import type { ModelPackageFacts } from '../model-packages/model-package';
import type { Involvement } from '../policies/four-eyes';
import type { PipelinePolicy } from '../policies/policy';
import type { Approvals } from '../ports/approvals';
import type { Notifier } from '../ports/notifier';
import { type Approval, type PackageApproval, packageApprovalId, withEvidence } from './approval';
import { type Evidence, evidenceHash } from './evidence';
import { type GatherPackageEvidenceDeps, otherWords, packageEvidence } from './gather-package-evidence';
import { isAskedAfter, type RefreshEvidence } from './request-approval';

export interface RequestPackageApprovalDeps extends GatherPackageEvidenceDeps {
  approvals: Approvals;
  notifier: Notifier;
  now: () => Date;
}

/**
 * A model package waits, and no execution asks about it: puts its approval on record with its evidence, once, and has its
 * card drawn. Where it is on record already, its evidence follows what the registry says now.
 */
export async function requestPackageApproval(
  deps: RequestPackageApprovalDeps,
  policy: PipelinePolicy,
  facts: ModelPackageFacts,
): Promise<void> {
  const approvalId = packageApprovalId(policy.name, facts.version);
  const known = await deps.approvals.get(approvalId);
  if (known && known.status !== 'open') return;
  const evidence = await packageEvidence(deps, policy, facts);
  const change = (current: Approval | undefined): Approval =>
    current ? withEvidence(current, evidence) : asked(policy, facts, evidence, deps.now());
  if (known && change(known) === known) return;
  await deps.notifier.cardWillChange(approvalCardKey(approvalId));
  await deps.approvals.update(approvalId, change);
  await deps.notifier.cardChanged(approvalCardKey(approvalId));
}

function asked(
  policy: PipelinePolicy,
  facts: ModelPackageFacts,
  evidence: Evidence,
  requestedAt: Date,
): PackageApproval {
  return {
    kind: 'package',
    approvalId: packageApprovalId(policy.name, facts.version),
    pipeline: policy.name,
    group: facts.group,
    packageVersion: facts.version,
    arn: facts.arn,
    status: 'open',
    requestedAt,
    customData: otherWords(facts),
    evidence,
    evidenceHash: evidenceHash(evidence),
    involvement: involvedIn(facts),
    votes: [],
    notices: [],
    version: 0,
  };
}

/** Whoever registered it has started it; who wrote what it was made of is not known. */
function involvedIn({ createdBy }: ModelPackageFacts): Involvement {
  if (!createdBy) return { people: [], incomplete: 'The registry does not tell who registered this version.' };
  const address = createdBy.startsWith('arn:') ? createdBy : undefined;
  return { people: [{ part: 'started', name: createdBy, address }] };
}

/** Production has changed: what a waiting package is compared with has changed, too. */
export function refreshPackageEvidence(deps: RequestPackageApprovalDeps): RefreshEvidence {
  return async (policy, changedAt) => {
    if (!policy.modelPackageGroup) return;
    for (const approval of await deps.approvals.open(policy.name)) {
      if (approval.kind !== 'package' || isAskedAfter(approval, changedAt)) continue;
      const facts = await deps.modelRegistry.version(approval.arn, policy);
      if (facts) await requestPackageApproval(deps, policy, facts);
    }
  };
}
