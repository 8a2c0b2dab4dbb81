import { isQuiet, type PipelineDigest } from '../../../src/domain/digest/digest';
import { readDigest } from '../../../src/domain/digest/read-digest';
import { AwsRefused } from '../../../src/domain/errors';
import type { ProductionOf } from '../../../src/domain/releases/production';
import { aGateResult } from '../../support/builders/approval-views';
import { aPipelineDigest } from '../../support/builders/digests';
import { anApproval, anEntry, anExecution, aRelease } from '../../support/builders/facts';
import { aPolicy, aPolicyAsking, aProject } from '../../support/builders/policies';
import { fakeApprovals } from '../../support/fakes/fake-approvals';
import { fakeAuditLog } from '../../support/fakes/fake-audit-log';
import { fakeExecutions } from '../../support/fakes/fake-executions';
import { fakeReleases } from '../../support/fakes/fake-releases';

const DAY_MS = 86_400_000;
const NOTHING = aPipelineDigest().counts;
/** Berlin: the whole of 28 November 2026. */
const PERIOD = { from: new Date('2026-11-27T23:00:00Z'), to: new Date('2026-11-28T23:00:00Z') };
const ago = (days: number, hours = 12) => new Date(PERIOD.to.getTime() - days * DAY_MS + hours * 3_600_000);

describe('what a digest tells', () => {
  function bench(productionOf: ProductionOf = async () => undefined, countFailedDeployments = true) {
    const stores = {
      ...{ executions: fakeExecutions(), approvals: fakeApprovals() },
      ...{ releases: fakeReleases(), audit: fakeAuditLog() },
    };
    const read = readDigest({ ...stores, productionOf, countFailedDeployments });
    return {
      ...stores,
      digest: (pipelines = [aPolicy()], others = [aProject()]) =>
        read({ pipelines, others, period: PERIOD, timeZone: 'Europe/Berlin' }),
      async released(executionId: string, releasedAt: Date, rest: object = {}) {
        const release = aRelease({ executionId, releasedAt, startedAt: releasedAt, ...rest });
        await stores.releases.update('penguins', executionId, () => release);
        await stores.releases.updateProduction('penguins', () => ({ pipeline: 'penguins', stage: 'Deploy' }));
      },
      /** An execution whose deployment failed. */
      async failed(executionId: string, startedAt: Date, endedAt = startedAt) {
        const stages = [{ name: 'Deploy', status: 'Failed' as const, attempt: 1, startedAt: endedAt, endedAt }];
        const ended = { status: 'Failed' as const, startedAt, endedAt, stageNames: ['Source', 'Deploy'], stages };
        const execution = anExecution({ executionId, ...ended });
        await stores.executions.update('penguins', executionId, () => execution);
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
    const { digest, released, failed } = bench();
    const mark = { as: 'bad', by: { id: 'U0ADA', name: 'Ada', team: 'T' }, at: ago(1), reason: 'drift' } as const;
    await released('bad', ago(2), { mark });
    await failed('failed', ago(2, 14));
    await released('back', ago(2, 15), { rollback: { how: 'stage', targetId: 'earlier' } });

    const { days } = await digest();

    expect(days.find(({ date }) => date === '2026-11-27')).toMatchObject({
      ...{ releases: 1, failures: 2, failedDeployments: 1, rollbacks: 1 },
    });
  });

  it('tells what has failed in either window and is open, with the age of the oldest when the period ends', async () => {
    const { digest, failed } = bench();
    // It waited for a week for its approval, and failed on the first day of the earlier window.
    await failed('old', ago(63), ago(56));
    await failed('new', ago(3));

    const { pipelines } = await digest();

    expect(pipelines[0]?.openFailures).toEqual({ count: 2, oldestMs: PERIOD.to.getTime() - ago(56).getTime() });
    expect(pipelines[0]?.trend.before.changeFailRate).toMatchObject({ failed: 1 });
    expect(pipelines.map(isQuiet)).toEqual([false]);
  });

  it('tells of no deployment that failed where the configuration does not count them, and of no age', async () => {
    const { digest, failed } = bench(undefined, false);
    await failed('new', ago(3));

    expect((await digest()).pipelines[0]?.openFailures).toEqual({ count: 0 });
  });

  it('counts nothing that another stage released, before the configuration named this one', async () => {
    const { digest, released } = bench();
    await released('staging', ago(1), { stage: 'Staging' });

    expect((await digest()).pipelines[0]?.counts.releases).toBe(0);
  });

  it('tells how many approvals wait, and since when', async () => {
    const { digest, approvals } = bench();
    for (const requestedAt of [ago(1), ago(3), ago(2)]) {
      const waiting = anApproval({ requestedAt });
      await approvals.update(waiting.approvalId, () => waiting);
    }

    const { pipelines } = await digest();

    expect(pipelines[0]?.waiting).toEqual({ count: 3, oldestAt: ago(3) });
  });

  it('is not told at all while AWS does not answer: that is no sentence for a digest', async () => {
    const { digest } = bench(() => Promise.reject(new Error('CodePipeline is away')));

    await expect(digest()).rejects.toThrow('CodePipeline is away');
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

  it.each<[string, Partial<PipelineDigest>]>([
    ['has started', { counts: { ...NOTHING, started: 1 } }],
    ['has failed', { counts: { ...NOTHING, failures: 1 } }],
    ['was stopped', { counts: { ...NOTHING, others: 1 } }],
    ['was released', { counts: { ...NOTHING, releases: 1 } }],
    ['was rolled back', { counts: { ...NOTHING, rollbacks: 1 } }],
    ['waits', { waiting: { count: 1 } }],
    ['is broken', { openFailures: { count: 1 } }],
  ])('is not quiet where something %s', (_what, rest) => {
    expect(isQuiet(aPipelineDigest(rest))).toBe(false);
  });
});
