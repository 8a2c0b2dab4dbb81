import { withMark } from '../../src/domain/releases/mark-release';
import { ADA, aRelease } from '../support/builders/facts';
import { anApprovalPolicy, aPolicy } from '../support/builders/policies';
import { intercepted } from '../support/fakes/intercepted';
import { type UseCaseBench, useCaseBench } from '../support/use-case-bench';

describe('the plan of a rollback', () => {
  let bench: UseCaseBench;
  const ids: Record<string, string> = {};

  beforeEach(async () => {
    bench = useCaseBench();
    for (const name of ['1.0', '1.1', '1.2']) await released(name);
    await bench.useCases.reconcile('start');
  });

  async function released(name: string): Promise<void> {
    ids[name] = (await bench.releasedFromCommit(name, { MODEL_VERSION: name, METRIC_ACCURACY: '0.9' })).executionId;
  }
  const plan = (wanted?: string) => bench.useCases.planRollback(bench.policy, wanted && ids[wanted]);
  async function offered(wanted?: string) {
    const { production, options, suggestedId } = await plan(wanted);
    return {
      production: production?.model.version,
      options: options.map(({ release, how }) => `${release.model.version} ${how}`),
      suggested: options.find(({ release }) => release.executionId === suggestedId)?.release.model.version,
    };
  }
  const mark = (name: string, as: 'bad' | 'good') =>
    bench.releases.update(
      'penguins',
      ids[name] ?? '',
      (known) => known && withMark(known, { as, by: ADA, at: bench.clock.now(), reason: 'drift' }),
    );
  const took = (name: string, ms: number) =>
    bench.releases.update(
      'penguins',
      ids[name] ?? '',
      (known) => known && { ...known, startedAt: new Date(known.releasedAt.getTime() - ms) },
    );
  async function rolledBackTo(name: string): Promise<void> {
    const asked = await bench.asTold(ids[name] ?? '', { requestId: `to ${name}` });
    const result = await bench.useCases.executeRollback(asked);
    bench.clock.advance(1_000);
    if (result.result === 'started') bench.pipelines.deployed(result.executionId);
    await bench.useCases.reconcile();
  }

  it('offers earlier releases, newest first, and suggests the last one', async () => {
    expect(await offered()).toEqual({ production: '1.2', options: ['1.1 stage', '1.0 stage'], suggested: '1.1' });
  });

  it('does not suggest a release that has failed in production', async () => {
    await mark('1.1', 'bad');

    expect((await offered()).suggested).toBe('1.0');
  });

  it('suggests none where all have failed', async () => {
    await mark('1.1', 'bad');
    await mark('1.0', 'bad');

    expect((await offered()).suggested).toBeUndefined();
  });

  it('after going back suggests to go further back, not forward to what failed', async () => {
    await rolledBackTo('1.1');

    expect(await offered()).toEqual({ production: '1.1', options: ['1.2 stage', '1.0 stage'], suggested: '1.0' });
  });

  it('suggests what is from before production, though somebody says that a newer one is good after all', async () => {
    await rolledBackTo('1.1');
    await mark('1.2', 'good');

    expect((await offered()).suggested).toBe('1.0');
  });

  it('offers to go forward again', async () => {
    await rolledBackTo('1.0');
    await mark('1.2', 'good');

    expect(await offered()).toEqual({ production: '1.0', options: ['1.2 stage', '1.1 stage'], suggested: '1.2' });
  });

  it('takes the way that is left after the pipeline was edited', async () => {
    bench.pipelines.edited();
    await released('1.3');

    expect(await offered()).toEqual({
      production: '1.3',
      options: ['1.2 revision', '1.1 revision', '1.0 revision'],
      suggested: '1.2',
    });
  });

  it('takes it in PARALLEL mode, and where the stage is in use', async () => {
    const { approvalId, executionId } = bench.pipelines.trained('1.3');
    bench.pipelines.answeredElsewhere(approvalId, 'approved');

    const { options } = await plan();

    expect(options.map(({ how }) => how)).toEqual(['revision', 'revision']);
    expect(options[0]?.whyNot.stage).toContain(executionId.slice(0, 8));
  });

  it('knows of no way to a release whose commit is lost and whose artifacts are from before an edit', async () => {
    bench.pipelines.edited();
    const commit = (await bench.releases.get('penguins', ids['1.1'] ?? ''))?.revision?.commitId ?? '';
    bench.repositories.lost('penguins', commit);

    const { options, suggestedId } = await plan();

    expect(options.find(({ release }) => release.executionId === ids['1.1'])).toMatchObject({
      ...{ how: undefined, whyNot: { revision: expect.stringContaining('commit') } },
    });
    expect(suggestedId).toBe(ids['1.0']);
  });

  it('asks the repository only about what would have to be built again', async () => {
    const calls: string[] = [];
    const { repositories } = intercepted({ repositories: bench.repositories }, async (what, effect) => {
      calls.push(what);
      return effect();
    });
    const { planRollback } = bench.processOver({ ...bench.ports, repositories });

    await planRollback(bench.policy);
    const before = calls.length;
    bench.pipelines.edited();
    await planRollback(bench.policy);

    expect([before, calls]).toEqual([0, ['repositories.commits']]);
  });

  it('shows ten at most, and among them the one that was asked for', async () => {
    for (let minor = 3; minor <= 14; minor++) await released(`1.${minor}`);

    const { options } = await offered('1.0');

    expect(options).toHaveLength(10);
    expect(options.at(-1)).toBe('1.0 stage');
  });

  it.each(['1.2', '1.1', '1.0'])(
    'offers the same where %s is asked for, which is among them, or what production serves',
    async (name) => {
      expect(await offered(name)).toEqual(await offered());
    },
  );

  it('offers nothing that another stage has released', async () => {
    const elsewhere = aRelease({ executionId: 'e1', stage: 'Shadow', releasedAt: bench.clock.now() });
    await bench.releases.update('penguins', 'e1', () => elsewhere);

    expect((await offered()).options).toEqual(['1.1 stage', '1.0 stage']);
  });

  it('says that one is under way, which keeps others out', async () => {
    await bench.useCases.executeRollback(await bench.asTold(ids['1.0'] ?? ''));

    expect(await plan()).toMatchObject({
      underWay: { by: { id: 'U0ADA' } },
      impossible: 'A rollback is under way: its card shows how it goes.',
    });
  });

  it('has nothing against it, nobody to approve it and no question that waits, where nothing of that is so', async () => {
    await bench.waitingApproval();

    const { impossible, needsApproval, waiting, underWay } = await plan();

    expect({ impossible, needsApproval, waiting, underWay }).toEqual({ needsApproval: false });
  });

  it('says why there is nothing to choose', async () => {
    bench = useCaseBench();
    await released('1.0');

    expect(await plan()).toMatchObject({ options: [], impossible: 'There is no earlier release to go back to.' });
  });

  it('takes for usual what is in the middle, not the weekend that one has waited', async () => {
    await took('1.0', 3_000);
    await took('1.1', 172_800_000);
    await took('1.2', 2_000);

    expect((await plan()).usuallyMs).toBe(3_000);
  });

  it('takes for usual what the last five have taken', async () => {
    for (const name of ['1.3', '1.4', '1.5']) await released(name);
    await plan();
    for (const [index, name] of ['1.0', '1.5', '1.4', '1.3', '1.2', '1.1'].entries()) await took(name, 6_000 - index);

    expect((await plan()).usuallyMs).toBe(5_997);
  });

  it('tells how long a release usually takes, and what the policy makes of it', async () => {
    bench = useCaseBench(aPolicy({ rollback: { approval: anApprovalPolicy(), locksAfterwards: true } }));
    await released('1.0');

    expect(await plan()).toMatchObject({ usuallyMs: 1_000, needsApproval: true, locksAfterwards: true });
  });
});
