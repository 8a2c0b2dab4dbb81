import { StartBuildCommand } from '@aws-sdk/client-codebuild';
import { unprovokedErrors } from '../../../support/aws-schemas';
import { buildspecOf, COMMIT, phaseList } from './build-bench';
import { LOCATION, LoneBuilds } from './lone-builds';

describe('StartBuild', () => {
  let builds: LoneBuilds;
  beforeEach(async () => {
    builds = await LoneBuilds.begin();
  });
  afterEach(() => builds.end());

  it('StartBuild answers at once with the build in progress', async () => {
    const { build: started } = await builds.bench.client.send(new StartBuildCommand({ projectName: 'alone' }));

    expect(started).toMatchObject({
      id: expect.stringMatching(/^alone:[\da-f-]{36}$/),
      arn: `arn:aws:codebuild:us-east-1:123456789012:build/${started?.id}`,
      buildNumber: 1,
      buildStatus: 'IN_PROGRESS',
      buildComplete: false,
      initiator: 'test',
      source: { type: 'CODECOMMIT', location: LOCATION },
    });
    expect(started?.resolvedSourceVersion).toBeUndefined();
    // "The log stream is created during the PROVISIONING phase."
    expect(started).toMatchObject({ currentPhase: 'QUEUED', logs: {} });
    expect(started?.logs?.groupName).toBeUndefined();
    await builds.bench.codeBuild.builds.finished(started?.id ?? '');
  });

  it('StartBuild builds the default branch of a CODECOMMIT source', async () => {
    const { view, lines } = await builds.build();

    expect(lines).toEqual(['from main']);
    expect(view).toMatchObject({ buildStatus: 'SUCCEEDED', resolvedSourceVersion: COMMIT });
  });

  it('sourceVersion names the branch to build', async () => {
    const { view, lines } = await builds.build({ sourceVersion: 'topic' });

    expect(lines).toEqual(['from topic']);
    expect(view).toMatchObject({ sourceVersion: 'topic', resolvedSourceVersion: COMMIT });
  });

  it('a build knows its source version, and the commit from DOWNLOAD_SOURCE on', async () => {
    const echo = 'echo "$CODEBUILD_SOURCE_VERSION $CODEBUILD_RESOLVED_SOURCE_VERSION $CODEBUILD_SOURCE_REPO_URL"';

    const { lines } = await builds.build({ sourceVersion: 'topic', buildspecOverride: buildspecOf({ build: [echo] }) });

    expect(lines).toEqual([`topic ${COMMIT} ${LOCATION}`]);
  });

  it('fails DOWNLOAD_SOURCE where the source version does not exist', async () => {
    const { view } = await builds.build({ sourceVersion: 'absent' });

    expect(phaseList(view).slice(-3)).toEqual(['DOWNLOAD_SOURCE FAILED', 'FINALIZING SUCCEEDED', 'COMPLETED']);
    expect(view.phases?.at(-3)?.contexts).toEqual([
      { statusCode: 'CLIENT_ERROR', message: expect.stringContaining('source version absent') },
    ]);
  });

  it('fails DOWNLOAD_SOURCE where sourceLocationOverride names no repository', async () => {
    const { view } = await builds.build({ sourceLocationOverride: `${LOCATION}-absent` });

    expect(phaseList(view)).toContain('DOWNLOAD_SOURCE FAILED');
  });

  it('a project with source type CODEPIPELINE cannot be built alone', async () => {
    await expect(builds.start({ projectName: 'piped' })).rejects.toMatchObject({ name: 'InvalidInputException' });
    expect(builds.bench.events).toEqual([]);
  });

  it('sourceTypeOverride and sourceLocationOverride let a project of a pipeline be built alone', async () => {
    const { view, lines } = await builds.build({
      projectName: 'piped',
      sourceTypeOverride: 'CODECOMMIT',
      sourceLocationOverride: LOCATION,
    });

    expect(lines).toEqual(['from main']);
    expect(view.source).toMatchObject({ type: 'CODECOMMIT', location: LOCATION });
  });

  it('NO_SOURCE needs a buildspec in the request', async () => {
    await expect(builds.start({ sourceTypeOverride: 'NO_SOURCE' })).rejects.toMatchObject({
      name: 'InvalidInputException',
    });

    const buildspecOverride = buildspecOf({ build: ['echo nothing but commands'] });
    const { lines, view } = await builds.build({ sourceTypeOverride: 'NO_SOURCE', buildspecOverride });

    expect(lines).toEqual(['nothing but commands']);
    expect(view.resolvedSourceVersion).toBeUndefined();
  });

  it('environmentVariablesOverride goes before the variables of the project', async () => {
    builds.bench.codeBuild.createProject({
      name: 'alone',
      source: { type: 'CODECOMMIT', location: LOCATION },
      environmentVariables: [
        { name: 'A', value: 'project' },
        { name: 'B', value: 'project' },
      ],
    });

    const { lines } = await builds.build({
      buildspecOverride: buildspecOf({ build: ['echo "$A $B"'] }),
      environmentVariablesOverride: [{ name: 'A', value: 'request' }],
    });

    expect(lines).toEqual(['request project']);
  });

  it('artifactsOverride decides whether the artifact is uploaded', async () => {
    const buildspecOverride = buildspecOf({}, 'artifacts: { files: data.txt }');

    const without = await builds.build({ buildspecOverride });
    const withArtifact = await builds.build({
      buildspecOverride,
      artifactsOverride: { type: 'S3', location: 'bucket' },
    });

    expect(without.view.artifacts).toEqual({});
    expect(withArtifact.view.artifacts?.location).toMatch(/\/artifact$/);
  });

  it('timeouts, image, compute type, role and key of the request are those of the build', async () => {
    const { view } = await builds.build({
      timeoutInMinutesOverride: 5,
      queuedTimeoutInMinutesOverride: 6,
      imageOverride: 'aws/codebuild/standard:7.0',
      computeTypeOverride: 'BUILD_GENERAL1_LARGE',
      environmentTypeOverride: 'ARM_CONTAINER',
      privilegedModeOverride: true,
      serviceRoleOverride: 'arn:aws:iam::123456789012:role/other',
      encryptionKeyOverride: 'alias/other',
    });

    expect(view).toMatchObject({
      timeoutInMinutes: 5,
      queuedTimeoutInMinutes: 6,
      environment: {
        image: 'aws/codebuild/standard:7.0',
        computeType: 'BUILD_GENERAL1_LARGE',
        type: 'ARM_CONTAINER',
        privilegedMode: true,
      },
      serviceRole: 'arn:aws:iam::123456789012:role/other',
      encryptionKey: 'alias/other',
    });
  });

  it('overrides hold for one build only', async () => {
    await builds.build({ sourceVersion: 'topic', timeoutInMinutesOverride: 5 });

    const { view, lines } = await builds.build();

    expect(lines).toEqual(['from main']);
    expect(view).toMatchObject({ buildNumber: 2, timeoutInMinutes: 60 });
  });

  it('timeoutInMinutesOverride is 5 to 2160', async () => {
    await expect(builds.start({ timeoutInMinutesOverride: 4 })).rejects.toMatchObject({
      name: 'InvalidInputException',
    });
    await expect(builds.start({ timeoutInMinutesOverride: 2161 })).rejects.toMatchObject({
      name: 'InvalidInputException',
    });
    await expect(builds.start({ timeoutInMinutesOverride: 2160 })).resolves.toMatch(/^alone:/);
  });

  it('queuedTimeoutInMinutesOverride is 5 to 480', async () => {
    for (const queuedTimeoutInMinutesOverride of [4, 481]) {
      await expect(builds.start({ queuedTimeoutInMinutesOverride })).rejects.toMatchObject({
        name: 'InvalidInputException',
      });
    }
    await expect(builds.start({ queuedTimeoutInMinutesOverride: 480 })).resolves.toMatch(/^alone:/);
  });

  it('an override that cannot be honoured is refused by name', async () => {
    await expect(builds.start({ debugSessionEnabled: true })).rejects.toMatchObject({
      name: 'InvalidInputException',
      message: 'The local stack does not support debugSessionEnabled',
    });
  });

  it('idempotencyToken: the same request is answered with the same build for 5 minutes', async () => {
    const request = { idempotencyToken: 'once', sourceVersion: 'topic' };
    const first = await builds.start(request);

    builds.bench.clock.advance(4.9 * 60_000);
    const repeated = await builds.start(request);
    builds.bench.clock.advance(0.2 * 60_000);
    const later = await builds.start(request);

    expect(repeated).toBe(first);
    expect(later).not.toBe(first);
  });

  it('idempotencyToken: another request with the same token is refused', async () => {
    await builds.start({ idempotencyToken: 'once' });

    await expect(builds.start({ idempotencyToken: 'once', sourceVersion: 'topic' })).rejects.toMatchObject({
      name: 'InvalidInputException',
      message: expect.stringContaining('mismatch'),
    });
  });

  it('without idempotencyToken every request starts a build', async () => {
    expect(await builds.start()).not.toBe(await builds.start());
  });

  it('emits the events of builds inside pipelines', async () => {
    const { view } = await builds.build();

    const states = builds.bench.events.filter((event) => event['detail-type'] === 'CodeBuild Build State Change');
    expect(states.map(({ detail }) => detail['build-status'])).toEqual(['IN_PROGRESS', 'SUCCEEDED']);
    expect(builds.bench.events).toHaveLength(11);
    expect(states[1]?.detail).toMatchObject({
      'build-id': view.arn,
      'additional-information': { initiator: 'test', source: { type: 'CODECOMMIT', location: LOCATION } },
    });
  });

  const REFUSED: [string, string, () => Promise<unknown>][] = [
    ['StartBuild', 'InvalidInputException', () => builds.start({ sourceTypeOverride: 'GITHUB' })],
    ['StartBuild', 'ResourceNotFoundException', () => builds.start({ projectName: 'whales' })],
    [
      'StartBuild',
      'AccountLimitExceededException',
      async () => {
        await builds.fillQueue();
        await builds.start();
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
