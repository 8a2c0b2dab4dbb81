import { redrawRing } from './domain/alarms/redraw-ring';
import { ringRolledBack } from './domain/alarms/ring-rolled-back';
import { rollBackAlarm } from './domain/alarms/roll-back-alarm';
import { trackAlarms } from './domain/alarms/track-alarms';
import { resumeDecision } from './domain/approvals/answer-approval';
import { answerByPolicy } from './domain/approvals/answer-by-policy';
import { answerRegistry } from './domain/approvals/answer-registry';
import { assertNotHeld } from './domain/approvals/assert-not-held';
import { countWaiting } from './domain/approvals/count-waiting';
import { decideApproval } from './domain/approvals/decide-approval';
import { findInvolved } from './domain/approvals/find-involved';
import { gatherEvidence } from './domain/approvals/gather-evidence';
import { gatherPackageEvidence } from './domain/approvals/gather-package-evidence';
import { lookAgain } from './domain/approvals/look-again';
import { lookForApproval } from './domain/approvals/look-for-approval';
import { askOverride, confirmOverride, resumeOverride } from './domain/approvals/override-hold';
import { refreshEvidence } from './domain/approvals/refresh-evidence';
import { requestApproval } from './domain/approvals/request-approval';
import { endApproval, settleApproval, settleApprovalsOf } from './domain/approvals/settle-approval';
import { tendApprovals } from './domain/approvals/tend-approvals';
import { resumeWithdrawal, withdrawVote } from './domain/approvals/withdraw-vote';
import { releaseReport } from './domain/audit/release-report';
import { releaseToReport } from './domain/audit/release-to-report';
import { type VerifyAuditDeps, verifyAudit } from './domain/audit/verify-audit';
import { findBuild } from './domain/builds/find-build';
import { readLog } from './domain/builds/read-log';
import { resumeBuild, startBuild } from './domain/builds/start-build';
import { trackBuild } from './domain/builds/track-build';
import { recordPush } from './domain/commits/record-push';
import { readDigest } from './domain/digest/read-digest';
import { type SendDigestsDeps, sendDigests } from './domain/digest/send-digests';
import { explainFailure } from './domain/executions/explain-failure';
import type { TriageRule } from './domain/executions/failure';
import { type ReconcileDeps, reconcile } from './domain/executions/reconcile';
import { resumeRetry, retryStage } from './domain/executions/retry-stage';
import { resumeDeploy, startDeploy } from './domain/executions/start-deploy';
import { resumeStop, stopExecution } from './domain/executions/stop-execution';
import { trackExecution } from './domain/executions/track-execution';
import { trackModelPackage } from './domain/model-packages/track-model-package';
import { muteMentions } from './domain/notifications/mute-mentions';
import {
  resumeSubscribe,
  resumeUnsubscribe,
  subscribeChannel,
  unsubscribeChannel,
} from './domain/notifications/subscribe-channel';
import { onEvent } from './domain/on-event';
import { admit, authorize } from './domain/policies/authorize';
import type { Policies } from './domain/policies/policy';
import type { AlarmRings } from './domain/ports/alarm-rings';
import type { Alarms } from './domain/ports/alarms';
import type { Approvals } from './domain/ports/approvals';
import type { AuditLog } from './domain/ports/audit-log';
import type { BuildRecords } from './domain/ports/build-records';
import type { Builds } from './domain/ports/builds';
import type { ChannelNotices } from './domain/ports/channel-notices';
import type { Charts } from './domain/ports/charts';
import type { CommitRecords } from './domain/ports/commit-records';
import type { Directory } from './domain/ports/directory';
import type { Endpoints } from './domain/ports/endpoints';
import type { Executions } from './domain/ports/executions';
import type { Leases } from './domain/ports/leases';
import type { Locks } from './domain/ports/locks';
import type { Logs } from './domain/ports/logs';
import type { ModelPackageRecords } from './domain/ports/model-package-records';
import type { ModelRegistry } from './domain/ports/model-registry';
import type { Mutes } from './domain/ports/mutes';
import type { Notifier } from './domain/ports/notifier';
import type { PendingIntents } from './domain/ports/pending-intents';
import type { Pipelines } from './domain/ports/pipelines';
import type { PullRequestRecords } from './domain/ports/pull-request-records';
import type { PullRequests } from './domain/ports/pull-requests';
import type { Releases } from './domain/ports/releases';
import type { Repositories } from './domain/ports/repositories';
import type { Subscriptions } from './domain/ports/subscriptions';
import { reportTest } from './domain/pull-requests/report-test';
import { trackPullRequest } from './domain/pull-requests/track-pull-request';
import { askRollback, resumeAskRollback } from './domain/releases/ask-rollback';
import { assertUnlocked } from './domain/releases/assert-unlocked';
import { authorizeRollback } from './domain/releases/authorize-rollback';
import { beginRollback } from './domain/releases/begin-rollback';
import { executeRollback, resumeRollback } from './domain/releases/execute-rollback';
import { findReleases } from './domain/releases/find-releases';
import { finishRollback } from './domain/releases/finish-rollback';
import { listReleases } from './domain/releases/list-releases';
import { lockByPolicy, lockPipeline, resumeLock } from './domain/releases/lock-pipeline';
import { markRelease, resumeMark } from './domain/releases/mark-release';
import { planRollback } from './domain/releases/plan-rollback';
import { productionNow, productionOf } from './domain/releases/production';
import { recordCommits } from './domain/releases/record-commits';
import { recordRelease } from './domain/releases/record-release';
import { expireLock, resumeUnlock, unlockPipeline } from './domain/releases/unlock-pipeline';

