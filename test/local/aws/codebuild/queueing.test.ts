import { StopBuildCommand } from '@aws-sdk/client-codebuild';
import { contextsOf, phaseList } from './build-bench';
import { LoneBuilds } from './lone-builds';

describe('builds that wait for others', () => {
  let builds: LoneBuilds;
  let running: string[];
  beforeEach(async () => {
    builds = await LoneBuilds.begin();
    running = [(await builds.startLasting()).id, (await builds.startLasting()).id];
  });
  afterEach(() => builds.end());

  function stop(id: string | undefined) {
    return builds.bench.client.send(new StopBuildCommand({ id }));
  }

  async function finished(id: string) {
    await builds.bench.codeBuild.builds.finished(id);
    return builds.bench.view(id);
  }

  it('are QUEUED while as many run as may run at once, and run when one of these has ended', async () => {
    const id = await builds.start();
    const waiting = await builds.bench.view(id);

    await stop(running[0]);
    const { buildStatus } = await finished(id);

    expect(phaseList(waiting)).toEqual(['SUBMITTED SUCCEEDED', 'QUEUED']);
    expect(waiting).toMatchObject({ currentPhase: 'QUEUED', buildStatus: 'IN_PROGRESS' });
    expect(waiting.phases?.at(-1)?.endTime).toBeUndefined();
    expect(buildStatus).toBe('SUCCEEDED');
  });

  it('time out after queuedTimeoutInMinutes, having executed and logged nothing', async () => {
    const id = await builds.start({ queuedTimeoutInMinutesOverride: 5 });

    builds.bench.clock.advance(4.9 * 60_000);
    expect((await builds.bench.view(id)).buildStatus).toBe('IN_PROGRESS');
    builds.bench.clock.advance(0.2 * 60_000);
    const view = await finished(id);

    expect(view.buildStatus).toBe('TIMED_OUT');
    expect(phaseList(view)).toEqual([
      ...['SUBMITTED SUCCEEDED', 'QUEUED TIMED_OUT', 'FINALIZING SUCCEEDED', 'COMPLETED'],
    ]);
    expect(contextsOf(view)).toMatchObject([{ statusCode: 'BUILD_TIMED_OUT' }]);
    expect(view.logs?.groupName).toBeUndefined();
    expect((await fetch(`${builds.bench.url}/builds/${id.replace(':', '/')}`)).status).toBe(404);
  });

  it('have the whole of timeoutInMinutes from when they run', async () => {
    const id = await builds.start({ timeoutInMinutesOverride: 5 });

    builds.bench.clock.advance(50 * 60_000);
    await stop(running[0]);

    await expect(finished(id)).resolves.toMatchObject({ buildStatus: 'SUCCEEDED' });
  });

  it('can be stopped, and then no longer hold up those behind them', async () => {
    const [first, second] = [await builds.start(), await builds.start()];

    await stop(first);
    const view = await finished(first);
    await stop(running[1]);

    expect(phaseList(view)).toEqual([
      ...['SUBMITTED SUCCEEDED', 'QUEUED STOPPED', 'FINALIZING SUCCEEDED', 'COMPLETED'],
    ]);
    await expect(finished(second)).resolves.toMatchObject({ buildStatus: 'SUCCEEDED' });
  });

  it('are five times as many as may run at once', async () => {
    for (let waiting = 1; waiting <= 10; waiting++) await builds.start();

    await expect(builds.start()).rejects.toMatchObject({
      name: 'AccountLimitExceededException',
      message: 'Cannot have more than 10 builds in queue for the account',
    });
    await stop(running[0]);
    await finished(running[0] ?? '');
    await expect(builds.start()).resolves.toMatch(/^alone:/);
  });
});
