import { randomUUID } from 'node:crypto';
import { attributeExecution } from '../../src/domain/executions/introduce-execution';
import type { ActionExecution } from '../../src/domain/ports/pipelines';
import { aRelease } from '../support/builders/facts';
import { aPolicy } from '../support/builders/policies';
import { intercepted } from '../support/fakes/intercepted';
import { ada, type UseCaseBench, useCaseBench } from '../support/use-case-bench';

let bench: UseCaseBench;

beforeEach(() => {
  bench = useCaseBench();
});

const facts = (name: string) => ({ MODEL_VERSION: name, METRIC_ACCURACY: '0.9' });
const released = (name: string) => bench.released(name, facts(name));

/** An execution that is being deployed. @returns its id */
function deploying(name: string, variables: Record<string, string> = facts(name)): string {
  bench.clock.advance(1_000);
  const { approvalId, executionId } = bench.pipelines.trained(name, variables);
  bench.pipelines.answeredElsewhere(approvalId, 'approved');
  return executionId;
}

function deployed(executionId: string): string {
  bench.clock.advance(1_000);
  bench.pipelines.deployed(executionId);
  return executionId;
}

async function rolledBackTo(targetExecutionId: string): Promise<string> {
  bench.clock.advance(1_000);
  const asked = { pipeline: 'penguins', stage: 'Deploy', targetExecutionId, since: bench.clock.now() };
  return deployed((await bench.pipelines.rollbackStage(asked)).executionId);
}

/** An execution that we have started to bring a release back. */
async function revisionRollback(targetId: string, variables: Record<string, string>): Promise<string> {
  const executionId = deploying('again', variables);
  await attributeExecution(bench, 'penguins', executionId, bench.clock.now(), {
    requestedBy: { id: 'U0ADA', name: 'Ada', team: 'T0LOCAL' },
    rollbackOf: targetId,
  });
  return deployed(executionId);
}

const record = (executionId: string) => bench.useCases.recordRelease(bench.policy, executionId);
const served = async () => (await bench.useCases.productionOf(bench.policy))?.model.version;
const servedNow = async () => (await bench.useCases.productionNow(bench.policy)).production?.model.version;
async function history(size = 9): Promise<string[]> {
  await bench.useCases.productionNow(bench.policy);
  const { releases } = await bench.useCases.listReleases(bench.policy, { from: 0, size });
  return releases.map(({ model, rollback }) => (rollback ? `back to ${model.version}` : `${model.version}`));
}
const calls: string[] = [];
/** A process whose calls to AWS are kept. @param instead what it is told in place of what is so, by the call */
function counting(instead: Record<string, (real: unknown) => unknown> = {}): UseCaseBench['useCases'] {
  calls.length = 0;
  const { pipelines, builds } = intercepted(
    { pipelines: bench.pipelines, builds: bench.builds },
    async (what, effect) => {
      calls.push(what);
      const real = await effect();
      return instead[what]?.(real) ?? real;
    },
  );
  return bench.processOver({ ...bench.ports, pipelines, builds });
}

