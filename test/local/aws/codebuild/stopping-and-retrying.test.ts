import { StopBuildCommand } from '@aws-sdk/client-codebuild';
import { unprovokedErrors } from '../../../support/aws-schemas';
import { buildspecOf, phaseList, printed } from './build-bench';
import { LoneBuilds, UNKNOWN_BUILD } from './lone-builds';

describe('StopBuild and RetryBuild', () => {
  let builds: LoneBuilds;
  beforeEach(async () => {
    builds = await LoneBuilds.begin();
  });
  afterEach(() => builds.end());

  it('StopBuild ends what is being executed; the build becomes STOPPED a little later', async () => {
    const { id, gone } = await builds.startLasting();

    const { build: answered } = await builds.bench.client.send(new StopBuildCommand({ id }));

    expect(answered).toMatchObject({ id, buildStatus: 'IN_PROGRESS' });
    await builds.bench.codeBuild.builds.finished(id);
    await gone;
    const view = await builds.bench.view(id);
    expect(view).toMatchObject({ buildStatus: 'STOPPED', buildComplete: true });
    expect(phaseList(view).slice(-3)).toEqual(['BUILD STOPPED', 'FINALIZING SUCCEEDED', 'COMPLETED']);
  });

  it('a phase that was stopped is neither retried nor gone on from', async () => {
    const ids = [(await builds.startLasting('RETRY')).id, (await builds.startLasting('CONTINUE')).id];

    for (const id of ids) await builds.bench.client.send(new StopBuildCommand({ id }));
    const ended = await Promise.all(ids.map((id) => builds.bench.codeBuild.builds.finished(id)));

    for (const { id, logUrl } of ended) {
      expect(phaseList(await builds.bench.view(id)).slice(-3)).toEqual([
        'BUILD STOPPED',
        'FINALIZING SUCCEEDED',
        'COMPLETED',
      ]);
      expect(await builds.bench.log(logUrl)).not.toContain('Retrying');
    }
  });

  it('StopBuild leaves a completed build as it is', async () => {
    const { view } = await builds.build();

    const { build: answered } = await builds.bench.client.send(new StopBuildCommand({ id: view.id }));

    expect(answered).toEqual(view);
  });

  it('RetryBuild starts a new build with a new id and the parameters of the old', async () => {
    const { view } = await builds.build({
      sourceVersion: 'topic',
      buildspecOverride: buildspecOf({ build: ['cat data.txt; echo $A'] }),
      environmentVariablesOverride: [{ name: 'A', value: 'overridden' }],
    });

    const retried = await builds.retry(view.arn);
    const { logUrl } = await builds.bench.codeBuild.builds.finished(retried?.id ?? '');

    expect(retried).toMatchObject({ buildNumber: 2, buildStatus: 'IN_PROGRESS', sourceVersion: 'topic' });
    expect(retried?.id).not.toBe(view.id);
    expect(printed(await builds.bench.log(logUrl))).toEqual(['topic', 'overridden']);
  });

  it('RetryBuild of a build of a pipeline has its source, and the retrying user as initiator', async () => {
    const files = { 'data.txt': 'from the pipeline\n' };
    const { view } = await builds.bench.build(buildspecOf({ build: ['cat data.txt'] }), { files });

    const retried = await builds.retry(view.id);
    const { logUrl } = await builds.bench.codeBuild.builds.finished(retried?.id ?? '');

    expect(printed(await builds.bench.log(logUrl))).toEqual(['from the pipeline']);
    expect(retried?.initiator).toBe('test');
  });

  it('RetryBuild keeps the rules of idempotencyToken', async () => {
    const [one, other] = [(await builds.build()).view, (await builds.build()).view];
    const first = await builds.retry(one.id, 'again');

    const repeated = await builds.retry(one.id, 'again');

    expect(repeated?.id).toBe(first?.id);
    await expect(builds.retry(other.id, 'again')).rejects.toMatchObject({ name: 'InvalidInputException' });
  });

  const REFUSED: [string, string, () => Promise<unknown>][] = [
    ['StopBuild', 'InvalidInputException', () => builds.bench.client.send(new StopBuildCommand({ id: 'no id' }))],
    [
      'StopBuild',
      'ResourceNotFoundException',
      () => builds.bench.client.send(new StopBuildCommand({ id: UNKNOWN_BUILD })),
    ],
    ['RetryBuild', 'InvalidInputException', async () => builds.retry((await builds.startLasting()).id)],
    ['RetryBuild', 'ResourceNotFoundException', () => builds.retry(UNKNOWN_BUILD)],
    [
      'RetryBuild',
      'AccountLimitExceededException',
      async () => {
        const { view } = await builds.build();
        await builds.fillQueue();
        await builds.retry(view.id);
      },
    ],
  ];

  it.each(REFUSED)('%s answers %s', async (_operation, code, call) => {
    await expect(call()).rejects.toMatchObject({ name: code });
  });

  it('answers every documented error somewhere', () => {
    expect(unprovokedErrors('codebuild', REFUSED)).toEqual([]);
  });
});
