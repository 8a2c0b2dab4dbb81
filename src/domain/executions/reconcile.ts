import { compareAlarms, type TrackAlarmsDeps } from '../alarms/track-alarms';
import { compareRegistry } from '../approvals/compare-registry';
import type { TendApprovals } from '../approvals/tend-approvals';
import { type FinishIntentsDeps, finishPendingIntents } from '../audit/finish-intents';
import { compareBuilds, type TrackBuildsDeps } from '../builds/track-build';
import type { SendDigests } from '../digest/send-digests';
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
  sendDigests: SendDigests;
  /** Told at the end of every pass what it came upon, as far as it could read. */
  onReconciled?: ((pass: Reconciled) => void) | undefined;
}

/** What a pass came upon. */
export interface Reconciled {
  /** Acts that were begun and not concluded in time. */
  intentsPending: number;
  openApprovals: number;
  /** Cards that do not show the truth yet, as many as a pass draws at most. */
  cardsBehind: number;
  /** Things brought up to date that no event had told of: executions, approvals, builds, pull requests, versions, alarms. */
  fixes: number;
}

/** @param when at a tick, or at the start of a process, which looks further back */
export type Reconcile = (when?: 'tick' | 'start') => Promise<void>;

/** How many of the newest executions are compared with AWS; at a start one whole page of ListPipelineExecutions. */
const WINDOWS = { tick: 20, start: 100 } as const;

/**
 * Finds what no event told: intents that a dead process left, executions, approvals, builds, pull requests, model
 * packages and alarms whose events never came, digests that are due, cards that are behind. Runs at start and at every tick; a pass that finds
 * nothing changes nothing.
 */
export function reconcile(deps: ReconcileDeps): Reconcile {
  const { policies, notifier, locks, now, onProblem } = deps;
  return async (when = 'tick') => {
    const pass: Reconciled = { intentsPending: 0, openApprovals: 0, cardsBehind: 0, fixes: 0 };
    const fix = (what: string, work: () => Promise<number>) =>
      attempt(what, async () => {
        pass.fixes += await work();
      });
    await attempt('pending intents', async () => {
      pass.intentsPending = await finishPendingIntents(deps);
    });
    for (const policy of policies.pipelines()) {
      if (when === 'start') await attempt(`releases of ${policy.name}`, () => deps.findReleases(policy));
      await fix(`pipeline ${policy.name}`, () => comparePipeline(deps, policy, WINDOWS[when]));
      await attempt(`rollback of ${policy.name}`, () => deps.finishRollback(policy.name));
      await attempt(`approvals of ${policy.name}`, async () => {
        pass.openApprovals += await deps.tendApprovals(policy);
      });
      await fix(`model packages of ${policy.name}`, () => compareModelPackages(deps, policy));
      await fix(`answers in the registry of ${policy.name}`, () => compareRegistry(deps, policy));
      await fix(`alarms of ${policy.name}`, async () => ((await compareAlarms(deps, policy)) ? 1 : 0));
      await attempt(`failures of ${policy.name}`, async () => {
        for (const failed of await failuresToExplain(deps, policy.name)) {
          await attempt(`failure of ${failed.executionId}`, () => deps.explainFailure(failed));
        }
      });
    }
    for (const { name } of policies.projects()) {
      await fix(`project ${name}`, () => compareBuilds(deps, name));
    }
    for (const { name } of policies.repositories()) {
      await fix(`repository ${name}`, () => comparePullRequests(deps, name));
    }
    await attempt('locks that are over', async () => {
      for (const over of await locks.due(now())) {
        if (policies.find(over.pipeline)) await deps.expireLock(over);
      }
    });
    await attempt('digests', deps.sendDigests);
    await attempt('cards behind', async () => {
      pass.cardsBehind = await notifier.drawCardsBehind();
    });
    deps.onReconciled?.(pass);
  };

  async function attempt(what: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      onProblem({ what, error });
    }
  }
}
