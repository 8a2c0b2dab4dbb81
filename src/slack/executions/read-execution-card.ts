import { askedByExecutions } from '../../domain/approvals/approval';
import { modelFacts } from '../../domain/builds/model-facts';
import { pusherBefore } from '../../domain/commits/commit-record';
import { type Execution, isEnded } from '../../domain/executions/execution';
import { queuedBehind } from '../../domain/executions/queued-behind';
import type { PipelinePolicy } from '../../domain/policies/policy';
import type { Approvals } from '../../domain/ports/approvals';
import type { Builds } from '../../domain/ports/builds';
import type { CommitRecords } from '../../domain/ports/commit-records';
import type { Executions } from '../../domain/ports/executions';
import type { Locks } from '../../domain/ports/locks';
import type { Mutes } from '../../domain/ports/mutes';
import type { Pipelines } from '../../domain/ports/pipelines';
import type { Releases } from '../../domain/ports/releases';
import { lockAfterRollback } from '../../domain/releases/finish-rollback';
import { holds, lockById } from '../../domain/releases/lock';
import type { CardMessage } from '../cards/card-message';
import type { ConsoleOf } from '../console-links';
import { executionCard } from './execution-card';
import { isByStage, type RollbackFacts } from './rollback-lines';

export interface ReadExecutionCardDeps {
  approvals: Approvals;
  executions: Executions;
  pipelines: Pipelines;
  builds: Builds;
  mutes: Mutes;
  commitRecords: CommitRecords;
  releases: Releases;
  locks: Locks;
  now: () => Date;
  consoleOf: ConsoleOf;
}

/** The card of an execution with what stands around it: nothing is read that its state does not show. */
export function readExecutionCard(deps: ReadExecutionCardDeps) {
  const { approvals, executions, mutes, commitRecords, consoleOf } = deps;
  return async (execution: Execution, policy: PipelinePolicy): Promise<CardMessage> => {
    const { pipeline, executionId, status, rollbackOf, failure, requestedBy } = execution;
    const [model, open, running, isMuted, isRequesterMuted, pushedBy, release, rollback] = await Promise.all([
      // By stage a rollback ships what its target shipped: CodePipeline runs only the deploy stage again.
      status === 'Superseded' ? {} : modelFacts(deps, pipeline, (isByStage(execution) && rollbackOf) || executionId),
      status === 'InProgress' ? approvals.open(pipeline) : [],
      status === 'InProgress' ? executions.open(pipeline) : [],
      failure?.author ? mutes.isMuted(failure.author, pipeline) : false,
      requestedBy ? mutes.isMuted(requestedBy.id, pipeline) : false,
      pusherOf(execution),
      isEnded(status) ? deps.releases.get(pipeline, executionId) : undefined,
      rollbackOf ? rollbackFacts(execution, rollbackOf) : undefined,
    ]);
    return executionCard({
      execution,
      policy,
      model,
      waiting: askedByExecutions(open).filter(
        (approval) => approval.executionId === executionId && !hasLeft(execution, approval.stage),
      ),
      queuedBehind: queuedBehind(execution, running),
      isMuted,
      isRequesterMuted,
      pushedBy,
      release,
      rollback,
      console: consoleOf(policy),
    });
  };

  async function rollbackFacts(
    { pipeline, executionId, rollback }: Execution,
    targetId: string,
  ): Promise<RollbackFacts> {
    const [target, replaced, locked] = await Promise.all([
      deps.releases.get(pipeline, targetId),
      rollback?.replacing && deps.releases.get(pipeline, rollback.replacing.executionId),
      deps.locks.get(pipeline),
    ]);
    const lock = locked?.current;
    return {
      ...{ target, replaced, lock: lock && holds(lock, deps.now()) ? lock : undefined },
      isLockedAfterwards: lockById(locked, lockAfterRollback(executionId)) !== undefined,
    };
  }

  async function pusherOf({ repository, revision, startedAt }: Execution): Promise<string | undefined> {
    if (!repository || !revision) return undefined;
    return pusherBefore(await commitRecords.get(repository, revision.commitId), startedAt);
  }
}

/** An approval that was answered a moment ago may be open on record still. */
const hasLeft = ({ stages }: Execution, stage: string): boolean =>
  stages.some(({ name, status }) => name === stage && isEnded(status));
