import { BadRequest } from '../../src/domain/errors';
import { anExecution } from '../support/builders/facts';
import { onEachStore } from './on-each-store';

onEachStore('Executions', (stores) => {
  it('gives back exactly what was stored, dates and all', async () => {
    const { executions } = stores();
    const execution = anExecution({
      stages: [
        { name: 'Source', status: 'Succeeded', attempt: 1, startedAt: new Date(1_000), endedAt: new Date(2_000) },
      ],
      trigger: { type: 'CloudWatchEvent' },
      failedAction: { stage: 'Build', action: 'train', summary: 'exit 1', url: 'https://example.com' },
      failure: {
        ...{ attempt: 1, stage: 'Build', action: 'train', isDecision: false, buildId: 'b:1', phase: 'BUILD' },
        ...{ lines: ['<b>', ''], failingTests: ['recall'], cause: 'tests', says: 'Tests failed.', author: 'U0ADA' },
        timesThisWeek: 2,
      },
      stopReason: 'wrong labels',
      supersededBy: { executionId: 'e-2', commitId: 'abc' },
      revision: { commitId: 'abc', message: 'Use flipper length – <b>“only”</b> 🐧' },
      repository: 'penguins',
    });

    await executions.update('penguins', execution.executionId, () => execution);

    expect(await executions.get('penguins', execution.executionId)).toEqual({ ...execution, version: 1 });
    expect(await executions.get('puffins', execution.executionId)).toBeUndefined();
  });

  it('returns what is stored, with a version raised by each change', async () => {
    const { executions } = stores();
    const execution = anExecution();
    await executions.update('penguins', execution.executionId, () => execution);

    const saved = await executions.update(
      'penguins',
      execution.executionId,
      (current) => current && { ...current, status: 'Succeeded' },
    );

    expect(saved).toEqual({ ...execution, status: 'Succeeded', version: 2 });
  });

  it('writes nothing where the change returns its argument', async () => {
    const { executions } = stores();
    const execution = anExecution();
    await executions.update('penguins', execution.executionId, () => execution);

    const unchanged = await executions.update('penguins', execution.executionId, (current) => current);
    const absent = await executions.update('penguins', 'nobody', (current) => current);

    expect(unchanged?.version).toBe(1);
    expect(absent).toBeUndefined();
    expect(await executions.get('penguins', 'nobody')).toBeUndefined();
  });

  it('loses no change of twenty that are made at once', async () => {
    const { executions } = stores();
    const execution = anExecution({ stageNames: [] });
    await executions.update('penguins', execution.executionId, () => execution);

    const names = Array.from({ length: 20 }, (_, index) => `stage-${index}`);
    await Promise.all(
      names.map((name) =>
        executions.update(
          'penguins',
          execution.executionId,
          (current) => current && { ...current, stageNames: [...current.stageNames, name] },
        ),
      ),
    );

    const saved = await executions.get('penguins', execution.executionId);
    expect(saved?.stageNames.toSorted()).toEqual(names.toSorted());
    expect(saved?.version).toBe(21);
  });

  it('lets a refusal of the change rise untouched, and stores nothing', async () => {
    const { executions } = stores();
    const refusal = new BadRequest('no');

    const refused = executions.update('penguins', 'e1', () => {
      throw refusal;
    });

    await expect(refused).rejects.toBe(refusal);
    expect(await executions.get('penguins', 'e1')).toBeUndefined();
  });

  it('lists the executions of one pipeline by start, newest first, at most as many as asked for', async () => {
    const { executions } = stores();
    for (const [executionId, minute] of Object.entries({ first: 1, third: 3, second: 2 })) {
      const execution = anExecution({ executionId, startedAt: new Date(minute * 60_000) });
      await executions.update('penguins', executionId, () => execution);
    }
    await executions.update('puffins', 'other', () => anExecution({ pipeline: 'puffins', executionId: 'other' }));

    const newest = await executions.newest('penguins', 2);

    expect(newest.map(({ executionId }) => executionId)).toEqual(['third', 'second']);
  });

  it('lists those in progress apart, until they have ended, and all of them together by their start', async () => {
    const { executions } = stores();
    for (const [executionId, minute] of Object.entries({ first: 1, third: 3, second: 2 })) {
      const execution = anExecution({ executionId, status: 'InProgress', startedAt: new Date(minute * 60_000) });
      await executions.update('penguins', executionId, () => execution);
    }

    await executions.update('penguins', 'second', (current) => current && { ...current, status: 'Succeeded' });
    await executions.update('penguins', 'third', (current) => current && { ...current, status: 'Stopping' });

    const idsOf = (found: { executionId: string }[]) => found.map(({ executionId }) => executionId);
    expect(idsOf(await executions.open('penguins'))).toEqual(['third', 'first']);
    expect(await executions.open('puffins')).toEqual([]);
    expect(idsOf(await executions.newest('penguins', 2))).toEqual(['third', 'second']);
    expect(idsOf(await executions.startedSince('penguins', new Date(0)))).toEqual(['third', 'second', 'first']);
  });

  it('lists those in progress of all pipelines at once, newest first in each, also of names that begin alike', async () => {
    const { executions } = stores();
    const idsOf = (found: { executionId: string }[]) => found.map(({ executionId }) => executionId);
    const names = ['penguins', 'penguins-eu', 'penguins.eu', 'p'];
    for (const pipeline of names) {
      for (const minute of [1, 3, 2]) {
        const executionId = `${pipeline} ${minute}`;
        const execution = anExecution({ pipeline, executionId, startedAt: new Date(minute * 60_000) });
        await executions.update(pipeline, executionId, () => execution);
      }
      await executions.update(pipeline, `${pipeline} 2`, (current) => current && { ...current, status: 'Failed' });
    }

    const everywhere = await executions.openEverywhere();

    expect(everywhere).toHaveLength(2 * names.length);
    for (const pipeline of names) {
      const inOrder = [`${pipeline} 3`, `${pipeline} 1`];
      expect(idsOf(everywhere.filter((execution) => execution.pipeline === pipeline))).toEqual(inOrder);
      expect(idsOf(await executions.open(pipeline))).toEqual(inOrder);
      expect(idsOf(await executions.newest(pipeline, 2))).toEqual([`${pipeline} 3`, `${pipeline} 2`]);
      expect(idsOf(await executions.startedSince(pipeline, new Date(2 * 60_000)))).toEqual([
        `${pipeline} 3`,
        `${pipeline} 2`,
      ]);
    }
  });

  it('lists what started at or after a moment, newest first', async () => {
    const { executions } = stores();
    for (const [executionId, minute] of Object.entries({ first: 1, third: 3, second: 2 })) {
      const execution = anExecution({ executionId, startedAt: new Date(minute * 60_000) });
      await executions.update('penguins', executionId, () => execution);
    }

    const since = await executions.startedSince('penguins', new Date(2 * 60_000));

    expect(since.map(({ executionId }) => executionId)).toEqual(['third', 'second']);
    expect(await executions.startedSince('penguins', new Date(4 * 60_000))).toEqual([]);
  });

  it('lists an execution anew where an earlier start becomes known', async () => {
    const { executions } = stores();
    await executions.update('penguins', 'late', () => anExecution({ executionId: 'late', startedAt: new Date(9_000) }));
    await executions.update('penguins', 'other', () =>
      anExecution({ executionId: 'other', startedAt: new Date(5_000) }),
    );

    await executions.update('penguins', 'late', (current) => current && { ...current, startedAt: new Date(1_000) });

    expect((await executions.newest('penguins', 9)).map(({ executionId }) => executionId)).toEqual(['other', 'late']);
  });
});
