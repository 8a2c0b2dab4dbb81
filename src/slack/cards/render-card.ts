import type { ModelFacts } from '../../domain/approvals/evidence';
import { isBuildEnded } from '../../domain/builds/build';
import { cardSubject } from '../../domain/cards';
import type { Execution } from '../../domain/executions/execution';
import { interestsOf } from '../../domain/notifications/card-interests';
import { channelsFor, type Interest } from '../../domain/notifications/subscriptions';
import type { Policies } from '../../domain/policies/policy';
import type { Approvals } from '../../domain/ports/approvals';
import type { BuildRecords } from '../../domain/ports/build-records';
import type { Builds } from '../../domain/ports/builds';
import type { Executions } from '../../domain/ports/executions';
import type { Locks } from '../../domain/ports/locks';
import { ofProject } from '../../domain/ports/owner';
import type { Pipelines } from '../../domain/ports/pipelines';
import type { Subscriptions } from '../../domain/ports/subscriptions';
import { holds, type Lock, lockById } from '../../domain/releases/lock';
import { modelFacts } from '../../domain/releases/release';
import { approvalCard } from '../approvals/approval-card';
import { buildCard } from '../builds/build-card';
import { executionCard } from '../executions/execution-card';
import { lockCard } from '../locks/lock-card';
import type { RenderCard } from './card-drawer';
import type { CardMessage } from './card-message';

export interface RenderCardDeps {
  policies: Policies;
  approvals: Approvals;
  executions: Executions;
  builds: Builds;
  buildRecords: BuildRecords;
  locks: Locks;
  pipelines: Pipelines;
  subscriptions: Subscriptions;
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
      return copied(approvalCard(approval, policy, await lockOn(policy.name)), policy.name, ['approvals']);
    }
    if (subject?.kind === 'execution') {
      const execution = await executions.get(subject.pipeline, subject.executionId);
      const policy = policies.find(subject.pipeline);
      if (!execution || !policy) return undefined;
      const card = executionCard({ execution, policy, model: await modelOf(execution), now: now() });
      return copied(card, policy.name, interestsOf(execution, policy));
    }
    if (subject?.kind === 'lock') {
      const lock = lockById(await locks.get(subject.pipeline), subject.lockId);
      const policy = policies.find(subject.pipeline);
      return lock && policy && copied(lockCard(lock, policy), policy.name);
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

  /** Lets a card stand wherever somebody has subscribed to what it is about now. */
  async function copied(message: CardMessage, pipeline: string, about: readonly Interest[] = []): Promise<CardMessage> {
    return { ...message, copies: channelsFor(await deps.subscriptions.get(pipeline), about) };
  }

  async function lockOn(pipeline: string): Promise<Lock | undefined> {
    const lock = (await locks.get(pipeline))?.current;
    return lock && holds(lock, now()) ? lock : undefined;
  }

  /** A rollback ships what its target shipped: CodePipeline runs only the deploy stage again. */
  function modelOf(execution: Execution): Promise<ModelFacts> {
    return modelFacts(pipelines, execution.pipeline, execution.rollbackOf ?? execution.executionId);
  }
}
