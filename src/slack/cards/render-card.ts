import type { ModelFacts } from '../../domain/approvals/evidence';
import { isBuildEnded } from '../../domain/builds/build';
import { cardSubject } from '../../domain/cards';
import type { Execution } from '../../domain/executions/execution';
import type { Policies } from '../../domain/policies/policy';
import type { Approvals } from '../../domain/ports/approvals';
import type { BuildRecords } from '../../domain/ports/build-records';
import type { Builds } from '../../domain/ports/builds';
import type { Executions } from '../../domain/ports/executions';
import type { Locks } from '../../domain/ports/locks';
import { ofProject } from '../../domain/ports/owner';
import type { Pipelines } from '../../domain/ports/pipelines';
import { holds, type Lock, lockById } from '../../domain/releases/lock';
import { modelFacts } from '../../domain/releases/release';
import { approvalCard } from '../approvals/approval-card';
import { buildCard } from '../builds/build-card';
import { executionCard } from '../executions/execution-card';
import { lockCard } from '../locks/lock-card';
import type { RenderCard } from './card-drawer';

export interface RenderCardDeps {
  policies: Policies;
  approvals: Approvals;
  executions: Executions;
  builds: Builds;
  buildRecords: BuildRecords;
  locks: Locks;
  pipelines: Pipelines;
  now: () => Date;
}

/** From a card's key to its message, by the state as it is now. */
export function renderCard(deps: RenderCardDeps): RenderCard {
  const { policies, approvals, executions, locks, pipelines, builds, buildRecords, now } = deps;
  return async (key) => {
    const subject = cardSubject(key);
    if (subject?.kind === 'approval') {
      const approval = await approvals.get(subject.approvalId);
      const policy = approval && policies.find(approval.pipeline);
      if (!approval || !policy) return undefined;
      return approvalCard(approval, policy, await lockOn(policy.name));
    }
    if (subject?.kind === 'execution') {
      const execution = await executions.get(subject.pipeline, subject.executionId);
      const policy = policies.find(subject.pipeline);
      if (!execution || !policy) return undefined;
      return executionCard({ execution, policy, model: await modelOf(execution), now: now() });
    }
    if (subject?.kind === 'lock') {
      const lock = lockById(await locks.get(subject.pipeline), subject.lockId);
      const policy = policies.find(subject.pipeline);
      return lock && policy && lockCard(lock, policy);
    }
    if (subject?.kind === 'build') {
      const build = await buildRecords.get(subject.buildId);
      const policy = build && policies.findProject(build.project);
      if (!build || !policy) return undefined;
      const tests = isBuildEnded(build.status)
        ? await builds.testResults(build.buildId, ofProject(build.project))
        : undefined;
      return buildCard({ build, policy, tests });
    }
    return undefined;
  };

  async function lockOn(pipeline: string): Promise<Lock | undefined> {
    const lock = (await locks.get(pipeline))?.current;
    return lock && holds(lock, now()) ? lock : undefined;
  }

  /** A rollback ships what its target shipped: CodePipeline runs only the deploy stage again. */
  function modelOf(execution: Execution): Promise<ModelFacts> {
    return modelFacts(pipelines, execution.pipeline, execution.rollbackOf ?? execution.executionId);
  }
}