describe('the release history', () => {
  it('is empty where nothing was released', async () => {
    bench.pipelines.trained('waits');

    expect(await servedNow()).toBeUndefined();
    expect(await history()).toEqual([]);
  });

  it('holds what succeeded in the deploy stage, newest first', async () => {
    await released('1.0');
    await released('1.1');
    await released('1.2');
    bench.pipelines.trained('waits');

    expect(await history()).toEqual(['1.2', '1.1', '1.0']);
    expect(await history(2)).toEqual(['1.2', '1.1']);
    expect(await served()).toBe('1.2');
  });

  it('knows metrics, commit, time and structure version of each release', async () => {
    const { executionId } = await released('1.0');

    const { production, stage, succeededIds } = await bench.useCases.productionNow(bench.policy);

    expect(stage).toBe('Deploy');
    expect(succeededIds).toEqual(new Set([executionId]));
    expect(production).toMatchObject({
      metrics: { accuracy: '0.9' },
      revision: { message: '1.0' },
      releasedAt: bench.clock.now(),
      pipelineVersion: 1,
    });
  });

  it('counts the stage that the configuration names', async () => {
    bench = useCaseBench(aPolicy({ deployStage: 'Build' }));
    bench.pipelines.trained('built but waiting', { MODEL_VERSION: '1.0' });

    expect(await history()).toEqual(['1.0']);
  });

  it('shows rollbacks as what they are, and serves what they restored until the next release', async () => {
    const { executionId } = await released('1.0');
    const { executionId: latest } = await released('1.1');

    const rollback = await rolledBackTo(executionId);
    const restored = await servedNow();

    expect(restored).toBe('1.0');
    expect(await bench.useCases.productionNow(bench.policy)).toMatchObject({
      production: { executionId, servedSince: bench.clock.now() },
      succeededIds: new Set([executionId, latest]),
    });
    expect(await history()).toEqual(['back to 1.0', '1.1', '1.0']);
    expect(await bench.releases.get('penguins', rollback)).toMatchObject({
      rollback: { how: 'stage', targetId: executionId },
      metrics: { accuracy: '0.9' },
    });
    await released('1.2');
    expect(await servedNow()).toBe('1.2');
  });

  it('names what each rollback was to restore, however old that is, and by its execution where nothing else is known', async () => {
    const { executionId } = await released('1.0');
    await rolledBackTo(executionId);
    await servedNow();
    const at = bench.clock.now();
    const back = (id: string, targetId: string) =>
      bench.releases.update('penguins', id, () =>
        aRelease({ executionId: id, releasedAt: at, rollback: { how: 'stage', targetId } }),
      );
    await back('r1', 'forgotten-since');
    await back('r2', 'of-another-time');
    await bench.releases.update('penguins', 'of-another-time', () =>
      aRelease({ stage: 'Shadow', model: { version: '0.9' } }),
    );

    const { restored, total } = await bench.useCases.listReleases(bench.policy, { from: 0, size: 9 });

    expect(total).toBe(4);
    expect(Object.fromEntries(restored)).toEqual({
      ...{ [executionId]: '1.0', 'forgotten-since': 'forgotte', 'of-another-time': '0.9' },
    });
  });

  it('serves a rollback itself where CodePipeline had forgotten what it restored', async () => {
    await released('1.0');
    await servedNow();
    const rollback = aRelease({ executionId: 'r1', rollback: { how: 'stage', targetId: 'forgotten' } });
    await bench.releases.update('penguins', 'r1', () => rollback);
    await bench.releases.updateProduction(
      'penguins',
      (known) =>
        known && { ...known, servesId: 'forgotten', last: { executionId: 'r1', releasedAt: rollback.releasedAt } },
    );

    expect(await bench.useCases.productionOf(bench.policy)).toMatchObject({
      ...{ executionId: 'r1', servedSince: rollback.releasedAt },
    });
  });

  it('lets one roll forward again after a rollback', async () => {
    const { executionId: first } = await released('1.0');
    const { executionId: second } = await released('1.1');
    await rolledBackTo(first);

    await rolledBackTo(second);

    expect(await servedNow()).toBe('1.1');
    expect(await history()).toEqual(['back to 1.1', 'back to 1.0', '1.1', '1.0']);
  });

  it('knows a rollback that CodePipeline began by itself', async () => {
    const { executionId } = await released('1.0');
    await released('1.1');

    deployed(bench.pipelines.rollsBackByItself(executionId).executionId);

    expect(await servedNow()).toBe('1.0');
  });

  it('still knows production after the pipeline was edited, and that CodePipeline cannot restore it', async () => {
    await released('1.0');
    await released('1.1');

    bench.pipelines.edited();

    expect(await bench.useCases.productionNow(bench.policy)).toMatchObject({
      production: { model: { version: '1.1' } },
      succeededIds: new Set(),
    });
    await released('1.2');
    expect(await history()).toEqual(['1.2', '1.1', '1.0']);
  });
});

