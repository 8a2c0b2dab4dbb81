import { ringById } from '../../domain/alarms/ring';
import { isBuildEnded } from '../../domain/builds/build';
import { type CardSubject, cardSubject } from '../../domain/cards';
import { interestsOf } from '../../domain/notifications/card-interests';
import { channelsFor, type Interest } from '../../domain/notifications/subscriptions';
import type { Policies } from '../../domain/policies/policy';
import type { AlarmRings } from '../../domain/ports/alarm-rings';
import type { BuildRecords } from '../../domain/ports/build-records';
import type { Builds } from '../../domain/ports/builds';
import type { Executions } from '../../domain/ports/executions';
import type { Locks } from '../../domain/ports/locks';
import type { ModelPackageRecords } from '../../domain/ports/model-package-records';
import { ofProject } from '../../domain/ports/owner';
import type { Pipelines } from '../../domain/ports/pipelines';
import type { PullRequestRecords } from '../../domain/ports/pull-request-records';
import type { Subscriptions } from '../../domain/ports/subscriptions';
import { lockById } from '../../domain/releases/lock';
import type { PlanRollback } from '../../domain/releases/plan-rollback';
import { alarmCard } from '../alarms/alarm-card';
import { alarmRollback } from '../alarms/alarm-rollback';
import { approvalCard } from '../approvals/approval-card';
import { type ReadApprovalViewDeps, readApprovalView } from '../approvals/read-approval-view';
import { buildCard } from '../builds/build-card';
import type { ConsoleOf } from '../console-links';
import { type DigestCardDeps, digestCard } from '../digest/digest-card';
import { type ReadExecutionCardDeps, readExecutionCard } from '../executions/read-execution-card';
import { lockCard } from '../locks/lock-card';
import { modelPackageCard } from '../model-packages/model-package-card';
import { pullRequestCard } from '../pull-requests/pull-request-card';
import { type ReadTestsDeps, readTests } from '../pull-requests/read-tests';
import type { RenderCard } from './card-drawer';
import type { CardMessage } from './card-message';

export interface RenderCardDeps extends ReadTestsDeps, ReadExecutionCardDeps, ReadApprovalViewDeps, DigestCardDeps {
  policies: Policies;
  executions: Executions;
  builds: Builds;
  buildRecords: BuildRecords;
  locks: Locks;
  pipelines: Pipelines;
  subscriptions: Subscriptions;
  pullRequestRecords: PullRequestRecords;
  modelPackages: ModelPackageRecords;
  alarmRings: AlarmRings;
  planRollback: PlanRollback;
  consoleOf: ConsoleOf;
  now: () => Date;
}

/** How each kind of subject becomes a message; undefined where it, or its policy, is unknown. */
type Renderers = {
  [Kind in CardSubject['kind']]: (subject: Extract<CardSubject, { kind: Kind }>) => Promise<CardMessage | undefined>;
};

/** From a card's key to its message, by the state as it is now. */
export function renderCard(deps: RenderCardDeps): RenderCard {
  const { policies, locks, consoleOf } = deps;
  const executionCard = readExecutionCard(deps);
  const approvalView = readApprovalView(deps);
  const renderers: Renderers = {
    async approval({ approvalId }) {
      const approval = await deps.approvals.get(approvalId);
      const policy = approval && policies.find(approval.pipeline);
      if (!approval || !policy) return undefined;
      return copied(approvalCard(await approvalView(approval, policy)), policy.name, ['approvals']);
    },
    async execution({ pipeline, executionId }) {
      const [execution, policy] = [await deps.executions.get(pipeline, executionId), policies.find(pipeline)];
      if (!execution || !policy) return undefined;
      return copied(await executionCard(execution, policy), policy.name, interestsOf(execution, policy));
    },
    async lock({ pipeline, lockId }) {
      const [lock, policy] = [lockById(await locks.get(pipeline), lockId), policies.find(pipeline)];
      return lock && policy && copied(lockCard(lock, policy), policy.name);
    },
    async build({ buildId }) {
      const build = await deps.buildRecords.get(buildId);
      const policy = build && policies.findProject(build.project);
      if (!build || !policy) return undefined;
      const tests = isBuildEnded(build.status)
        ? await deps.builds.testResults(build.buildId, ofProject(build.project))
        : undefined;
      return buildCard({ build, policy, tests });
    },
    async 'pull-request'({ repository, pullRequestId }) {
      const request = await deps.pullRequestRecords.get(repository, pullRequestId);
      const policy = policies.findRepository(repository);
      if (!request || !policy) return undefined;
      const tests = await readTests(deps, request);
      return pullRequestCard({ request, policy, tests, console: consoleOf(policy) });
    },
    async 'model-package'({ pipeline, version }) {
      const [modelPackage, policy] = [await deps.modelPackages.get(pipeline, version), policies.find(pipeline)];
      if (!modelPackage || !policy) return undefined;
      return copied(modelPackageCard({ modelPackage, policy, console: consoleOf(policy) }), policy.name, ['approvals']);
    },
    async alarm({ pipeline, ringId }) {
      const [ring, policy] = [ringById(await deps.alarmRings.get(pipeline), ringId), policies.find(pipeline)];
      if (!ring || !policy) return undefined;
      const rollback = ring.quietAt ? undefined : await alarmRollback(deps.planRollback, policy);
      const begun = ring.rolledBack && (await deps.executions.get(pipeline, ring.rolledBack.executionId));
      const card = alarmCard({ ring, status: begun?.status, policy, console: consoleOf(policy), rollback });
      return copied(card, policy.name);
    },
    digest: digestCard(deps),
  };

  return async (key) => {
    const subject = cardSubject(key);
    if (!subject) return undefined;
    // The renderer of the subject's own kind: what the type of a table cannot say.
    const render = renderers[subject.kind] as (subject: CardSubject) => Promise<CardMessage | undefined>;
    return render(subject);
  };

  /** Lets a card stand wherever somebody has subscribed to what it is about now. */
  async function copied(message: CardMessage, pipeline: string, about: readonly Interest[] = []): Promise<CardMessage> {
    return { ...message, copies: channelsFor(await deps.subscriptions.get(pipeline), about) };
  }
}