/** Everything outside, by its port. */ import { nearest } from './nearest';

export interface Ports {
  executions: Executions;
  approvals: Approvals;
  leases: Leases;
  locks: Locks;
  mutes: Mutes;
  subscriptions: Subscriptions;
  pending: PendingIntents;
  audit: AuditLog;
  pipelines: Pipelines;
  builds: Builds;
  buildRecords: BuildRecords;
  logs: Logs;
  repositories: Repositories;
  commitRecords: CommitRecords;
  pullRequests: PullRequests;
  pullRequestRecords: PullRequestRecords;
  modelRegistry: ModelRegistry;
  modelPackages: ModelPackageRecords;
  alarms: Alarms;
  endpoints: Endpoints;
  alarmRings: AlarmRings;
  releases: Releases;
  directory: Directory;
  notifier: Notifier;
  notices: ChannelNotices;
  charts: Charts;
  anchorSources: VerifyAuditDeps['anchorSources'];
}

export interface UseCaseSettings {
  policies: Policies;
  now: () => Date;
  /** The team's own rules of what a failure means. */
  triage: readonly TriageRule[];
  digests: SendDigestsDeps['digests'];
  /** Whether deployments that failed count as failures in the digest. */
  countFailedDeployments: boolean;
  /** Milliseconds from intent to outcome before another task takes over. */
  intentLeaseMs: number;
  onProblem: ReconcileDeps['onProblem'];
  onReconciled?: ReconcileDeps['onReconciled'];
}

