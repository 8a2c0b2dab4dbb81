import { buildUseCases, type Ports, type UseCases } from '../../src/build-use-cases';
import { charts } from '../../src/charts/charts';
import { policiesOf } from '../../src/config/find-policies';
import type { ActionApproval, Approval } from '../../src/domain/approvals/approval';
import type { AuditRecord } from '../../src/domain/audit/audit-chain';
import { pipelineChain } from '../../src/domain/audit/chains';
import type { SendDigestsDeps } from '../../src/domain/digest/send-digests';
import type { TriageRule } from '../../src/domain/executions/failure';
import type { ReconcileDeps, Reconciled } from '../../src/domain/executions/reconcile';
import type { PipelinePolicy } from '../../src/domain/policies/policy';
import type { RollbackInput } from '../../src/domain/releases/execute-rollback';
import { aPolicy, aProject, aRepository } from './builders/policies';
import { Clock } from './fakes/clock';
import { fakeAlarmRings } from './fakes/fake-alarm-rings';
import { FakeAlarms } from './fakes/fake-alarms';
import { fakeApprovals } from './fakes/fake-approvals';
import { fakeAuditLog } from './fakes/fake-audit-log';
import { fakeBuildRecords } from './fakes/fake-build-records';
import { FakeBuilds } from './fakes/fake-builds';
import { fakeCards } from './fakes/fake-cards';
import { FakeChannelNotices } from './fakes/fake-channel-notices';
import { fakeCommitRecords } from './fakes/fake-commit-records';
import { FakeDirectory } from './fakes/fake-directory';
import { FakeEndpoints } from './fakes/fake-endpoints';
import { fakeExecutions } from './fakes/fake-executions';
import { fakeLeases } from './fakes/fake-leases';
import { fakeLocks } from './fakes/fake-locks';
import { FakeLogs } from './fakes/fake-logs';
import { fakeModelPackageRecords } from './fakes/fake-model-package-records';
import { FakeModelRegistry } from './fakes/fake-model-registry';
import { fakeMutes } from './fakes/fake-mutes';
import { fakePendingIntents } from './fakes/fake-pending-intents';
import { FakePipelines } from './fakes/fake-pipelines';
import { fakePullRequestRecords } from './fakes/fake-pull-request-records';
import { FakePullRequests } from './fakes/fake-pull-requests';
import { fakeReleases } from './fakes/fake-releases';
import { FakeRepositories } from './fakes/fake-repositories';
import { fakeSubscriptions } from './fakes/fake-subscriptions';
import { Mortal } from './fakes/mortal';
import { PictureWall } from './fakes/picture-wall';

/** Milliseconds from intent to outcome before another process takes over. */
export const LEASE_MS = 20_000;

const TEAM = 'T0LOCAL';
export const ada = { slackId: 'U0ADA', team: TEAM };
export const bea = { slackId: 'U0BEA', team: TEAM };
export const cem = { slackId: 'U0CEM', team: TEAM };

/** After the end of every lease there can be. */
const EVER = new Date('9999-01-01T00:00:00.000Z');

export type UseCaseBench = ReturnType<typeof useCaseBench>;

