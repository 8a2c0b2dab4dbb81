import type { ApprovalEnding } from '../ports/pipelines';
import type { Approval, Ending, RegistryState, SettledDecision } from './approval';

/**
 * Closes an approval with our decision. An approval that is closed already stays as it is.
 * @param told what the model registry has made of it, where that is known
 */
export function settleDecided(
  approval: Approval,
  decision: SettledDecision,
  told: { registry?: RegistryState | undefined } = registryToAsk(approval),
): Approval {
  if (approval.status !== 'open') return approval;
  return { ...approval, status: 'decided', claim: undefined, decision, ...told };
}

/** Closes an approval that ended without us. */
export function settleEnded(approval: Approval, ending: Ending): Approval {
  if (approval.status !== 'open') return approval;
  return { ...approval, status: 'ended', claim: undefined, ending, ...(ending.decision && registryToAsk(approval)) };
}

/** An answer of CodePipeline is to stand in the registry, too, where the execution has named a model package. */
function registryToAsk({ kind, registry, evidence }: Approval): { registry?: RegistryState } {
  const { packageArn: arn } = evidence.model;
  return kind === 'action' && arn && !registry ? { registry: { arn, state: 'unchecked' } } : {};
}

/** Answered, and the registry may not hold the answer yet. */
export const isRegistryBehind = ({ status, registry }: Approval): boolean =>
  status !== 'open' && (registry?.state === 'unchecked' || registry?.state === 'behind');

/** How an ending that is not ours reads on the card. */
export function endingFrom(ending: ApprovalEnding, { expiresAt }: Pick<Approval, 'expiresAt'>): Ending {
  if (ending.status === 'Deleted') return { how: 'version deleted', at: ending.at };
  const answered = ending.summary !== undefined;
  if (ending.status === 'Abandoned') return { how: 'execution stopped', by: ending.updatedBy, at: ending.at };
  if (!answered) return { how: isAbout(ending.at, expiresAt) ? 'expired' : 'not answered', at: ending.at };
  return {
    how: 'answered elsewhere',
    decision: ending.status === 'Succeeded' ? 'approved' : 'rejected',
    detail: ending.summary,
    by: ending.updatedBy,
    at: ending.at,
  };
}

/** CodePipeline ends what has expired within moments of its time. */
const isAbout = (at: Date, expiresAt: Date | undefined): boolean =>
  expiresAt !== undefined && at.getTime() >= expiresAt.getTime() - 60_000;