describe('putting a release on record', () => {
  it('tells who let it into production outside Slack', async () => {
    const { executionId } = await released('1.0');

    expect(await record(executionId)).toMatchObject({
      approvedBy: [{ by: { id: 'arn:aws:iam::123456789012:user/console', name: 'console', team: 'aws' } }],
    });
  });

  it('tells who approved it in Slack, and why', async () => {
    const { approvalId, evidenceHash, executionId } = await bench.waitingApproval();
    await bench.useCases.decideApproval({
      ...{ approvalId, evidenceHash, decision: 'approved', caller: ada, reason: 'looks fine' },
    });
    deployed(executionId);

    expect((await record(executionId))?.approvedBy).toMatchObject([{ by: { id: 'U0ADA' }, reason: 'looks fine' }]);
  });

  it('happens once, however often it is asked for, and keeps what people have said of it', async () => {
    const { executionId } = await released('1.0');
    const first = await record(executionId);
    const mark = { as: 'bad' as const, by: { id: 'U0ADA', name: 'Ada', team: 'T0LOCAL' }, reason: 'drift' };
    await bench.releases.update(
      'penguins',
      executionId,
      (current) => current && { ...current, mark: { ...mark, at: bench.clock.now() } },
    );

    const again = await record(executionId);
    const production = await bench.releases.production('penguins');
    await record(executionId);

    expect(first?.version).toBe(1);
    expect(again).toMatchObject({ version: 2, mark: { as: 'bad' } });
    expect(await bench.releases.production('penguins')).toEqual(production);
  });

  it('does nothing for an execution that has not succeeded in the deploy stage', async () => {
    const { executionId } = bench.pipelines.trained('waits');

    expect(await record(executionId)).toBeUndefined();
    expect(await record(deploying('1.0'))).toBeUndefined();
    expect(await record('unknown')).toBeUndefined();
    expect(await bench.releases.production('penguins')).toBeUndefined();
  });

  it('leaves production as it is where an earlier release is told late', async () => {
    const [first, second] = [deployed(deploying('1.0')), deployed(deploying('1.1'))];

    await record(second);
    await record(first);

    expect(await served()).toBe('1.1');
  });

  it('serves what ended last where executions of a parallel pipeline overtake each other', async () => {
    bench.pipelines.edited({ executionMode: 'PARALLEL' });
    const [slow, quick] = [deploying('slow'), deploying('quick')];
    await record(deployed(quick));
    await record(deployed(slow));

    expect(await served()).toBe('slow');
    expect(await history()).toEqual(['slow', 'quick']);
  });

  it('takes the time of the attempt that succeeded where the stage was retried', async () => {
    const executionId = deploying('1.0');
    bench.pipelines.fails(executionId);
    const failed = await record(executionId);
    bench.clock.advance(60_000);
    const where = { pipeline: 'penguins', stage: 'Deploy', executionId, after: bench.clock.now() };
    await bench.pipelines.retryStage({ ...where, mode: 'failed' });
    deployed(executionId);

    expect(failed).toBeUndefined();
    expect(await record(executionId)).toMatchObject({ releasedAt: bench.clock.now() });
  });

  it('counts an execution that failed after the deploy stage', async () => {
    bench = useCaseBench(aPolicy({ deployStage: 'Build' }));
    const { approvalId, executionId } = bench.pipelines.trained('1.0', facts('1.0'));
    bench.clock.advance(1_000);
    bench.pipelines.answeredElsewhere(approvalId, 'rejected');

    // Who has rejected it since has not let it in.
    expect(await record(executionId)).toMatchObject({ model: { version: '1.0' }, approvedBy: [] });
    expect(await served()).toBe('1.0');
  });

  it('believes an event that is ahead of what CodePipeline lists', async () => {
    const executionId = deploying('1.0');

    await bench.useCases.recordRelease(bench.policy, executionId, { succeededAt: bench.clock.now() });

    expect(await served()).toBe('1.0');
  });

  it('is finished by whoever comes next where a process died half way', async () => {
    await record((await released('1.0')).executionId);
    const { executionId } = await released('1.1');
    for (let life = 1; life < 12; life += 1) {
      await bench
        .mortal(life)
        .useCases.recordRelease(bench.policy, executionId)
        .catch(() => undefined);
      expect(await bench.useCases.productionNow(bench.policy)).toMatchObject({ production: { executionId } });
    }
  });

  it('believes the list of what has succeeded where the list of actions is behind', async () => {
    const executionId = deploying('1.0');
    deployed(executionId);
    const behind = (rows: unknown) => (rows as ActionExecution[]).filter(({ stage }) => stage !== 'Deploy');
    await bench.releases.updateProduction('penguins', () => ({
      pipeline: 'penguins',
      stage: 'Deploy',
      foundAt: new Date(0),
    }));

    const { production } = await counting({ 'pipelines.actions': behind }).productionNow(bench.policy);

    expect(production).toMatchObject({ executionId, releasedAt: bench.clock.now() });
  });

  it.each([
    ['is told of by itself', record, async () => undefined],
    ['is found in the history', async () => undefined, served],
  ])('compares it with the release before, which no rollback is: it %s', async (_what, told, found) => {
    const commits = [randomUUID(), randomUUID()];
    const of = async (name: string, commit = 0) => {
      const executionId = deploying(name);
      bench.pipelines.checkedOut(executionId, { commitId: commits[commit] ?? '' });
      await told(deployed(executionId));
      return executionId;
    };
    const first = await of('1.0');
    const second = await of('1.1', 1);
    await told(await rolledBackTo(first));

    // Nothing is new since the second one, whatever the rollback has restored meanwhile.
    const third = await of('1.2', 1);
    await found();

    const triggerOf = async (id: string) => (await bench.releases.get('penguins', id))?.delivery?.trigger;
    expect([await triggerOf(first), await triggerOf(second), await triggerOf(third)]).toEqual([
      'manual',
      'code',
      'manual',
    ]);
  });

  it('compares it with no release that came after it, nor with one of another stage', async () => {
    const [first, second] = [deployed(deploying('1.0')), deployed(deploying('1.1'))];
    await bench.releases.update('penguins', 'e1', () => aRelease({ executionId: 'e1', stage: 'Shadow' }));
    await record(second);

    expect((await record(first))?.delivery).toMatchObject({ trigger: 'manual' });
  });

  describe('of a rollback that ran the whole pipeline again', () => {
    it.each([
      ['what it was to restore, where the model is the same to the byte', 'sha256:1', 'sha256:1', 'target'],
      ['itself where another model came of it', 'sha256:1', 'sha256:2', 'rollback'],
      ['itself where the restored release named no digest', undefined, 'sha256:1', 'rollback'],
      ['itself where it names no digest', 'sha256:1', undefined, 'rollback'],
      ['itself where neither names one', undefined, undefined, 'rollback'],
    ])('has production serve %s', async (_what, before, now, expected) => {
      const model = (digest: string | undefined) => ({ ...(digest && { MODEL_DIGEST: digest }) });
      const target = deployed(deploying('1.0', model(before)));
      await released('1.1');

      const rollback = await revisionRollback(target, model(now));
      await record(rollback);

      expect(await bench.releases.production('penguins')).toMatchObject({
        last: { executionId: rollback },
        servesId: expected === 'target' ? target : rollback,
      });
    });

    it('is put right where it is told only afterwards that it was one', async () => {
      const target = deployed(deploying('1.0', { MODEL_DIGEST: 'sha256:1' }));
      await released('1.1');
      const rollback = deployed(deploying('again', { MODEL_DIGEST: 'sha256:1' }));
      await record(rollback);
      const before = await bench.releases.production('penguins');

      await attributeExecution(bench, 'penguins', rollback, bench.clock.now(), { rollbackOf: target });
      await record(rollback);

      expect(before?.servesId).toBe(rollback);
      expect((await bench.releases.production('penguins'))?.servesId).toBe(target);
      expect((await bench.releases.get('penguins', rollback))?.rollback).toEqual({ how: 'revision', targetId: target });
    });
  });
});

