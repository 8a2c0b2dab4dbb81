import { executionCardKey } from '../../src/domain/cards';
import { AwsRefused, AwsThrottled } from '../../src/domain/errors';
import type { DomainEvent } from '../../src/domain/events';
import type { Failure } from '../../src/domain/executions/failure';
import { sign } from '../../src/domain/executions/triage';
import { held } from '../support/fakes/held';
import { ada, bea, clickOn, failureOf, type UseCaseBench, useCaseBench } from '../support/use-case-bench';

const LOG = [
  '[Container] 2026/03/02 09:00:01 Entering phase BUILD',
  'epoch 1',
  "export API_TOKEN=abcdef0123456789 && KeyError: 'flipper_length_mm'",
  '[Container] 2026/03/02 09:00:02 Phase complete: BUILD State: FAILED',
].join('\n');

describe('looking into a failed execution', () => {
  let bench: UseCaseBench;

  beforeEach(() => {
    bench = useCaseBench();
    bench.directory.address('emma@example.com', 'U0EMMA');
  });

  /** An execution whose training fails in CodeBuild, with its build and log. */
  function failsInBuild(log = LOG, message = 'Use flipper length'): string {
    bench.clock.advance(60_000);
    const commitId = message.padEnd(40, '0');
    bench.repositories.pushed('penguins', 'main', {
      ...{ commitId, message, authorName: 'Emma', authorEmail: 'emma@example.com' },
      authoredAt: bench.clock.now(),
    });
    const { executionId } = bench.pipelines.training(message);
    bench.pipelines.checkedOut(executionId, { commitId, message });
    failsAgain(executionId, log);
    return executionId;
  }

  function failsAgain(executionId: string, log = LOG): string {
    const buildId = bench.builds.startedElsewhere('penguins-build', { initiator: 'codepipeline/penguins' });
    const context = 'Error while executing command: train --password hunter2. Reason: exit status 1';
    bench.builds.passes(buildId, 'BUILD', { status: 'Failed', context });
    bench.builds.ends(buildId, 'Failed');
    bench.logs.write({ group: '/aws/codebuild/penguins-build', stream: buildId }, log);
    bench.pipelines.built(executionId, 'train', buildId, 'Failed');
    bench.pipelines.fails(executionId);
    return buildId;
  }

  const told = (executionId: string, attempt = 1): Promise<unknown> =>
    bench.useCases.onEvent(failedEvent(executionId, attempt));
  const failedEvent = (executionId: string, attempt = 1): DomainEvent => ({
    ...{ kind: 'execution', pipeline: 'penguins', executionId, status: 'Failed', attempt, at: bench.clock.now() },
  });
  const record = (executionId: string) => bench.executions.get('penguins', executionId);
  const failure = async (executionId: string): Promise<Failure | undefined> => (await record(executionId))?.failure;

  it('finds the build, the phase, the lines that matter without their secrets, what they mean, and the author', async () => {
    const executionId = failsInBuild();

    await told(executionId);

    const found = await failure(executionId);
    expect(found).toMatchObject({
      ...{ attempt: 1, stage: 'Build', action: 'train', phase: 'BUILD', cause: 'data', author: 'U0EMMA' },
      timesThisWeek: 1,
      failingTests: [],
    });
    expect(found?.buildId).toMatch(/^penguins-build:/);
    expect(found?.lines).toEqual(['epoch 1', "export API_TOKEN=[redacted] && KeyError: 'flipper_length_mm'"]);
    expect(JSON.stringify(await record(executionId))).not.toMatch(/hunter2|abcdef0123456789/);
    expect(bench.wall.picture(executionCardKey('penguins', executionId))).toEqual(await record(executionId));
  });

  it.each([
    ['is a guest, or has left', () => bench.directory.knows('U0EMMA', { isFullMember: false })],
    ['is no person, as the configuration says', () => bench.directory.configures('emma@example.com', 'bot')],
    ['cannot be asked about', () => bench.directory.goAway()],
    [
      'is named by the configuration and cannot be asked about',
      () => {
        bench.directory.configures('emma@example.com', 'U0EMMA');
        bench.directory.goAway();
      },
    ],
  ])('has nobody mentioned whose commit it is where its author %s', async (_who, arrange) => {
    arrange();
    const executionId = failsInBuild();

    await told(executionId);

    expect((await failure(executionId))?.author).toBeUndefined();
    expect((await failure(executionId))?.cause).toBe('data');
  });

  it('says first that it failed, and then why', async () => {
    const executionId = failsInBuild();
    const pictures: boolean[] = [];
    const notifier = {
      ...bench.wall,
      cardWillChange: async () => undefined,
      cardDue: async () => undefined,
      drawCardsBehind: async () => 0,
      cardChanged: async () => {
        const shown = await record(executionId);
        if (shown?.status === 'Failed') pictures.push(shown.failure !== undefined);
      },
    };

    await bench.processOver({ ...bench.ports, notifier }).onEvent(failedEvent(executionId));

    expect(pictures).toEqual([false, true]);
  });

  it('names the failing tests, without the secrets in their names', async () => {
    const executionId = failsInBuild('2 failed');
    const [action] = (await bench.pipelines.actions('penguins', executionId)).filter(({ externalId }) => externalId);
    const failing = ['test_recall', 'test_login --password hunter2'];
    bench.builds.finished(action?.externalId ?? '', { passed: 1, failed: 2, skipped: 0, failing });

    await told(executionId);

    expect(await failure(executionId)).toMatchObject({
      cause: 'tests',
      failingTests: ['test_recall', 'test_login --password [redacted]'],
    });
  });

  it('asks the rules of the team first', async () => {
    bench.triage.push({ when: sign(/flipper/i), cause: 'dependency', says: 'The feature store is late.' });
    const executionId = failsInBuild();

    await told(executionId);

    expect(await failure(executionId)).toMatchObject({ cause: 'dependency', says: 'The feature store is late.' });
  });

  it('goes by the words of CodePipeline where the action is no build', async () => {
    const approval = await bench.waitingApproval();
    await bench.useCases.decideApproval(clickOn(approval));
    const { executionId } = approval;
    const summary = 'CREATE_FAILED: User is not authorized to perform: sagemaker:CreateModel, token=abcdef012345';
    bench.pipelines.says(executionId, 'Deploy', summary);
    bench.pipelines.fails(executionId);

    await told(executionId);

    expect(await failure(executionId)).toMatchObject({
      ...{ stage: 'Deploy', action: 'deploy', cause: 'permission', failingTests: [] },
      lines: ['CREATE_FAILED: User is not authorized to perform: sagemaker:CreateModel, token=[redacted]'],
    });
    expect((await failure(executionId))?.buildId).toBeUndefined();
  });

  it('asks CodeBuild nothing of an action of another provider, whatever id that has given it', async () => {
    const { executionId } = bench.pipelines.training('Use flipper length');
    bench.pipelines.built(executionId, 'train', 'job-1', 'Failed', 'SageMaker');
    bench.pipelines.fails(executionId);

    const calls = await bench.callsOf((own) => own.onEvent(failedEvent(executionId)));

    expect(calls.filter((call) => call.startsWith('builds.'))).toEqual([]);
    expect(await failure(executionId)).toMatchObject({ action: 'train', buildId: undefined, lines: [] });
  });

  it('shows somebody’s text as one line: of a test’s name 120 characters, of what AWS says 240', async () => {
    const { executionId } = bench.pipelines.training('Use flipper length');
    bench.pipelines.says(executionId, 'Build', ` exit\n\t${'🐧'.repeat(300)}`);
    const buildId = bench.builds.startedElsewhere('penguins-build', { initiator: 'codepipeline/penguins' });
    const failing = [`test_a\n [${'🐧'.repeat(200)}]`];
    bench.builds.finished(buildId, { passed: 0, failed: 1, skipped: 0, failing });
    bench.builds.ends(buildId, 'Failed');
    const { actions } = bench.pipelines;
    bench.pipelines.actions = async (...asked) =>
      (await actions.apply(bench.pipelines, asked)).map((row) =>
        row.stage === 'Build' ? { ...row, externalId: buildId } : row,
      );
    bench.pipelines.fails(executionId);

    await told(executionId);

    expect(await failure(executionId)).toMatchObject({
      failingTests: [`test_a [${'🐧'.repeat(112)}`],
      lines: [`exit ${'🐧'.repeat(235)}`],
    });
  });

  it('takes a rejection for the decision that it is: nobody is looked for, nothing is counted', async () => {
    const approval = await bench.waitingApproval();
    await bench.useCases.decideApproval(clickOn(approval, 'rejected', { caller: bea, reason: 'AccessDenied' }));

    await told(approval.executionId);

    expect(await failure(approval.executionId)).toEqual({
      ...{ attempt: 1, stage: 'Approve', action: 'Decide', isDecision: true },
      ...{ lines: [], failingTests: [], timesThisWeek: 1 },
    });
  });

  it('counts executions that failed alike within seven days, and no others', async () => {
    const tooOld = failsInBuild();
    await told(tooOld);
    bench.clock.advance(7 * 24 * 3_600_000);
    for (const log of [LOG, 'AccessDenied', 'AccessDenied']) await told(failsInBuild(log, 'before'));
    const again = failsInBuild(LOG, 'three');

    await told(again);
    await told(again);

    expect((await failure(again))?.timesThisWeek).toBe(2);
  });

  it('counts none of another action or stage, and nothing where no cause is found', async () => {
    for (const where of [{ action: 'evaluate' }, { stage: 'Canary' }]) {
      const other = failsInBuild(LOG, 'one');
      await told(other);
      await bench.executions.update(
        'penguins',
        other,
        (known) => known?.failure && { ...known, failure: { ...known.failure, ...where } },
      );
    }
    const [found, ...puzzling] = [LOG, 'nothing is said', 'nothing is said'].map((log, index) =>
      failsInBuild(log, `number ${index}`),
    );
    for (const executionId of [found, ...puzzling]) await told(executionId ?? '');

    expect((await failure(found ?? ''))?.timesThisWeek).toBe(1);
    for (const executionId of puzzling) {
      const { cause, timesThisWeek } = (await failure(executionId)) ?? {};
      expect([cause, timesThisWeek]).toEqual([undefined, 1]);
    }
  });

  describe('in which several actions have failed', () => {
    let executionId: string;

    beforeEach(async () => {
      executionId = bench.pipelines.training('Use flipper length').executionId;
      await bench.useCases.reconcile();
      bench.pipelines.built(executionId, 'evaluate', 'penguins-evaluate:1', 'Failed');
      bench.pipelines.fails(executionId);
    });

    it('is about the first, as CodePipeline tells them', async () => {
      await told(executionId);

      expect(await failure(executionId)).toMatchObject({ action: 'train' });
    });

    it('is about the one that failed first, as events told', async () => {
      await bench.useCases.onEvent({
        ...{ kind: 'action', pipeline: 'penguins', executionId, attempt: 1, at: bench.clock.now(), status: 'Failed' },
        ...{ stage: 'Build', action: 'evaluate', category: 'Build', provider: 'CodeBuild' },
      });

      await told(executionId);

      expect(await failure(executionId)).toMatchObject({ action: 'evaluate', buildId: 'penguins-evaluate:1' });
    });
  });

  it('looks into nothing that was stopped, though one of its actions had failed', async () => {
    const { executionId } = bench.pipelines.training('Use flipper length');
    await bench.useCases.reconcile();
    bench.pipelines.built(executionId, 'evaluate', 'penguins-evaluate:1', 'Failed');
    bench.pipelines.over(executionId, 'Stopped');

    await bench.useCases.reconcile();

    expect(await record(executionId)).toMatchObject({ status: 'Stopped' });
    expect(await failure(executionId)).toBeUndefined();
  });

  it('mentions nobody where nobody knows the commit: its source may be what failed', async () => {
    const { executionId } = await bench.pipelines.start({ pipeline: 'penguins', requestToken: 't', variables: [] });
    bench.pipelines.built(executionId, 'Checkout', 'c0ffee', 'Failed', 'CodeCommit');
    bench.pipelines.over(executionId, 'Failed');

    await told(executionId);

    expect(await failure(executionId)).toMatchObject({ action: 'Checkout', author: undefined, timesThisWeek: 1 });
  });

  it('looks into nothing that goes on again by now', async () => {
    const executionId = failsInBuild();
    const event = failedEvent(executionId);
    await bench.useCases.retryStage({ policy: bench.policy, caller: ada, executionId, all: true });
    const { actions } = bench.pipelines;
    bench.pipelines.actions = async (...asked) =>
      (await actions.apply(bench.pipelines, asked)).map((row) => ({ ...row, status: 'InProgress' }));

    await bench.useCases.onEvent(event);

    expect(await failure(executionId)).toBeUndefined();
  });

  it('tells what CodePipeline says where CodeBuild does not know the build any more', async () => {
    const { executionId } = bench.pipelines.training('Use flipper length');
    bench.pipelines.says(executionId, 'Build', 'Build terminated with state FAILED');
    const { actions } = bench.pipelines;
    bench.pipelines.actions = async (...asked) =>
      (await actions.apply(bench.pipelines, asked)).map((row) =>
        row.stage === 'Build' ? { ...row, externalId: 'penguins-build:gone' } : row,
      );
    bench.pipelines.fails(executionId);

    await told(executionId);

    expect(await failure(executionId)).toMatchObject({
      ...{ buildId: 'penguins-build:gone', phase: undefined, failingTests: [] },
      lines: ['Build terminated with state FAILED'],
    });
  });

  describe('that fails once more', () => {
    const goesOn = async (executionId: string): Promise<void> => {
      bench.clock.advance(60_000);
      await bench.useCases.retryStage({ policy: bench.policy, caller: ada, executionId, all: false });
      const of = { kind: 'execution', pipeline: 'penguins', executionId, attempt: 2 } as const;
      await bench.useCases.onEvent({ ...of, status: 'InProgress', at: bench.clock.now() });
      bench.clock.advance(60_000);
      failsAgain(executionId);
    };

    it('is counted once, however often it has failed of the same', async () => {
      const executionId = failsInBuild();
      await told(executionId);
      await goesOn(executionId);

      await told(executionId, 2);

      expect(await failure(executionId)).toMatchObject({ attempt: 2, cause: 'data', timesThisWeek: 1 });
    });

    it('is not explained by what a slow process has found of the attempt before', async () => {
      const executionId = failsInBuild();
      const slow = held(bench.builds, 'facts');
      const looking = bench.processOver({ ...bench.ports, builds: slow.port }).onEvent(failedEvent(executionId));
      await slow.reached;
      await goesOn(executionId);
      await bench.executions.update('penguins', executionId, (known) => known && { ...known, status: 'Failed' });

      slow.release();
      await looking;

      expect(await record(executionId)).toMatchObject({ status: 'Failed', attempt: 2 });
      expect(await failure(executionId)).toBeUndefined();
    });
  });

  it('looks once per attempt, and anew at the next', async () => {
    const executionId = failsInBuild();
    await told(executionId);
    const first = await record(executionId);
    bench.logs.write({ group: '/aws/codebuild/penguins-build', stream: first?.failure?.buildId ?? '' }, 'other');
    await told(executionId);
    const repeated = await record(executionId);
    bench.clock.advance(60_000);
    await bench.useCases.retryStage({ policy: bench.policy, caller: ada, executionId, all: false });
    await bench.useCases.onEvent({
      ...{ kind: 'execution', pipeline: 'penguins', executionId, status: 'InProgress', attempt: 2 },
      at: bench.clock.now(),
    });
    bench.clock.advance(60_000);
    failsAgain(executionId, 'AccessDenied');

    await told(executionId, 2);

    expect(repeated?.failure).toEqual(first?.failure);
    expect(await failure(executionId)).toMatchObject({ attempt: 2, cause: 'permission', timesThisWeek: 1 });
  });

  it('tells what is known where the bot may not read the log', async () => {
    bench.logs.failsWith(new AwsRefused('no permission'));
    const executionId = failsInBuild();

    await told(executionId);

    expect(await failure(executionId)).toMatchObject({
      phase: 'BUILD',
      author: 'U0EMMA',
      lines: ['Error while executing command: train --password [redacted] Reason: exit status 1'],
    });
  });

  it('tells which build failed where the bot may not ask about builds', async () => {
    bench.builds.facts = () => Promise.reject(new AwsRefused('no permission'));
    const { executionId } = bench.pipelines.training('Use flipper length');
    bench.pipelines.built(executionId, 'train', 'penguins-build:1', 'Failed');
    bench.pipelines.fails(executionId);

    await told(executionId);

    expect(await failure(executionId)).toMatchObject({ buildId: 'penguins-build:1', lines: [], failingTests: [] });
  });

  it.each([
    ['busy', new AwsThrottled('throttled')],
    ['away', new Error('socket hang up')],
  ])('asks again where AWS is %s, and for no longer than an hour', async (_what, error) => {
    bench.logs.failsWith(error);
    const executionId = failsInBuild();

    const event = await failureOf(told(executionId));
    await bench.useCases.reconcile();
    const early = await record(executionId);
    bench.clock.advance(3_600_001);
    await bench.useCases.reconcile();

    expect(event).toBe(error);
    expect(early).toMatchObject({ status: 'Failed' });
    expect(early?.failure).toBeUndefined();
    expect(bench.problems).toMatchObject([{ what: `failure of ${executionId}`, error }]);
    expect(await failure(executionId)).toMatchObject({ phase: 'BUILD' });
  });

  it('is done by reconcile where no event came, and not for what failed long ago', async () => {
    const { executionId } = bench.pipelines.training('first');
    await bench.useCases.reconcile();
    failsAgain(executionId);
    bench.clock.advance(1_000);
    await bench.useCases.reconcile();
    const old = failsInBuild(LOG, 'old');
    bench.logs.failsWith(new Error('away'));
    await failureOf(told(old));
    bench.clock.advance(25 * 3_600_000);

    await bench.useCases.reconcile();

    expect(await failure(executionId)).toMatchObject({ cause: 'data' });
    expect(await failure(old)).toBeUndefined();
  });
});
