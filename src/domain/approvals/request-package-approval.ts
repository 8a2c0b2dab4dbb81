import { approvalCardKey } from '../cards';
import type { ModelPackageFacts } from '../model-packages/model-package';
import { judge } from '../policies/judge';
import { approvalPolicyOf, type PipelinePolicy } from '../policies/policy';
import type { Approvals } from '../ports/approvals';
import type { Notifier } from '../ports/notifier';
import type { AnswerByPolicy } from './answer-by-policy';
import { type PackageApproval, packageApprovalId } from './approval';
import { evidenceHash } from './evidence';
import type { FindInvolved } from './find-involved';
import { type GatherPackageEvidenceDeps, otherWords, packageEvidence } from './gather-package-evidence';
import type { LookAgain } from './look-again';
import { packageInvolvement, registeredBy } from './package-involvement';
import { verdictHash } from './verdict-record';

export interface RequestPackageApprovalDeps extends GatherPackageEvidenceDeps {
  approvals: Approvals;
  notifier: Notifier;
  findInvolved: FindInvolved;
  lookAgain: LookAgain;
  answerByPolicy: AnswerByPolicy;
  now: () => Date;
}

/**
 * A model package waits, and no execution asks about it: puts its approval on record with its evidence and the people
 * involved, once, and has its card drawn. Where it is on record already, it follows what the registry says now. Then the
 * policy answers, if it may.
 */
export async function requestPackageApproval(
  deps: RequestPackageApprovalDeps,
  policy: PipelinePolicy,
  facts: ModelPackageFacts,
): Promise<void> {
  const known = await deps.approvals.get(packageApprovalId(policy.name, facts.version));
  if (known && known.status !== 'open') return;
  const approval = known ? await deps.lookAgain(policy, known) : await ask(deps, policy, facts);
  if (approval) await deps.answerByPolicy(policy, approval);
}

async function ask(deps: RequestPackageApprovalDeps, policy: PipelinePolicy, facts: ModelPackageFacts) {
  const asked = await askedNow(deps, policy, facts);
  const card = approvalCardKey(asked.approvalId);
  await deps.notifier.cardWillChange(card);
  const saved = await deps.approvals.update(asked.approvalId, (current) => current ?? asked);
  await deps.notifier.cardChanged(card);
  return saved;
}

async function askedNow(
  deps: RequestPackageApprovalDeps,
  policy: PipelinePolicy,
  facts: ModelPackageFacts,
): Promise<PackageApproval> {
  const evidence = await packageEvidence(deps, policy, facts);
  const requestedBy = registeredBy(facts.createdBy);
  const involvement = await packageInvolvement(deps.findInvolved, policy, { evidence, requestedBy });
  return {
    kind: 'package',
    approvalId: packageApprovalId(policy.name, facts.version),
    ...{ pipeline: policy.name, group: facts.group, packageVersion: facts.version, arn: facts.arn },
    status: 'open',
    // Nobody was asked before: reminders and expiry count from now.
    requestedAt: deps.now(),
    customData: otherWords(facts),
    requestedBy,
    evidence,
    evidenceHash: evidenceHash(evidence),
    involvement,
    verdictHash: verdictHash(judge(approvalPolicyOf(policy), { evidence, involvement })),
    votes: [],
    notices: [],
    version: 0,
  };
}
