import { hashOf } from '../audit/audit-chain';
import { approvalCardKey } from '../cards';
import { judge } from '../policies/judge';
import type { PipelinePolicy } from '../policies/policy';
import type { Alarms } from '../ports/alarms';
import type { Approvals } from '../ports/approvals';
import type { Executions } from '../ports/executions';
import type { Notifier } from '../ports/notifier';
import type { Pipelines } from '../ports/pipelines';
import type { ProductionOf } from '../releases/production';
import type { AnswerByPolicy } from './answer-by-policy';
import { type Approval, approvalPolicyFor, stageOf } from './approval';
import { waitingBehind, withWaiting } from './count-waiting';
import { dueNotices } from './due-notices';
import { alarmsNow, alarmsThatHold, holdOf, isRollback } from './hold';
import type { LookAgain } from './look-again';
import { verdictHash } from './verdict-record';

export interface TendApprovalsDeps {
  approvals: Approvals;
  executions: Executions;
  pipelines: Pipelines;
  alarms: Alarms;
  notifier: Notifier;
  productionOf: ProductionOf;
  lookAgain: LookAgain;
  answerByPolicy: AnswerByPolicy;
  now: () => Date;
  onProblem: (problem: { what: string; error: unknown }) => void;
}

/** @returns how many wait */
export type TendApprovals = (policy: PipelinePolicy) => Promise<number>;

/**
 * Looks after the approvals of a pipeline that wait: evidence that has changed unheard, what holds the gate shut, what
 * waits behind them, reminders, escalation and expiry that are due. A pipeline where nothing waits costs one read; else one
 * call for the alarms that are named, and some reads.
 */
export function tendApprovals(deps: TendApprovalsDeps): TendApprovals {
  return async (policy) => {
    const open = await deps.approvals.open(policy.name);
    if (open.length === 0) return 0;
    const [production, alarms, behind] = await Promise.all([
      deps.productionOf(policy),
      alarmsNow(deps.alarms, policy, namesThatHold(policy, open)),
      waitingBehind(deps.executions, policy.name),
    ]);
    if (alarms.error !== undefined) deps.onProblem({ what: `alarms that hold ${policy.name}`, error: alarms.error });
    for (const approval of open) {
      try {
        const isStale =
          approval.evidence.production?.executionId !== production?.executionId ||
          hasStrangers(approval) ||
          isRollback(approval);
        const current = isStale ? await deps.lookAgain(policy, approval) : approval;
        const tended = await keepUp(deps, policy, current, { alarms, behind });
        await deps.answerByPolicy(policy, tended);
      } catch (error) {
        deps.onProblem({ what: `approval ${approval.approvalId}`, error });
      }
    }
    return open.length;
  };
}

/** Somebody whom nobody knew may be known by now: the configuration or Slack may have learnt who it is. */
const hasStrangers = ({ involvement }: Approval): boolean =>
  involvement.people.some(({ slackId }) => slackId === undefined);

const namesThatHold = (policy: PipelinePolicy, open: readonly Approval[]): string[] => [
  ...new Set(open.flatMap((approval) => alarmsThatHold(policy, { ...approval, stage: stageOf(approval) }))),
];

interface Around {
  alarms: Awaited<ReturnType<typeof alarmsNow>>;
  behind: ReadonlyMap<string, number>;
}

async function keepUp(
  deps: TendApprovalsDeps,
  policy: PipelinePolicy,
  approval: Approval,
  around: Around,
): Promise<Approval> {
  const after = (current: Approval): Approval => tended(policy, current, around, deps.now());
  if (after(approval) === approval) return approval;
  const card = approvalCardKey(approval.approvalId);
  await deps.notifier.cardWillChange(card);
  const saved = await deps.approvals.update(approval.approvalId, (current) => current && after(current));
  await deps.notifier.cardChanged(card);
  return saved ?? approval;
}

/** The argument itself where nothing is new. */
function tended(policy: PipelinePolicy, approval: Approval, { alarms, behind }: Around, now: Date): Approval {
  if (approval.status !== 'open') return approval;
  const own = approvalPolicyFor(policy, approval);
  const next: Approval = {
    ...withWaiting(approval, behind),
    hold: holdOf(policy, approval, alarms, now),
    notices: [...approval.notices, ...dueNotices(own, approval, now)],
    verdictHash: verdictHash(judge(own, approval)),
  };
  return hashOf(shownOf(next)) === hashOf(shownOf(approval)) ? approval : next;
}

const shownOf = ({ hold, waitingBehind: count, notices, verdictHash }: Approval) => [hold, count, notices, verdictHash];
