import { approvalCardKey, executionCardKey } from '../cards';
import type { PipelinePolicy } from '../policies/policy';
import type { Approvals } from '../ports/approvals';
import type { Executions } from '../ports/executions';
import type { Notifier } from '../ports/notifier';
import type { Pipelines, WaitingApproval } from '../ports/pipelines';
import { askedByExecutions, withEvidence } from './approval';
import { evidenceHash } from './evidence';
import type { GatherEvidence } from './gather-evidence';

/** CodePipeline's default for a manual approval without `timeoutInMinutes`: 7 days (CodePipeline quotas). */
const DEFAULT_TIMEOUT_MINUTES = 7 * 24 * 60;

export interface RequestApprovalDeps {
  approvals: Approvals;
  executions: Executions;
  pipelines: Pipelines;
  notifier: Notifier;
  gatherEvidence: GatherEvidence;
  now: () => Date;
}

export type RequestApproval = (policy: PipelinePolicy, waiting: WaitingApproval) => Promise<void>;

/** A manual approval has opened: puts it on record with its evidence, once, and has its card drawn. */
export function requestApproval(deps: RequestApprovalDeps): RequestApproval {
  const { approvals, executions, pipelines, notifier, now } = deps;
  return async (policy, waiting) => {
    if (await approvals.get(waiting.approvalId)) return;
    const [evidence, execution, { stages }] = await Promise.all([
      deps.gatherEvidence(policy, waiting.executionId),
      executions.get(policy.name, waiting.executionId),
      pipelines.structure(policy.name),
    ]);
    const action = stages
      .find((stage) => stage.name === waiting.stage)
      ?.actions.find((candidate) => candidate.name === waiting.action);
    const requestedAt = waiting.startedAt ?? now();
    const timeoutMs = (action?.timeoutMinutes ?? DEFAULT_TIMEOUT_MINUTES) * 60_000;
    const cards = [approvalCardKey(waiting.approvalId), executionCardKey(policy.name, waiting.executionId)];
    for (const card of cards) await notifier.cardWillChange(card);
    await approvals.update(
      waiting.approvalId,
      (current) =>
        current ?? {
          kind: 'action',
          approvalId: waiting.approvalId,
          pipeline: policy.name,
          executionId: waiting.executionId,
          stage: waiting.stage,
          action: waiting.action,
          status: 'open',
          requestedAt,
          expiresAt: new Date(requestedAt.getTime() + timeoutMs),
          customData: waiting.customData,
          externalLink: waiting.externalLink,
          requestedBy: execution?.requestedBy,
          trigger: execution?.trigger,
          evidence,
          evidenceHash: evidenceHash(evidence),
          involvement: { people: [] },
          votes: [],
          notices: [],
          version: 0,
        },
    );
    for (const card of cards) await notifier.cardChanged(card);
  };
}

export type RefreshEvidence = (policy: PipelinePolicy, changedAt: Date) => Promise<void>;

/** Milliseconds: events tell whole seconds. */
const ROUNDED_MS = 1_000;

/**
 * Production has changed: every open approval is compared anew, and clicks on what was shown before no longer count. One
 * that was asked for after the change was compared with it from the beginning.
 */
export function refreshEvidence({
  approvals,
  notifier,
  gatherEvidence,
}: Pick<RequestApprovalDeps, 'approvals' | 'notifier' | 'gatherEvidence'>): RefreshEvidence {
  return async (policy, changedAt) => {
    for (const approval of askedByExecutions(await approvals.open(policy.name))) {
      if (approval.requestedAt.getTime() >= changedAt.getTime() + ROUNDED_MS) continue;
      const evidence = await gatherEvidence(policy, approval.executionId);
      if (withEvidence(approval, evidence) === approval) continue;
      await notifier.cardWillChange(approvalCardKey(approval.approvalId));
      await approvals.update(approval.approvalId, (current) => current && withEvidence(current, evidence));
      await notifier.cardChanged(approvalCardKey(approval.approvalId));
    }
  };
}
