import type { ProductionState } from '../../src/domain/ports/releases';
import { aRelease } from '../support/builders/facts';
import { onEachStore } from './on-each-store';

const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 9, minute));
const ada = { id: 'U0ADA', name: 'Ada', team: 'T0LOCAL' };

onEachStore('Releases', (stores) => {
  it('gives back exactly what was stored, dates and all', async () => {
    const { releases } = stores();
    const release = aRelease({
      pipelineVersion: 3,
      revision: { commitId: 'abc', message: 'Use <b> 🐧' },
      model: { version: '1.4.0', digest: 'sha256:1', packageArn: 'arn:p', imageUri: 'i', evaluationUrl: 'e' },
      metrics: { accuracy: '0.94', __proto__x: '1' },
      approvedBy: [{ by: ada, at: at(1), reason: 'better' }],
      rollback: { how: 'revision', targetId: 'e0' },
      mark: { as: 'bad', by: ada, at: at(9), reason: 'drift', rolledBackBy: 'e2' },
      delivery: {
        trigger: 'code',
        sources: [{ action: 'Checkout', provider: 'CodeCommit', revision: 'abc' }],
        waits: [{ gate: 'Approve/Decide', from: at(0), to: at(1) }],
        commits: { since: 'e0', committedAt: [at(0)], isHeadOnly: true },
      },
      alarm: { name: 'drift', at: at(8) },
    });

    await releases.update('penguins', release.executionId, () => release);

    expect(await releases.get('penguins', release.executionId)).toEqual({ ...release, version: 1 });
    expect(await releases.get('puffins', release.executionId)).toBeUndefined();
  });

  it('lists those of one pipeline by the moment of their release, newest first, at most as many as asked for', async () => {
    const { releases } = stores();
    for (const [executionId, minute] of Object.entries({ first: 1, third: 3, second: 2 })) {
      await releases.update('penguins', executionId, () => aRelease({ executionId, releasedAt: at(minute) }));
    }
    await releases.update('puffins', 'other', () => aRelease({ pipeline: 'puffins', executionId: 'other' }));

    const newest = await releases.newest('penguins', 2);

    expect(newest.map(({ executionId }) => executionId)).toEqual(['third', 'second']);
  });

  it('lists what was released at or after a moment, newest first', async () => {
    const { releases } = stores();
    for (const [executionId, minute] of Object.entries({ first: 1, third: 3, second: 2 })) {
      await releases.update('penguins', executionId, () => aRelease({ executionId, releasedAt: at(minute) }));
    }
    await releases.update('puffins', 'other', () => aRelease({ pipeline: 'puffins', releasedAt: at(3) }));

    const since = await releases.releasedSince('penguins', at(2));

    expect(since.map(({ executionId }) => executionId)).toEqual(['third', 'second']);
    expect(await releases.releasedSince('penguins', at(4))).toEqual([]);
  });

  it('keeps what production serves, and what is being done about it', async () => {
    const { releases } = stores();
    const production: ProductionState = {
      ...{ pipeline: 'penguins', stage: 'Deploy', foundAt: at(0), servesId: 'e1' },
      last: { executionId: 'e2', releasedAt: at(3) },
      rollback: { auditId: 'a', targetId: 'e1', by: ada, since: at(2), executionId: 'e2', retriedBy: 'b' },
    };

    await releases.updateProduction('penguins', () => production);

    expect(await releases.production('penguins')).toEqual(production);
    expect(await releases.production('puffins')).toBeUndefined();
  });

  it('lets exactly one of two claim a rollback', async () => {
    const { releases } = stores();
    const claim = (auditId: string) =>
      releases.updateProduction('penguins', (current) => {
        const known = current ?? { pipeline: 'penguins', stage: 'Deploy' };
        return known.rollback ? known : { ...known, rollback: { auditId, targetId: 'e1', by: ada, since: at(0) } };
      });

    const [one, other] = await Promise.all([claim('one'), claim('other')]);

    expect(one?.rollback?.auditId).toBe(other?.rollback?.auditId);
  });
});