/** All use cases, joined as in production, over fakes that are held to the adapters' contracts. */
export function useCaseBench(policy: PipelinePolicy = aPolicy(), clock = new Clock()) {
  const stores = {
    executions: fakeExecutions(),
    approvals: fakeApprovals(),
    buildRecords: fakeBuildRecords(),
    commitRecords: fakeCommitRecords(),
    pullRequestRecords: fakePullRequestRecords(),
    modelPackages: fakeModelPackageRecords(),
    alarmRings: fakeAlarmRings(),
    releases: fakeReleases(),
    cards: fakeCards(),
    leases: fakeLeases(),
    locks: fakeLocks(),
    mutes: fakeMutes(),
    subscriptions: fakeSubscriptions(),
    pending: fakePendingIntents(clock.now),
    audit: fakeAuditLog(clock.now),
  };
  const pipelines = new FakePipelines(policy.name, clock.now);
  const directory = new FakeDirectory();
  const builds = new FakeBuilds(clock.now);
  const logs = new FakeLogs();
  const repositories = new FakeRepositories();
  const notices = new FakeChannelNotices();
  const pullRequests = new FakePullRequests(clock.now);
  const modelRegistry = new FakeModelRegistry(clock.now);
  const alarms = new FakeAlarms(clock.now);
  const endpoints = new FakeEndpoints(clock.now);
  const inAws = { pipelines, builds, logs, repositories, pullRequests, modelRegistry, alarms, endpoints };
  const wall = new PictureWall(stores);
  const project = aProject({ roles: policy.roles });
  const policies = policiesOf([policy], [project], [aRepository({ roles: policy.roles })]);
  builds.declares(project.name, { sourceType: 'CODEPIPELINE', variables: [{ name: 'ROWS', isSecret: false }] });
  /** The team's own rules; a test adds to them. */
  const triage: TriageRule[] = [];
  /** What living processes could not reconcile. */
  const problems: { what: string; error: unknown }[] = [];
  /** What their reconcile passes came upon, oldest first. */
  const passes: Reconciled[] = [];
  const ports = { ...stores, ...inAws, directory, notifier: wall, notices, charts: charts(), anchorSources: () => [] };

  /** One more process over the same stores. */
  const processOver = (
    own: Ports,
    onProblem: ReconcileDeps['onProblem'] = (problem) => problems.push(problem),
    digests: SendDigestsDeps['digests'] = [],
  ): UseCases =>
    buildUseCases(own, {
      ...{
        policies,
        now: clock.now,
        triage,
        digests,
        countFailedDeployments: true,
        intentLeaseMs: LEASE_MS,
        onProblem,
      },
      onReconciled: (pass) => passes.push(pass),
    });

  const useCases = processOver(ports);

  return {
    policy,
    project,
    policies,
    clock,
    ...stores,
    ...inAws,
    directory,
    wall,
    notices,
    problems,
    passes,
    triage,
    ports,
    /** Where the console is, for cards. */
    consoleOf: () => ({ url: 'https://us-east-1.console.aws.amazon.com', region: 'us-east-1' }),
    processOver,
    useCases,

    /** A process that dies after so many calls. */
    mortal(callsToLive: number): { useCases: UseCases; life: Mortal } {
      const life = new Mortal(callsToLive);
      return { useCases: processOver(life.through(ports), () => undefined), life };
    },

    /** What a process calls while it acts, as `port.method`, in order. */
    async callsOf(act: (own: UseCases) => Promise<unknown>): Promise<string[]> {
      const { useCases: own, life } = this.mortal(Number.POSITIVE_INFINITY);
      await act(own);
      return life.calls;
    },

    /** What one more pass has brought up to date. */
    async fixesOfPass(): Promise<number | undefined> {
      await useCases.reconcile();
      return passes.at(-1)?.fixes;
    },

    /** A trained execution whose approval is on record, as its event or a reconcile pass puts it there. */
    async waitingApproval(
      message = 'Use flipper length',
      variables: Record<string, string> = { METRIC_ACCURACY: '0.97' },
    ): Promise<ActionApproval> {
      clock.advance(1_000);
      const { approvalId } = pipelines.trained(message, variables);
      await useCases.reconcile();
      return found(await stores.approvals.get(approvalId));
    },

    /** An execution that was approved and deployed. */
    async released(message: string, variables: Record<string, string> = {}): Promise<{ executionId: string }> {
      clock.advance(1_000);
      const { approvalId, executionId } = pipelines.trained(message, variables);
      pipelines.answeredElsewhere(approvalId, 'approved');
      clock.advance(1_000);
      pipelines.deployed(executionId);
      return { executionId };
    },

    /** An execution that was approved and deployed, of a commit that the repository has. */
    async releasedFromCommit(
      message: string,
      variables: Record<string, string> = {},
    ): Promise<{ executionId: string }> {
      const released = await this.released(message, variables);
      const commitId = (await pipelines.execution(policy.name, released.executionId))?.revision?.commitId ?? '';
      repositories.pushed('penguins', 'main', { commitId, message });
      return released;
    },

    /** What the rollback dialog sends for a release, as it is possible now. */
    async asTold(targetId: string, rest: Partial<RollbackInput> = {}): Promise<RollbackInput> {
      const { production, options } = await useCases.planRollback(policy, targetId);
      const how = options.find(({ release }) => release.executionId === targetId)?.how ?? 'stage';
      const told = { policy, caller: ada, targetId, how, productionId: production?.executionId };
      return { ...told, reason: 'drift on the southern islands', requestId: 'dialog-1', ...rest };
    },

    approval: async (approvalId: string): Promise<ActionApproval> => found(await stores.approvals.get(approvalId)),

    /** What another process does once the lease of a dead one is over. */
    async afterTheLease(): Promise<void> {
      clock.advance(LEASE_MS);
      await useCases.reconcile();
    },

    trail: (): readonly AuditRecord[] =>
      stores.audit.records.filter(({ chain }) => chain === pipelineChain(policy.name)),

    /** The trail in words: `approval.approved intended`. */
    trailWords: (): string[] => stores.audit.records.map(({ action, phase }) => `${action} ${phase}`),

    /** Marks of intents, due or not; those of requests that were given up are looked at once more. */
    marks: () => stores.pending.due(EVER),

    /** Intents without an outcome, due or not. */
    unfinished: async () => (await stores.pending.due(EVER)).filter(({ dropped }) => !dropped),
  };
}

/** A click on the card as it shows the approval. */
export const clickOn = (
  { approvalId, evidenceHash }: Approval,
  decision: 'approved' | 'rejected' = 'approved',
  rest: { caller?: typeof ada; reason?: string } = {},
) => ({ approvalId, evidenceHash, decision, caller: ada, ...rest });

/** What a promise was rejected with. */
export const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

function found(approval: Approval | undefined): ActionApproval {
  if (approval?.kind !== 'action') throw new Error('the approval is not on record');
  return approval;
}
