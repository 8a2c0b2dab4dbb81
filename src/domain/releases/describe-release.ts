import { factsFromVariables } from '../approvals/evidence';
import { hashOf } from '../audit/audit-chain';
import { reportedVariables } from '../builds/reported-variables';
import type { Execution } from '../executions/execution';
import type { PipelinePolicy } from '../policies/policy';
import type { Approvals } from '../ports/approvals';
import type { Builds } from '../ports/builds';
import type { ActionExecution, ExecutionFacts } from '../ports/pipelines';
import { answeredApprovals } from './answered-approvals';
import { approvedBy } from './approved-by';
import { deliveryUpToDate, describeDelivery } from './describe-delivery';
import type { Release } from './release';

export interface DescribeReleaseDeps {
  approvals: Approvals;
  builds: Builds;
}

/** A success of the deploy stage, as AWS tells it. */
export interface Success {
  facts: ExecutionFacts;
  /** The newest attempt per action. */
  actions: readonly ActionExecution[];
  stage: string;
  releasedAt: Date;
  /** When the execution began, where it is known apart from its actions. */
  startedAt?: Date | undefined;
}

interface Known {
  /** Our record of the execution. */
  executed?: Execution | undefined;
  /** Of a rollback: the release that it restores. */
  target?: Release | undefined;
  /** The release before, rollbacks left out; absent: there was none. */
  before?: Release | undefined;
}

/**
 * A release as it goes on record. A rollback by stage ran no build of its own: it has the facts and the metrics of the
 * release that it restores.
 */
export async function describeRelease(
  deps: DescribeReleaseDeps,
  policy: PipelinePolicy,
  success: Success,
  { executed, target, before }: Known,
): Promise<Release> {
  const { facts, actions, stage, releasedAt, startedAt } = success;
  const rollback = rollbackOf(facts, executed);
  const [reported, answered] = await Promise.all([
    reportedVariables(deps.builds, policy, actions).then(factsFromVariables),
    answeredApprovals(deps.approvals, actions),
  ]);
  const { model, metrics } = rollback?.how === 'stage' && target ? target : reported;
  return {
    pipeline: policy.name,
    executionId: facts.executionId,
    stage,
    startedAt: executed?.startedAt ?? startedAt ?? firstOf(actions) ?? releasedAt,
    releasedAt,
    pipelineVersion: facts.pipelineVersion ?? actions.find(({ pipelineVersion }) => pipelineVersion)?.pipelineVersion,
    revision: executed?.revision ?? facts.revision ?? target?.revision,
    model,
    metrics,
    approvedBy: approvedBy(answered),
    ...(rollback ? { rollback } : { delivery: describeDelivery(success, { executed, before, answered }) }),
    version: 0,
  };
}

/** A rollback by CodePipeline's word, whoever began it; or by ours: an execution that was asked for as one. */
export function rollbackOf(facts: ExecutionFacts, executed: Execution | undefined): Release['rollback'] {
  const targetId = facts.rollbackOf ?? executed?.rollbackOf;
  if (targetId === undefined) return undefined;
  return { how: facts.isRollback ? 'stage' : 'revision', targetId };
}

/** A release told anew. What people have said of it stays, and so does what AWS does not remember any more. */
export function broughtUpToDate(known: Release | undefined, told: Release): Release {
  if (!known) return told;
  const hasReported = Object.keys(told.metrics).length > 0 || Object.values(told.model).some(Boolean);
  const next: Release = {
    ...told,
    ...(hasReported ? {} : { model: known.model, metrics: known.metrics }),
    revision: told.revision ?? known.revision,
    pipelineVersion: told.pipelineVersion ?? known.pipelineVersion,
    approvedBy: told.approvedBy.length > 0 ? told.approvedBy : known.approvedBy,
    ...(known.mark && { mark: known.mark }),
    ...(known.alarm && { alarm: known.alarm }),
    ...(told.delivery && { delivery: deliveryUpToDate(known, told, told.delivery) }),
    version: known.version,
  };
  return hashOf(next) === hashOf(known) ? known : next;
}

function firstOf(actions: readonly ActionExecution[]): Date | undefined {
  const times = actions.map(({ startedAt }) => startedAt.getTime());
  return times.length > 0 ? new Date(Math.min(...times)) : undefined;
}