describe('a history that is older than the record', () => {
  it('is looked for once, by whoever asks first', async () => {
    await released('1.0');
    bench.pipelines.edited();
    await released('1.1');
    const useCases = counting();

    expect(await useCases.productionOf(bench.policy)).toMatchObject({ model: { version: '1.1' } });
    expect(calls.toSorted()).toEqual(['pipelines.actionHistory', 'pipelines.recentExecutions', 'pipelines.structure']);
    calls.length = 0;
    await useCases.productionOf(bench.policy);
    expect((await useCases.listReleases(bench.policy, { from: 0, size: 9 })).total).toBe(2);
    expect(calls).toEqual([]);
  });

  it('is told by the rows of actions alone where rollbacks are in it, which read no source', async () => {
    const { executionId } = await released('1.0');
    await rolledBackTo(executionId);

    await counting().productionOf(bench.policy);

    expect(calls).toHaveLength(3);
    expect(await served()).toBe('1.0');
  });

  it('is asked for one by one where executions are older than the newest page: the newest twenty', async () => {
    for (let minor = 1; minor <= 22; minor++) {
      await released(`1.${minor}`);
      bench.pipelines.failed('did not get that far');
    }

    await counting({ 'pipelines.recentExecutions': () => [] }).productionOf(bench.policy);

    expect(calls.filter((call) => call === 'pipelines.execution')).toHaveLength(20);
    const { releases } = await bench.useCases.listReleases(bench.policy, { from: 0, size: 99 });
    expect([releases.length, releases.at(-1)?.model.version]).toEqual([20, '1.3']);
  });

  it('is asked for again where the rows of an execution are cut off before its source and its build', async () => {
    await released('1.0');
    await released('1.1');
    const cut = (rows: unknown) =>
      new Map(
        [...(rows as Map<string, ActionExecution[]>)].map(([id, own], index) => [
          id,
          index === 1 ? own.filter(({ stage }) => stage === 'Deploy') : own,
        ]),
      );

    await counting({ 'pipelines.actionHistory': cut }).productionOf(bench.policy);

    expect(calls.filter((call) => call === 'pipelines.actions')).toHaveLength(1);
    expect(await history()).toEqual(['1.1', '1.0']);
  });

  it('is looked for at the start of a process', async () => {
    const { executionId } = await released('1.0');
    await rolledBackTo(executionId);
    await released('1.1');

    await bench.useCases.reconcile('start');

    expect((await bench.releases.newest('penguins', 9)).map(({ rollback }) => rollback?.how)).toEqual([
      undefined,
      'stage',
      undefined,
    ]);
    expect(await bench.releases.production('penguins')).toMatchObject({ foundAt: bench.clock.now() });
    await counting().reconcile('start');
    expect(calls).not.toContain('pipelines.actionHistory');
  });

  it('is looked for anew where the configuration names another stage', async () => {
    await released('1.0');
    await served();
    bench.clock.advance(1_000);
    bench.pipelines.trained('1.1', facts('1.1'));
    const policy = { ...bench.policy, deployStage: 'Build' };

    const production = await bench.useCases.productionOf(policy);

    expect(production).toMatchObject({ stage: 'Build', model: { version: '1.1' } });
    expect(await bench.useCases.listReleases(policy, { from: 0, size: 9 })).toMatchObject({ total: 2 });
  });

  it('costs one call at a decision where nothing is new', async () => {
    bench = useCaseBench(aPolicy({ deployStage: 'Deploy' }));
    await released('1.0');
    await servedNow();
    const useCases = counting();

    await useCases.productionNow(bench.policy);

    expect(calls).toEqual(['pipelines.succeededIn']);
  });

  it('costs no more where executions go on behind their deploy stage', async () => {
    bench = useCaseBench(aPolicy({ deployStage: 'Build' }));
    const [first] = [bench.pipelines.trained('1.0'), bench.clock.advance(1_000), bench.pipelines.trained('1.1')];
    await servedNow();
    bench.clock.advance(1_000);
    bench.pipelines.answeredElsewhere(first.approvalId, 'rejected');

    await counting().productionNow(bench.policy);

    expect(calls).toEqual(['pipelines.succeededIn']);
  });
});
