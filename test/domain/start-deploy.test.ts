import { executionCardKey } from '../../src/domain/cards';
import { AwsRefused } from '../../src/domain/errors';
import type { Leases } from '../../src/domain/ports/leases';
import { aPolicy } from '../support/builders/policies';
import { held } from '../support/fakes/held';
import { ada, bea, failureOf, type UseCaseBench, useCaseBench } from '../support/use-case-bench';

const TIP = 'c'.repeat(40);

describe('starting a deploy', () => {
  let bench: UseCaseBench;

  beforeEach(() => {
    bench = useCaseBench();
    bench.repositories.pushed('penguins', 'flippers', {
      commitId: TIP,
      message: 'Use flipper length',
      authorName: 'Emma',
      authorEmail: 'emma@example.com',
      authoredAt: bench.clock.now(),
    });
  });

  const deploy = (rest: { commit?: string; branch?: string; variables?: Record<string, string> } = {}) =>
    bench.useCases.startDeploy({ policy: bench.policy, caller: ada, variables: {}, ...rest });
  const begun = () => bench.pipelines.recentExecutions('penguins', 9);

  it('starts what the pipeline’s source holds where nothing is named', async () => {
    const { executionId, commitId } = await deploy({ variables: { DATASET: '10' } });

    expect(commitId).toBeUndefined();
    expect(bench.pipelines.starts).toMatchObject([{ variables: [{ name: 'DATASET', value: '10' }] }]);
    expect(bench.pipelines.starts[0]?.revision).toBeUndefined();
    expect(await bench.executions.get('penguins', executionId)).toMatchObject({ requestedBy: { id: 'U0ADA' } });
    expect(bench.wall.picture(executionCardKey('penguins', executionId))).toMatchObject({ executionId });
  });

  it.each([
    ['the tip of a branch', { branch: 'flippers' }],
    ['a commit', { commit: TIP }],
  ])('pins %s', async (_what, what) => {
    const { commitId } = await deploy(what);

    expect(commitId).toBe(TIP);
    expect(bench.pipelines.starts).toMatchObject([{ revision: { sourceAction: 'Checkout', commitId: TIP } }]);
    expect(bench.trail()[0]?.request).toMatchObject({ commitId: TIP, sourceAction: 'Checkout' });
  });

  it.each([
    ['a branch', { branch: 'nowhere' }],
    ['a commit', { commit: 'd'.repeat(40) }],
  ])('starts nothing, and intends nothing, for %s that is not there', async (_what, what) => {
    await expect(deploy(what)).rejects.toMatchObject({ code: 'bad_request' });

    expect(bench.pipelines.starts).toEqual([]);
    expect(bench.trail()).toEqual([]);
  });

  it('pins nothing where there are several sources, and says so', async () => {
    bench.pipelines.takesAlso('Data', 'S3');
    bench.repositories.pushed('penguins', 'main', { commitId: TIP });

    await expect(deploy({ commit: TIP })).rejects.toMatchObject({
      userMessage:
        'penguins has 2 source actions, so one revision cannot be pinned. Deploy it without --commit or --branch.',
    });
    expect(bench.pipelines.starts).toEqual([]);
    expect((await deploy()).commitId).toBeUndefined();
  });

  describe('of a pipeline whose source the bot cannot read', () => {
    beforeEach(() => {
      const { structure } = bench.pipelines;
      bench.pipelines.structure = async (pipeline) => {
        const told = await structure.call(bench.pipelines, pipeline);
        const sources = [{ name: 'Checkout', category: 'Source', provider: 'CodeStarSourceConnection' }];
        return {
          ...told,
          stages: told.stages.map((stage) => (stage.name === 'Source' ? { ...stage, actions: sources } : stage)),
        };
      };
    });

    it('takes a commit for what it is', async () => {
      expect(await deploy({ commit: 'd'.repeat(40) })).toMatchObject({ commitId: 'd'.repeat(40) });
    });

    it('knows no branch of it', async () => {
      await expect(deploy({ branch: 'flippers' })).rejects.toMatchObject({
        userMessage:
          'The source of penguins cannot be read from here, so a branch has no commit. Name the commit: --commit SHA.',
      });
      expect(bench.pipelines.starts).toEqual([]);
    });
  });

  it.each([
    ['a variable that is not declared', { DATASETS: '1' }, 'penguins has no variable DATASETS. It declares DATASET.'],
    [
      'a value that looks like a secret',
      { DATASET: `ghp_${'a1'.repeat(18)}` },
      'The value of DATASET looks like a secret, and everyone who may look could read it: keep it in Secrets Manager.',
    ],
    ['a name of the prototype', { constructor: '1' }, 'penguins has no variable constructor. It declares DATASET.'],
  ])('starts nothing for %s', async (_what, variables, said) => {
    await expect(deploy({ variables })).rejects.toMatchObject({ userMessage: said });

    expect(bench.pipelines.starts).toEqual([]);
  });

  it('asks for a variable that has no default', async () => {
    bench.pipelines.declares([{ name: 'DATA', hasDefault: false }]);

    await expect(deploy()).rejects.toMatchObject({ userMessage: 'penguins needs a value for DATA: --var DATA=…' });
    await deploy({ variables: { DATA: 's3' } });

    expect(bench.pipelines.starts).toHaveLength(1);
  });

  describe('of a commit by its beginning', () => {
    it('finds it among the last executions', async () => {
      await deploy({ commit: TIP });
      bench.repositories.pushed('penguins', 'other', { commitId: 'd'.repeat(40) });
      await deploy({ branch: 'other' });
      bench.clock.advance(60_000);

      const { commitId } = await deploy({ commit: TIP.slice(0, 7) });

      expect(commitId).toBe(TIP);
    });

    it('asks for the whole id where none or several begin like it', async () => {
      const other = `${TIP.slice(0, 8)}${'d'.repeat(32)}`;
      bench.repositories.pushed('penguins', 'other', {
        commitId: other,
        message: 'Other',
        authorName: 'Emma',
        authorEmail: 'emma@example.com',
        authoredAt: bench.clock.now(),
      });

      await expect(deploy({ commit: 'ccccccc' })).rejects.toMatchObject({
        userMessage: expect.stringContaining('None of the last executions of penguins has a commit that begins'),
      });
      await deploy({ commit: TIP });
      await deploy({ commit: other });
      await expect(deploy({ commit: 'ccccccc' })).rejects.toMatchObject({
        userMessage: expect.stringContaining('Several commits begin with ccccccc'),
      });
      expect(bench.pipelines.starts).toHaveLength(2);
    });
  });

  describe('that somebody else asks for at the same time', () => {
    const deployAs = (caller: typeof ada, rest = {}) =>
      bench.useCases.startDeploy({ policy: bench.policy, caller, variables: {}, ...rest });

    it('is started once, and the second person is told who was first', async () => {
      const results = await Promise.allSettled([deployAs(ada, { branch: 'flippers' }), deployAs(bea, { commit: TIP })]);

      expect(bench.pipelines.starts).toHaveLength(1);
      expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      const [first] = bench.trail();
      expect(results.find(({ status }) => status === 'rejected')).toMatchObject({
        reason: { code: 'same_deploy_under_way', people: [first?.actor.id] },
      });
      expect(bench.trailWords().sort()).toEqual([
        'pipeline.deploy done',
        'pipeline.deploy intended',
        'pipeline.deploy intended',
        'pipeline.deploy refused',
      ]);
    });

    it('is another wish with other variables, another commit, or ten seconds later', async () => {
      await deployAs(ada, { commit: TIP });
      await deployAs(ada);
      await deployAs(bea, { commit: TIP, variables: { DATASET: '20' } });
      bench.clock.advance(10_000);
      await deployAs(bea, { commit: TIP });

      expect(bench.pipelines.starts).toHaveLength(4);
    });

    it('is another wish once its branch has moved', async () => {
      const pushed = (commitId: string) => bench.repositories.pushed('penguins', 'main', { commitId });
      pushed('d'.repeat(40));
      await deployAs(ada);
      expect(await failureOf(deployAs(bea))).toMatchObject({ code: 'same_deploy_under_way' });
      pushed('e'.repeat(40));

      expect(await deployAs(bea)).toMatchObject({ commitId: 'e'.repeat(40) });

      expect(bench.pipelines.starts.map(({ revision }) => revision)).toEqual([undefined, undefined]);
    });

    it('is not asked for again while nobody knows whether it was started', async () => {
      bench.pipelines.failNext('start', 'after');
      await failureOf(deployAs(ada));

      expect(await failureOf(deployAs(bea))).toMatchObject({ code: 'same_deploy_under_way', people: ['U0ADA'] });
      expect(bench.pipelines.starts).toHaveLength(1);
    });

    it('hears of a lock that has come in between, and not that it was asked for a moment ago', async () => {
      await deployAs(ada, { commit: TIP });
      await bench.useCases.lockPipeline({ policy: bench.policy, caller: ada, reason: 'labels are wrong' });

      expect(await failureOf(deployAs(ada, { commit: TIP }))).toMatchObject({ code: 'pipeline_locked' });
      expect(await failureOf(deployAs(bea, { commit: TIP }))).toMatchObject({ code: 'pipeline_locked' });
      expect(bench.pipelines.starts).toHaveLength(1);
    });

    it('may be asked for again at once where AWS refused it', async () => {
      bench.pipelines.failNext('start', 'before', new AwsRefused('too many executions'));
      await failureOf(deployAs(ada, { commit: TIP }));

      await deployAs(bea, { commit: TIP });

      expect(bench.trailWords().at(-1)).toBe('pipeline.deploy done');
    });
  });

  it('records what was asked for and which execution came of it', async () => {
    const { executionId } = await deploy({ branch: 'flippers' });

    const [intended, done] = bench.trail();
    expect(intended).toMatchObject({
      phase: 'intended',
      action: 'pipeline.deploy',
      target: 'penguins',
      request: { branch: 'flippers', commitId: TIP },
    });
    expect(done).toMatchObject({
      phase: 'done',
      auditId: intended?.auditId,
      outcome: { executionId },
      awsRequestId: expect.any(String),
    });
  });

  it('is resumed with the same request token, so that one execution comes of it', async () => {
    bench.pipelines.failNext('start', 'after');
    await failureOf(deploy({ branch: 'flippers' }));

    await bench.afterTheLease();

    const tokens = bench.pipelines.starts.map(({ requestToken }) => requestToken);
    expect(tokens).toEqual([bench.trail()[0]?.auditId, bench.trail()[0]?.auditId]);
    expect(bench.pipelines.starts[1]).toEqual(bench.pipelines.starts[0]);
    expect(await begun()).toHaveLength(1);
    expect(bench.trailWords()).toEqual(['pipeline.deploy intended', 'pipeline.deploy done']);
  });

  it('is not sent any more by a process that wakes after another has refused it for a lock', async () => {
    const slow = held(bench.leases, 'acquire');
    // Let through it was, before the lock; what takes so long is to write that down.
    const acquire: Leases['acquire'] = (key, ...rest) =>
      (key.startsWith('deploy-let-through') ? slow.port : bench.leases).acquire(key, ...rest);
    const sleeper = bench.processOver({ ...bench.ports, leases: { ...bench.leases, acquire } });
    const sleeping = failureOf(sleeper.startDeploy({ policy: bench.policy, caller: ada, variables: {} }));
    await slow.reached;
    await bench.useCases.lockPipeline({ policy: bench.policy, caller: ada, reason: 'labels are wrong' });
    await bench.afterTheLease();

    slow.release();

    expect(await sleeping).toMatchObject({ message: expect.stringContaining('took too long') });
    expect(bench.pipelines.starts).toEqual([]);
    expect(bench.trailWords().at(-1)).toBe('pipeline.deploy refused');
  });

  it('says on the card who asked, though events have told of the execution before', async () => {
    const slow = held(bench.executions, 'get');
    const { startDeploy } = bench.processOver({ ...bench.ports, executions: slow.port });
    const deploying = startDeploy({ policy: bench.policy, caller: ada, variables: {} });
    await slow.reached;
    const [execution] = await begun();
    const executionId = execution?.executionId ?? '';

    await bench.useCases.onEvent({
      kind: 'stage',
      pipeline: 'penguins',
      executionId,
      attempt: 1,
      at: bench.clock.now(),
      stage: 'Source',
      status: 'InProgress',
    });
    slow.release();
    await deploying;

    expect(bench.wall.picture(executionCardKey('penguins', executionId))).toMatchObject({
      requestedBy: { id: 'U0ADA' },
      stages: [{ name: 'Source' }],
    });
  });

  it('passes on what AWS refuses, and records it', async () => {
    bench.pipelines.failNext('start', 'before', new AwsRefused('too many executions'));

    await expect(deploy()).rejects.toMatchObject({ code: 'aws_refused' });

    expect(bench.trailWords()).toEqual(['pipeline.deploy intended', 'pipeline.deploy refused']);
    expect(await bench.unfinished()).toEqual([]);
  });

  it('is not begun where the source cannot be asked, for no reason that AWS gives', async () => {
    bench.repositories.branchTip = () => Promise.reject(new Error('socket hang up'));

    await expect(deploy()).rejects.toThrow('socket hang up');
    expect(bench.trail()).toEqual([]);
  });

  it('is for operators only, and on record as refused to others', async () => {
    bench = useCaseBench(
      aPolicy({ roles: { viewer: 'everyone', operator: ['U0ADA'], approver: 'everyone', admin: [] } }),
    );

    const refused = bench.useCases.startDeploy({ policy: bench.policy, caller: bea, variables: {} });

    await expect(refused).rejects.toMatchObject({ code: 'not_allowed', people: ['U0ADA'] });
    expect(bench.pipelines.starts).toEqual([]);
    expect(bench.trailWords()).toEqual(['refused.deploy refused']);
  });
});
