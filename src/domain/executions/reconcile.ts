import { compareAlarms, type TrackAlarmsDeps } from '../alarms/track-alarms';
import { compareRegistry } from '../approvals/compare-registry';
import type { TendApprovals } from '../approvals/tend-approvals';
import { type FinishIntentsDeps, finishPendingIntents } from '../audit/finish-intents';
import { compareBuilds, type TrackBuildsDeps } from '../builds/track-build';
import { compareModelPackages, type TrackModelPackageDeps } from '../model-packages/track-model-package';
import type { Locks } from '../ports/locks';
import { comparePullRequests, type TrackPullRequestDeps } from '../pull-requests/track-pull-request';
import type { FindReleases } from '../releases/find-releases';
import type { FinishRollback } from '../releases/finish-rollback';
import type { ExpireLock } from '../releases/lock-pipeline';
import { type ComparePipelineDeps, comparePipeline } from './compare-pipeline';
import { type ExplainFailure, failuresToExplain } from './explain-failure';

export interface ReconcileDeps
  extends FinishIntentsDeps,
    ComparePipelineDeps,
    TrackBuildsDeps,
    TrackPullRequestDeps,
    TrackModelPackageDeps,
    TrackAlarmsDeps {
  locks: Locks;
  expireLock: ExpireLock;
  explainFailure: ExplainFailure;
  findReleases: FindReleases;
  tendApprovals: TendApprovals;
  finishRollback: FinishRollback;
}

/** @param when at a tick, or at the start of a process, which looks further back */
export type Reconcile = (when?: 'tick' | 'start') => Promise<void>;

/** How many of the newest executions are compared with AWS; at a start one whole page of ListPipelineExecutions. */
const WINDOWS = { tick: 20, start: 100 } as const;

/**
 * Finds what no event told: intents that a dead process left, executions, approvals, builds, pull requests, model
 * packages and alarms whose events never came, cards that are behind. Runs at start and at every tick; a pass that finds
 * nothing changes nothing.
 */
export function reconcile(deps: ReconcileDeps): Reconcile {
  const { policies, notifier, locks, now, onProblem } = deps;
  return async (when = 'tick') => {
    await attempt('pending intents', () => finishPendingIntents(deps));
    for (const policy of policies.pipelines()) {
      if (when === 'start') await attempt(`releases of ${policy.name}`, () => deps.findReleases(policy));
      await attempt(`pipeline ${policy.name}`, () => comparePipeline(deps, policy, WINDOWS[when]));
      await attempt(`rollback of ${policy.name}`, () => deps.finishRollback(policy.name));
      await attempt(`approvals of ${policy.name}`, () => deps.tendApprovals(policy));
      await attempt(`model packages of ${policy.name}`, () => compareModelPackages(deps, policy));
      await attempt(`answers in the registry of ${policy.name}`, () => compareRegistry(deps, policy));
      await attempt(`alarms of ${policy.name}`, () => compareAlarms(deps, policy));
      await attempt(`failures of ${policy.name}`, async () => {
        for (const failed of await failuresToExplain(deps, policy.name)) {
          await attempt(`failure of ${failed.executionId}`, () => deps.explainFailure(failed));
        }
      });
    }
    for (const { name } of policies.projects()) {
      await attempt(`project ${name}`, () => compareBuilds(deps, name));
    }
    for (const { name } of policies.repositories()) {
      await attempt(`repository ${name}`, () => comparePullRequests(deps, name));
    }
    await attempt('locks that are over', async () => {
      for (const over of await locks.due(now())) {
        if (policies.find(over.pipeline)) await deps.expireLock(over);
      }
    });
    await attempt('cards behind', () => notifier.drawCardsBehind());
  };

  async function attempt(what: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      onProblem({ what, error });
    }
  }
}
