import { buildUseCases, type UseCases } from '../../src/build-use-cases';
import { charts } from '../../src/charts/charts';
import { packageApprovalId } from '../../src/domain/approvals/approval';
import { firstBrokenLink } from '../../src/domain/audit/audit-chain';
import { approvalCardKey } from '../../src/domain/cards';
import { Refusal } from '../../src/domain/errors';
import type { WaitingApproval } from '../../src/domain/ports/pipelines';
import { aPolicy, somePolicies } from '../support/builders/policies';
import { FakeAlarms } from '../support/fakes/fake-alarms';
import { FakeBuilds } from '../support/fakes/fake-builds';
import { FakeChannelNotices } from '../support/fakes/fake-channel-notices';
import { FakeDirectory } from '../support/fakes/fake-directory';
import { FakeEndpoints } from '../support/fakes/fake-endpoints';
import { FakeLogs } from '../support/fakes/fake-logs';
import { FakeModelRegistry } from '../support/fakes/fake-model-registry';
import { FakeNotifier } from '../support/fakes/fake-notifier';
import { FakePipelines } from '../support/fakes/fake-pipelines';
import { FakePullRequests } from '../support/fakes/fake-pull-requests';
import { FakeRepositories } from '../support/fakes/fake-repositories';
import { onEachStore } from './on-each-store';

const LEASE_MS = 20_000;
const GROUP = 'penguins-models';
const POLICY = aPolicy({
  modelPackageGroup: GROUP,
  roles: { viewer: 'everyone', operator: [], approver: ['U0ADA', 'U0BEA'], admin: [] },
});

