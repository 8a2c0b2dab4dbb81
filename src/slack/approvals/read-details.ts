import { isEscalated } from '../../domain/approvals/approval';
import { ApprovalUnknown } from '../../domain/approvals/approval-errors';
import type { AuditRecord } from '../../domain/audit/audit-chain';
import { pipelineChain } from '../../domain/audit/chains';
import { DirectoryUnavailable, NotAllowed } from '../../domain/errors';
import type { Authorize, Caller } from '../../domain/policies/authorize';
import { assertMay, groupsToAsk, hasRole } from '../../domain/policies/evaluate-policy';
import { approverScope } from '../../domain/policies/may-approve';
import type { PipelinePolicy, Policies } from '../../domain/policies/policy';
import type { Approvals } from '../../domain/ports/approvals';
import type { AuditLog } from '../../domain/ports/audit-log';
import type { Directory } from '../../domain/ports/directory';
import type { ApprovalView } from './approval-view';
import { type ReadApprovalViewDeps, readApprovalView } from './read-approval-view';

export interface ReadDetailsDeps extends ReadApprovalViewDeps {
  policies: Policies;
  authorize: Authorize;
  approvals: Approvals;
  audit: AuditLog;
}

/** An approval, with what is shown of it beside its card. */
export interface Details {
  view: ApprovalView;
  /** Newest records of the pipeline's chain, newest first. */
  records: readonly AuditRecord[];
  reader: Reader;
}

/** Whoever looks at it. */
interface Reader {
  slackId: string;
  isAdmin: boolean;
  /** Why they may not answer it, and who may; absent: they may, or nobody can tell just now, so they may try. */
  refusal?: NotAllowed | undefined;
}

/** Records of the pipeline's chain that are looked through for those of one approval. */
const DEPTH = 200;

/**
 * What Details shows to somebody who may see the pipeline.
 * @throws ApprovalUnknown, NotAllowed, NotAMember, DirectoryUnavailable
 */
export function readDetails(deps: ReadDetailsDeps) {
  const readView = readApprovalView(deps);
  return async (approvalId: string, caller: Caller): Promise<Details> => {
    const approval = await deps.approvals.get(approvalId);
    if (!approval) throw new ApprovalUnknown(approvalId);
    const policy = deps.policies.pipeline(approval.pipeline);
    await deps.authorize({ caller, role: 'viewer', scope: policy, verb: 'details' });
    const [view, records, isAdmin] = await Promise.all([
      readView(approval, policy),
      deps.audit.latest(pipelineChain(policy.name), DEPTH),
      isAdminOf(deps.directory, policy, caller),
    ]);
    const refusal = view.approval.status === 'open' ? await refusalOf(deps.directory, view, caller) : undefined;
    return { view, records, reader: { slackId: caller.slackId, isAdmin, refusal } };
  };
}

/** Which buttons are shown; whoever presses one is asked anew. */
async function isAdminOf(directory: Directory, policy: PipelinePolicy, { slackId }: Caller): Promise<boolean> {
  try {
    return hasRole(await directory.person(slackId, groupsToAsk(slackId, 'admin', policy)), 'admin', policy);
  } catch (error) {
    if (error instanceof DirectoryUnavailable) return false;
    throw error;
  }
}

/** Likewise: whoever answers is asked anew. */
async function refusalOf(
  directory: Directory,
  { approval, policy, rules, verdict }: ApprovalView,
  { slackId }: Caller,
): Promise<NotAllowed | undefined> {
  const scope = approverScope(policy, rules, { verdict, isEscalated: isEscalated(approval) });
  try {
    assertMay(await directory.person(slackId, groupsToAsk(slackId, 'approver', scope)), 'approver', scope);
    return undefined;
  } catch (error) {
    if (error instanceof NotAllowed) return error;
    if (error instanceof DirectoryUnavailable) return undefined;
    throw error;
  }
}
