import { approvalCardKey, executionCardKey } from '../cards';
import { judge } from '../policies/judge';
import { approvalPolicyOf, type PipelinePolicy } from '../policies/policy';
import type { Alarms } from '../ports/alarms';
import type { Approvals } from '../ports/approvals';
import type { Executions } from '../ports/executions';
import type { Notifier } from '../ports/notifier';
import type { Pipelines, WaitingApproval } from '../ports/pipelines';
import type { AnswerByPolicy } from './answer-by-policy';
import { type ActionApproval, askedByExecutions } from './approval';
import { evidenceHash } from './evidence';
import type { FindInvolved } from './find-involved';
import type { GatherEvidence } from './gather-evidence';
import { alarmsNow, alarmsThatHold, holdOf } from './hold';
import type { EndApproval } from './settle-approval';
import { verdictHash } from './verdict-record';

/** CodePipeline's default for a manual approval without `timeoutInMinutes`: 7 days (CodePipeline quotas). */
const DEFAULT_TIMEOUT_MINUTES = 7 * 24 * 60;

export interface RequestApprovalDeps {
  approvals: Approvals;
  executions: Executions;
  pipelines: Pipelines;
  alarms: Alarms;
  notifier: Notifier;
  gatherEvidence: GatherEvidence;
  findInvolved: FindInvolved;
  answerByPolicy: AnswerByPolicy;
  endApproval: EndApproval;
  now: () => Date;
}

/** @returns whether it was new */
export type RequestApproval = (policy: PipelinePolicy, waiting: WaitingApproval) => Promise<boolean>;

/**
 * A manual approval has opened: puts it on record with its evidence and the people involved, once, and has its card
 * drawn. Then the policy answers, if it may.
 */
export function requestApproval(deps: RequestApprovalDeps): RequestApproval {
  return async (policy, waiting) => {
    if (await deps.approvals.get(waiting.approvalId)) return false;
    await endEarlierAttempts(deps, policy, waiting);
    const asked = await askedNow(deps, policy, waiting);
    const cards = [approvalCardKey(waiting.approvalId), executionCardKey(policy.name, waiting.executionId)];
    for (const card of cards) await deps.notifier.cardWillChange(card);
    const saved = await deps.approvals.update(waiting.approvalId, (current) => current ?? asked);
    for (const card of cards) await deps.notifier.cardChanged(card);
    if (saved) await deps.answerByPolicy(policy, saved);
    return true;
  };
}

async function askedNow(
  deps: RequestApprovalDeps,
  policy: PipelinePolicy,
  { approvalId, executionId, stage, action, customData, externalLink, startedAt }: WaitingApproval,
): Promise<ActionApproval> {
  const { executions, pipelines, gatherEvidence, findInvolved, now } = deps;
  const [evidence, execution, { stages }] = await Promise.all([
    gatherEvidence(policy, executionId),
    executions.get(policy.name, executionId),
    pipelines.structure(policy.name),
  ]);
  const involvement = await findInvolved(policy, { evidence, execution });
  const actions = stages.find(({ name }) => name === stage)?.actions ?? [];
  const minutes = actions.find(({ name }) => name === action)?.timeoutMinutes ?? DEFAULT_TIMEOUT_MINUTES;
  const requestedAt = startedAt ?? now();
  const asked: ActionApproval = {
    kind: 'action',
    ...{ approvalId, pipeline: policy.name, executionId, stage, action },
    status: 'open',
    requestedAt,
    expiresAt: new Date(requestedAt.getTime() + minutes * 60_000),
    customData,
    externalLink,
    requestedBy: execution?.requestedBy,
    trigger: execution?.trigger,
    evidence,
    evidenceHash: evidenceHash(evidence),
    involvement,
    verdictHash: verdictHash(judge(approvalPolicyOf(policy, stage), { evidence, involvement })),
    votes: [],
    notices: [],
    version: 0,
  };
  const names = alarmsThatHold(policy, { stage, evidence });
  return { ...asked, hold: holdOf(policy, asked, await alarmsNow(deps.alarms, policy, names), now()) };
}

/** After a retry of its stage the same execution asks again, by an action execution of its own: the earlier one is no more. */
async function endEarlierAttempts(
  { approvals, endApproval, now }: RequestApprovalDeps,
  { name }: PipelinePolicy,
  { executionId, stage, action, approvalId, startedAt }: WaitingApproval,
): Promise<void> {
  for (const earlier of askedByExecutions(await approvals.open(name))) {
    const isEarlier =
      earlier.approvalId !== approvalId &&
      earlier.executionId === executionId &&
      earlier.stage === stage &&
      earlier.action === action;
    if (isEarlier) await endApproval(earlier, { how: 'stage retried', at: startedAt ?? now() });
  }
}
