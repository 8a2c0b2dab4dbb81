import { ApprovalUnknown } from '../../domain/approvals/approval-errors';
import type { AuditRecord } from '../../domain/audit/audit-chain';
import { pipelineChain } from '../../domain/audit/chains';
import { DirectoryUnavailable } from '../../domain/errors';
import type { Authorize, Caller } from '../../domain/policies/authorize';
import { groupsToAsk, hasRole } from '../../domain/policies/evaluate-policy';
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
  /** Whoever looks at it. */
  reader: { slackId: string; isAdmin: boolean };
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
    return { view, records, reader: { slackId: caller.slackId, isAdmin } };
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
