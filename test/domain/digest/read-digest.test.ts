import { isQuiet } from '../../../src/domain/digest/digest';
import { readDigest } from '../../../src/domain/digest/read-digest';
import { AwsRefused } from '../../../src/domain/errors';
import type { ProductionOf } from '../../../src/domain/releases/production';
import { aGateResult } from '../../support/builders/approval-views';
import { anEntry, anExecution, aRelease } from '../../support/builders/facts';
import { aPolicy, aPolicyAsking, aProject } from '../../support/builders/policies';
import { fakeApprovals } from '../../support/fakes/fake-approvals';
import { fakeAuditLog } from '../../support/fakes/fake-audit-log';
import { fakeExecutions } from '../../support/fakes/fake-executions';
import { fakeReleases } from '../../support/fakes/fake-releases';

const DAY_MS = 86_400_000;
/** Berlin: the whole of 28 November 2026. */
const PERIOD = { from: new Date('2026-11-27T23:00:00Z'), to: new Date('2026-11-28T23:00:00Z') };
const ago = (days: number, hours = 12) => new Date(PERIOD.to.getTime() - days * DAY_MS + hours * 3_600_000);

describe('what a digest tells', () => {
  function bench(productionOf: ProductionOf = async () => undefined) {
    const stores = {
      ...{ executions: fakeExecutions(), approvals: fakeApprovals() },
      ...{ releases: fakeReleases(), audit: fakeAuditLog() },
    };
    const read = readDigest({ ...stores, productionOf, countFailedDeployments: true });
    return {
      ...stores,
      digest: (pipelines = [aPolicy()], others = [aProject()]) =>
        read({ pipelines, others, period: PERIOD, timeZone: 'Europe/Berlin' }),
      async released(executionId: string, releasedAt: Date, rest: object = {}) {
        const release = aRelease({ executionId, releasedAt, startedAt: releasedAt, ...rest });
        await stores.releases.update('penguins', executionId, () => release);
        await stores.releases.updateProduction('penguins', () => ({ pipeline: 'penguins', stage: 'Deploy' }));
      },
    };
  }

  it('counts the day in the period, 28 days in one window, and the 28 before in the other', async () => {
    const { digest, released } = bench();
    await released('yesterday', ago(1));
    await released('first-of-28', ago(28, 0));
    await released('last-of-those-before', new Date(ago(28, 0).getTime() - 1));
    // Clocks were still an hour ahead: that day began at 22:00 UTC.
    await released('first-of-those-before', new Date('2026-10-03T22:00:00Z'));
    await released('older', new Date('2026-10-03T21:59:59.999Z'));

    const { pipelines, days } = await digest();

    expect(pipelines[0]?.counts.releases).toBe(1);
    expect(pipelines[0]?.trend.now).toMatchObject({ days: 28, deploymentFrequency: { releases: 2 } });
    expect(pipelines[0]?.trend.before).toMatchObject({ days: 28, deploymentFrequency: { releases: 2 } });
    expect(days.map(({ date }) => date)).toEqual(
      Array.from({ length: 14 }, (_, index) => `2026-11-${String(15 + index).padStart(2, '0')}`),
    );
    expect(days.at(-1)).toMatchObject({ releases: 1, failures: 0 });
  });

  it('sets the picture’s failures apart: releases that failed since, and deployments that never became one', async () => {
    const { digest, released, executions } = bench();
    const mark = { as: 'bad', by: { id: 'U0ADA', name: 'Ada', team: 'T' }, at: ago(1), reason: 'drift' } as const;
    await released('bad', ago(2), { mark });
    const failedAt = ago(2, 14);
    const failed = anExecution({
      ...{ executionId: 'failed', status: 'Failed' as const, startedAt: failedAt, endedAt: failedAt },
      stages: [{ name: 'Deploy', status: 'Failed', attempt: 1, startedAt: failedAt, endedAt: failedAt }],
    });
    await executions.update('penguins', 'failed', () => failed);

    const { days } = await digest();

    expect(days.find(({ date }) => date === '2026-11-27')).toMatchObject({
      ...{ releases: 1, failures: 2, failedDeployments: 1, rollbacks: 0 },
    });
  });

  it('names what production serves by its version and by the metric that a gate is about', async () => {
    const served = aRelease({ metrics: { zeta: '1', accuracy: '0.94' } });
    const { digest } = bench(async () => ({ ...served, servedSince: served.releasedAt }));

    const { pipelines } = await digest([aPolicyAsking({ gates: [aGateResult({}).gate] })]);

    expect(pipelines[0]?.production).toEqual({ name: '1.4.0', metric: { name: 'accuracy', value: '0.94' } });
  });

  it('is not silent about the others where AWS does not let one pipeline be read', async () => {
    const { digest, released } = bench(() =>
      Promise.reject(new AwsRefused('the bot’s role lacks a permission for it.')),
    );
    await released('yesterday', ago(1));

    const { pipelines } = await digest([aPolicy({ name: 'elsewhere' }), aPolicy()]);

    expect(pipelines.map(({ pipeline, unreadable, counts }) => [pipeline, unreadable, counts.releases])).toEqual([
      ['elsewhere', expect.stringContaining('lacks a permission'), 0],
      ['penguins', expect.any(String), 1],
    ]);
    expect(pipelines.map(isQuiet)).toEqual([false, false]);
  });

  it('ends in the newest record of each chain, the one that was written to last first', async () => {
    const { digest, audit } = bench();
    const [early, late] = [await audit.append(anEntry({ at: ago(3) })), await audit.append(anEntry({ at: ago(2) }))];
    const build = await audit.append(anEntry({ chain: 'project:penguins-build', at: ago(1) }));

    const { anchors } = await digest();

    expect(early.sequence).toBe(1);
    expect(anchors).toEqual([
      { chain: 'project:penguins-build', sequence: 1, hash: build.hash },
      { chain: 'pipeline:penguins', sequence: 2, hash: late.hash },
    ]);
  });

  it('is quiet where nothing has happened', async () => {
    const { pipelines } = await bench().digest();

    expect(pipelines.map(isQuiet)).toEqual([true]);
  });
});
