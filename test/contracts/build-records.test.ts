import { ADA, aBuild } from '../support/builders/facts';
import { onEachStore } from './on-each-store';

onEachStore('BuildRecords', (stores) => {
  it('gives back exactly what was stored, dates and all', async () => {
    const { buildRecords } = stores();
    const build = aBuild({
      ...{ number: 12, status: 'Failed', endedAt: new Date(9_000), initiator: 'pia', requestId: 'audit-1' },
      ...{ sourceVersion: 'main', commitId: 'abc', repository: 'penguins', branch: 'main', variables: ['ROWS'] },
      phases: [
        { name: 'QUEUED', startedAt: new Date(1_000), status: 'Succeeded', durationMs: 0 },
        { name: 'BUILD', startedAt: new Date(2_000), status: 'Failed', durationMs: 7_000, context: '<b> 🐧' },
      ],
      log: { group: '/aws/codebuild/penguins-build', stream: 'uuid', url: 'https://example.com/log' },
      revision: { commitId: 'abc', message: 'Use flipper length' },
      requestedBy: ADA,
    });

    await buildRecords.update(build.buildId, () => build);

    expect(await buildRecords.get(build.buildId)).toEqual({ ...build, version: 1 });
    expect(await buildRecords.get('penguins-build:nobody')).toBeUndefined();
  });

  it('raises the version at each change, and writes nothing where there is none', async () => {
    const { buildRecords } = stores();
    const build = aBuild();
    await buildRecords.update(build.buildId, () => build);

    const changed = await buildRecords.update(build.buildId, (known) => known && { ...known, status: 'Stopped' });
    const same = await buildRecords.update(build.buildId, (known) => known);

    expect([changed?.version, same?.version]).toEqual([2, 2]);
  });

  it('lists the builds of one project by start, newest first, at most as many as asked for', async () => {
    const { buildRecords } = stores();
    for (const [buildId, minute] of Object.entries({ first: 1, third: 3, second: 2 })) {
      await buildRecords.update(buildId, () => aBuild({ buildId, startedAt: new Date(minute * 60_000) }));
    }
    await buildRecords.update('other', () => aBuild({ buildId: 'other', project: 'penguins-test' }));

    const newest = await buildRecords.newest('penguins-build', 2);

    expect(newest.map(({ buildId }) => buildId)).toEqual(['third', 'second']);
  });
});