/** The promise that all contracts are there for, kept by the real use cases over each kind of store. */
onEachStore('One accepted answer per approval', (stores) => {
  let pipelines: FakePipelines;
  let modelRegistry: FakeModelRegistry;
  let notifier: FakeNotifier;
  let directory: FakeDirectory;
  let useCases: UseCases;
  let problems: unknown[];
  let waiting: WaitingApproval;
  let evidenceHash: string;

  beforeEach(async () => {
    const { clock, ...ports } = stores();
    pipelines = new FakePipelines('penguins', clock.now);
    modelRegistry = new FakeModelRegistry(clock.now);
    notifier = new FakeNotifier();
    directory = new FakeDirectory();
    problems = [];
    useCases = buildUseCases(
      {
        ...ports,
        pipelines,
        notifier,
        directory,
        builds: new FakeBuilds(),
        logs: new FakeLogs(),
        repositories: new FakeRepositories(),
        notices: new FakeChannelNotices(),
        pullRequests: new FakePullRequests(),
        modelRegistry,
        alarms: new FakeAlarms(),
        endpoints: new FakeEndpoints(),
        charts: charts(),
        anchorSources: () => [],
      },
      {
        policies: somePolicies(POLICY),
        now: clock.now,
        triage: [],
        digests: [],
        countFailedDeployments: true,
        intentLeaseMs: LEASE_MS,
        onProblem: (problem) => problems.push(problem),
      },
    );
    waiting = pipelines.trained('Use flipper length', { METRIC_ACCURACY: '0.97' });
    await useCases.reconcile();
    evidenceHash = (await stores().approvals.get(waiting.approvalId))?.evidenceHash ?? '';
  });

  const click = (slackId: string) =>
    useCases.decideApproval({
      approvalId: waiting.approvalId,
      evidenceHash,
      decision: 'approved',
      caller: { slackId, team: 'T0LOCAL' },
    });
  const trail = async () => (await stores().audit.latest('pipeline:penguins', 100)).reverse();
  const phases = async () => (await trail()).map(({ action, phase }) => `${action} ${phase}`);
  const approval = () => stores().approvals.get(waiting.approvalId);

  it('lets exactly one of two simultaneous clicks through, and tells the other why', async () => {
    const results = await Promise.allSettled([click('U0ADA'), click('U0BEA')]);

    const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    expect(refused).toHaveLength(1);
    expect(refused[0]).toBeInstanceOf(Refusal);
    expect(pipelines.answers).toHaveLength(1);
    expect((await phases()).toSorted()).toEqual([
      'approval.approved done',
      'approval.approved intended',
      'approval.approved intended',
      'approval.approved refused',
    ]);
    expect(firstBrokenLink(await trail())).toBeUndefined();
    expect(notifier.changed).toContain(approvalCardKey(waiting.approvalId));
  });

  it('lets one of two simultaneous clicks on a model package through, and asks the registry once', async () => {
    pipelines.endedUnanswered(waiting.approvalId, 'Failed');
    await useCases.reconcile();
    const arn = modelRegistry.registered(GROUP);
    await useCases.onEvent({ kind: 'model-package', group: GROUP, arn, version: '1', at: stores().clock.now() });
    const approvalId = packageApprovalId('penguins', '1');
    const shown = (await stores().approvals.get(approvalId))?.evidenceHash ?? '';
    const decide = (slackId: string) =>
      useCases.decideApproval({
        ...{ approvalId, evidenceHash: shown, decision: 'approved', caller: { slackId, team: 'T0LOCAL' } },
      });

    const results = await Promise.allSettled([decide('U0ADA'), decide('U0BEA')]);

    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(modelRegistry.answers).toHaveLength(1);
    expect(await stores().approvals.get(approvalId)).toMatchObject({ kind: 'package', status: 'decided' });
  });

  it.each(['before', 'after'] as const)(
    'finishes an answer whose process lost sight of it %s its effect, once its lease is over',
    async (when) => {
      pipelines.failNext('answerApproval', when);
      await expect(click('U0ADA')).rejects.toThrow('out of order');
      await useCases.reconcile();
      const tooEarly = await phases();

      stores().clock.advance(LEASE_MS);
      await useCases.reconcile();

      expect(tooEarly).toEqual(['approval.approved intended']);
      expect(await phases()).toEqual(['approval.approved intended', 'approval.approved done']);
      expect(await approval()).toMatchObject({ status: 'decided', decision: { by: { id: 'U0ADA' } } });
      expect(pipelines.answers).toHaveLength(when === 'before' ? 2 : 1);
      expect(await stores().pending.due(new Date('9999-01-01T00:00:00.000Z'))).toEqual([]);
      expect(problems).toEqual([]);
    },
  );

  it('tells of an answer that was given elsewhere while nobody looked', async () => {
    pipelines.answeredElsewhere(waiting.approvalId, 'rejected', 'not good enough');

    await useCases.reconcile();

    expect(await approval()).toMatchObject({
      status: 'ended',
      ending: { how: 'answered elsewhere', decision: 'rejected', detail: 'not good enough' },
    });
    await expect(click('U0ADA')).rejects.toMatchObject({ code: 'approval_no_longer_open' });
    expect(pipelines.answers).toEqual([]);
  });

  it('closes an approval whose time was over without an answer', async () => {
    pipelines.endedUnanswered(waiting.approvalId, 'Failed');

    await useCases.reconcile();

    expect(await approval()).toMatchObject({ status: 'ended', ending: { how: 'not answered' } });
  });

  it('asks AWS nothing for somebody who may not answer, nor while nobody can tell who asks', async () => {
    const stranger = await click('U0EVE').catch((error: unknown) => error);
    directory.knows('U0ADA', { isFullMember: false });
    const guest = await click('U0ADA').catch((error: unknown) => error);
    directory.goAway();
    const unknown = await click('U0BEA').catch((error: unknown) => error);

    expect([stranger, guest]).toMatchObject([{ code: 'not_allowed' }, { code: 'not_a_member' }]);
    expect(unknown).toMatchObject({ code: 'directory_unavailable' });
    expect(pipelines.answers).toEqual([]);
    expect(await phases()).toEqual(['refused.approved refused', 'refused.approved refused']);
  });
});