/** Joins the use cases to the ports: the only place that knows which needs which. */
export function buildUseCases(ports: Ports, settings: UseCaseSettings) {
  const shared = { ...ports, ...settings };
  const finding = {
    ...shared,
    findReleases: findReleases(shared),
    recordRelease: recordRelease(shared),
    recordCommits: recordCommits(shared),
  };
  const read = {
    ...finding,
    productionOf: productionOf(finding),
    productionNow: productionNow(finding),
    authorize: authorize(shared),
    assertUnlocked: assertUnlocked(shared),
    reportTest: reportTest(shared),
    ringRolledBack: ringRolledBack(shared),
    redrawRing: redrawRing(shared),
  };
  const locking = { ...read, expireLock: expireLock(read) };
  const evidence = {
    ...locking,
    gatherEvidence: gatherEvidence(read),
    gatherPackageEvidence: gatherPackageEvidence(read),
    answerRegistry: answerRegistry(read),
    findInvolved: findInvolved(read),
    assertNotHeld: assertNotHeld(read),
    planRollback: planRollback(read),
    authorizeRollback: authorizeRollback(read),
    askRollback: askRollback(read),
    lockByPolicy: lockByPolicy(locking),
    settleApproval: settleApproval(read),
    endApproval: endApproval(read),
  };
  const rolling = { ...evidence, finishRollback: finishRollback(evidence) };
  const answering = { ...rolling, beginRollback: beginRollback(rolling) };
  const looking = { ...answering, lookAgain: lookAgain(answering), answerByPolicy: answerByPolicy(answering) };
  const reading = { ...shared, readLog: readLog(shared) };
  const approving = {
    ...looking,
    readLog: reading.readLog,
    explainFailure: explainFailure(reading),
    requestApproval: requestApproval(looking),
    refreshEvidence: refreshEvidence(looking),
    tendApprovals: tendApprovals(looking),
    countWaiting: countWaiting(looking),
    settleApprovalsOf: settleApprovalsOf(read),
  };
  const resume = {
    'approval.approved': resumeDecision(approving),
    'approval.rejected': resumeDecision(approving),
    'approval.withdrawn': resumeWithdrawal(approving),
    'approval.override-asked': resumeOverride(approving),
    'approval.override-confirmed': resumeOverride(approving),
    'pipeline.deploy': resumeDeploy(approving),
    'pipeline.rollback': resumeRollback(approving),
    'pipeline.ask-rollback': resumeAskRollback(approving),
    'project.build': resumeBuild(approving),
    'pipeline.retry': resumeRetry(approving),
    'pipeline.stop': resumeStop(approving),
    'pipeline.lock': resumeLock(approving),
    'pipeline.unlock': resumeUnlock(approving),
    'release.mark': resumeMark(approving),
    'pipeline.subscribe': resumeSubscribe(approving),
    'pipeline.unsubscribe': resumeUnsubscribe(approving),
  };
  const executing = executeRollback(approving);
  const tracking = trackExecution(approving);
  const reconciling = reconcile({ ...approving, resume, sendDigests: sendDigests(shared) });
  return {
    authorize: read.authorize,
    admit: admit(shared),
    productionOf: read.productionOf,
    productionNow: read.productionNow,
    recordRelease: read.recordRelease,
    listReleases: listReleases(read),
    readDigest: readDigest({ ...read, countFailedDeployments: settings.countFailedDeployments }),
    verifyAudit: verifyAudit(shared),
    releaseReport: releaseReport(shared),
    releaseToReport: releaseToReport({ ...finding, nearest }),
    markRelease: markRelease(approving),
    planRollback: evidence.planRollback,
    authorizeRollback: evidence.authorizeRollback,
    decideApproval: decideApproval(approving),
    withdrawVote: withdrawVote(approving),
    askOverride: askOverride(approving),
    confirmOverride: confirmOverride(approving),
    startDeploy: startDeploy(approving),
    executeRollback: executing,
    rollBackAlarm: rollBackAlarm({ ...approving, executeRollback: executing }),
    startBuild: startBuild(approving),
    findBuild: findBuild(approving),
    readLog: approving.readLog,
    retryStage: retryStage(approving),
    stopExecution: stopExecution(approving),
    assertUnlocked: read.assertUnlocked,
    lockPipeline: lockPipeline(approving),
    unlockPipeline: unlockPipeline(approving),
    subscribeChannel: subscribeChannel(approving),
    unsubscribeChannel: unsubscribeChannel(approving),
    muteMentions: muteMentions(shared),
    reconcile: reconciling,
    onEvent: onEvent({
      ...approving,
      trackExecution: tracking,
      lookForApproval: lookForApproval({ ...approving, trackExecution: tracking }),
      trackBuild: trackBuild(approving),
      recordPush: recordPush(shared),
      trackPullRequest: trackPullRequest(shared),
      trackModelPackage: trackModelPackage(approving),
      trackAlarms: trackAlarms(approving),
      reconcile: reconciling,
    }),
  };
}

export type UseCases = ReturnType<typeof buildUseCases>;
