import {
  CreateProjectCommand,
  type CreateProjectInput,
  ListBuildsCommand,
  ListProjectsCommand,
  type ListProjectsInput,
  RetryBuildCommand,
  StartBuildCommand,
  type StartBuildInput,
  StopBuildCommand,
} from '@aws-sdk/client-codebuild';
import { documentedErrors } from '../../../support/aws-schemas';
import { BuildBench, buildspecOf, COMMIT, phaseList, printed } from './build-bench';
import { Presence } from './presence';

const LOCATION = 'https://git-codecommit.us-east-1.amazonaws.com/v1/repos/penguins';
const UNKNOWN = 'alone:8745a7a9-c340-456a-9166-edf953571bec';

describe('builds outside pipelines', () => {
  let bench: BuildBench;
  let presence: Presence;
  beforeEach(async () => {
    presence = await Presence.start();
    bench = await BuildBench.start(undefined, 2);
    bench.branches.main = { 'buildspec.yml': buildspecOf({ build: ['echo from main'] }), 'data.txt': 'main\n' };
    bench.branches.topic = { 'buildspec.yml': buildspecOf({ build: ['echo from topic'] }), 'data.txt': 'topic\n' };
    bench.codeBuild.createProject({ name: 'alone', source: { type: 'CODECOMMIT', location: LOCATION } });
    bench.codeBuild.createProject({ name: 'piped' });
  });
  afterEach(async () => {
    await bench.remove();
    await presence.stop();
  });

  async function start(input: Partial<StartBuildInput> = {}) {
    const { build } = await bench.client.send(new StartBuildCommand({ projectName: 'alone', ...input }));
    return build?.id ?? '';
  }
  async function build(input: Partial<StartBuildInput> = {}) {
    const { id, logUrl } = await bench.codeBuild.builds.finished(await start(input));
    return { view: await bench.view(id), lines: printed(await bench.log(logUrl)) };
  }
  /** Starts a build that lasts until it is ended from outside. */
  async function startLasting() {
    const arrival = presence.arrival();
    const id = await start({
      buildspecOverride: buildspecOf({ build: [presence.command], post_build: ['echo post'] }),
    });
    return { id, gone: (await arrival).gone };
  }

  it('StartBuild answers at once with the build in progress', async () => {
    const { build: started } = await bench.client.send(new StartBuildCommand({ projectName: 'alone' }));

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
    await bench.codeBuild.builds.finished(started?.id ?? '');
  });

  it('StartBuild builds the default branch of a CODECOMMIT source', async () => {
    const { view, lines } = await build();

    expect(lines).toEqual(['from main']);
    expect(view).toMatchObject({ buildStatus: 'SUCCEEDED', resolvedSourceVersion: COMMIT });
  });

  it('sourceVersion names the branch to build', async () => {
    const { view, lines } = await build({ sourceVersion: 'topic' });

    expect(lines).toEqual(['from topic']);
    expect(view).toMatchObject({ sourceVersion: 'topic', resolvedSourceVersion: COMMIT });
  });

  it('a build knows its source version, and the commit from DOWNLOAD_SOURCE on', async () => {
    const echo = 'echo "$CODEBUILD_SOURCE_VERSION $CODEBUILD_RESOLVED_SOURCE_VERSION $CODEBUILD_SOURCE_REPO_URL"';

    const { lines } = await build({ sourceVersion: 'topic', buildspecOverride: buildspecOf({ build: [echo] }) });

    expect(lines).toEqual([`topic ${COMMIT} ${LOCATION}`]);
  });

  it('fails DOWNLOAD_SOURCE where the source version does not exist', async () => {
    const { view } = await build({ sourceVersion: 'absent' });

    expect(phaseList(view).slice(-3)).toEqual(['DOWNLOAD_SOURCE FAILED', 'FINALIZING SUCCEEDED', 'COMPLETED']);
    expect(view.phases?.at(-3)?.contexts).toEqual([
      { statusCode: 'CLIENT_ERROR', message: expect.stringContaining('source version absent') },
    ]);
  });

  it('fails DOWNLOAD_SOURCE where sourceLocationOverride names no repository', async () => {
    const { view } = await build({ sourceLocationOverride: `${LOCATION}-absent` });

    expect(phaseList(view)).toContain('DOWNLOAD_SOURCE FAILED');
  });

  it('a project with source type CODEPIPELINE cannot be built alone', async () => {
    await expect(start({ projectName: 'piped' })).rejects.toMatchObject({ name: 'InvalidInputException' });
    expect(bench.events).toEqual([]);
  });

  it('sourceTypeOverride and sourceLocationOverride let a project of a pipeline be built alone', async () => {
    const { view, lines } = await build({
      projectName: 'piped',
      sourceTypeOverride: 'CODECOMMIT',
      sourceLocationOverride: LOCATION,
    });

    expect(lines).toEqual(['from main']);
    expect(view.source).toMatchObject({ type: 'CODECOMMIT', location: LOCATION });
  });

  it('NO_SOURCE needs a buildspec in the request', async () => {
    await expect(start({ sourceTypeOverride: 'NO_SOURCE' })).rejects.toMatchObject({ name: 'InvalidInputException' });

    const buildspecOverride = buildspecOf({ build: ['echo nothing but commands'] });
    const { lines, view } = await build({ sourceTypeOverride: 'NO_SOURCE', buildspecOverride });

    expect(lines).toEqual(['nothing but commands']);
    expect(view.resolvedSourceVersion).toBeUndefined();
  });

  it('environmentVariablesOverride goes before the variables of the project', async () => {
    bench.codeBuild.createProject({
      name: 'alone',
      source: { type: 'CODECOMMIT', location: LOCATION },
      environmentVariables: [
        { name: 'A', value: 'project' },
        { name: 'B', value: 'project' },
      ],
    });

    const { lines } = await build({
      buildspecOverride: buildspecOf({ build: ['echo "$A $B"'] }),
      environmentVariablesOverride: [{ name: 'A', value: 'request' }],
    });

    expect(lines).toEqual(['request project']);
  });

  it('artifactsOverride decides whether the artifact is uploaded', async () => {
    const buildspecOverride = buildspecOf({}, 'artifacts: { files: data.txt }');

    const without = await build({ buildspecOverride });
    const withArtifact = await build({ buildspecOverride, artifactsOverride: { type: 'S3', location: 'bucket' } });

    expect(without.view.artifacts).toEqual({});
    expect(withArtifact.view.artifacts?.location).toMatch(/\/artifact$/);
  });

  it('timeouts, image, compute type, role and key of the request are those of the build', async () => {
    const { view } = await build({
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
    await build({ sourceVersion: 'topic', timeoutInMinutesOverride: 5 });

    const { view, lines } = await build();

    expect(lines).toEqual(['from main']);
    expect(view).toMatchObject({ buildNumber: 2, timeoutInMinutes: 60 });
  });

  it('timeoutInMinutesOverride is 5 to 2160', async () => {
    await expect(start({ timeoutInMinutesOverride: 4 })).rejects.toMatchObject({ name: 'InvalidInputException' });
    await expect(start({ timeoutInMinutesOverride: 2161 })).rejects.toMatchObject({ name: 'InvalidInputException' });
    await expect(start({ timeoutInMinutesOverride: 2160 })).resolves.toMatch(/^alone:/);
  });

  it('an override that cannot be honoured is refused by name', async () => {
    await expect(start({ debugSessionEnabled: true })).rejects.toMatchObject({
      name: 'InvalidInputException',
      message: 'The local stack does not support debugSessionEnabled',
    });
  });

  it('idempotencyToken: the same request is answered with the same build for 5 minutes', async () => {
    const request = { idempotencyToken: 'once', sourceVersion: 'topic' };
    const first = await start(request);

    bench.clock.advance(4.9 * 60_000);
    const repeated = await start(request);
    bench.clock.advance(0.2 * 60_000);
    const later = await start(request);

    expect(repeated).toBe(first);
    expect(later).not.toBe(first);
  });

  it('idempotencyToken: another request with the same token is refused', async () => {
    await start({ idempotencyToken: 'once' });

    await expect(start({ idempotencyToken: 'once', sourceVersion: 'topic' })).rejects.toMatchObject({
      name: 'InvalidInputException',
      message: expect.stringContaining('mismatch'),
    });
  });

  it('without idempotencyToken every request starts a build', async () => {
    expect(await start()).not.toBe(await start());
  });

  it('StopBuild ends what is being executed; the build becomes STOPPED a little later', async () => {
    const { id, gone } = await startLasting();

    const { build: answered } = await bench.client.send(new StopBuildCommand({ id }));

    expect(answered).toMatchObject({ id, buildStatus: 'IN_PROGRESS' });
    await bench.codeBuild.builds.finished(id);
    await gone;
    const view = await bench.view(id);
    expect(view).toMatchObject({ buildStatus: 'STOPPED', buildComplete: true });
    expect(phaseList(view).slice(-3)).toEqual(['BUILD STOPPED', 'FINALIZING SUCCEEDED', 'COMPLETED']);
  });

  it('StopBuild leaves a completed build as it is', async () => {
    const { view } = await build();

    const { build: answered } = await bench.client.send(new StopBuildCommand({ id: view.id }));

    expect(answered).toEqual(view);
  });

  it('RetryBuild starts a new build with a new id and the parameters of the old', async () => {
    const { view } = await build({
      sourceVersion: 'topic',
      buildspecOverride: buildspecOf({ build: ['cat data.txt; echo $A'] }),
      environmentVariablesOverride: [{ name: 'A', value: 'overridden' }],
    });

    const { build: retried } = await bench.client.send(new RetryBuildCommand({ id: view.arn }));
    const { logUrl } = await bench.codeBuild.builds.finished(retried?.id ?? '');

    expect(retried).toMatchObject({ buildNumber: 2, buildStatus: 'IN_PROGRESS', sourceVersion: 'topic' });
    expect(retried?.id).not.toBe(view.id);
    expect(printed(await bench.log(logUrl))).toEqual(['topic', 'overridden']);
  });

  it('RetryBuild of a build of a pipeline has its source, and the retrying user as initiator', async () => {
    const files = { 'data.txt': 'from the pipeline\n' };
    const { view } = await bench.build(buildspecOf({ build: ['cat data.txt'] }), { files });

    const { build: retried } = await bench.client.send(new RetryBuildCommand({ id: view.id }));
    const { logUrl } = await bench.codeBuild.builds.finished(retried?.id ?? '');

    expect(printed(await bench.log(logUrl))).toEqual(['from the pipeline']);
    expect(retried?.initiator).toBe('test');
  });

  it('RetryBuild keeps the rules of idempotencyToken', async () => {
    const [one, other] = [(await build()).view, (await build()).view];
    const retry = (id: string | undefined) =>
      bench.client.send(new RetryBuildCommand({ id, idempotencyToken: 'again' }));
    const first = await retry(one.id);

    const repeated = await retry(one.id);

    expect(repeated.build?.id).toBe(first.build?.id);
    await expect(retry(other.id)).rejects.toMatchObject({ name: 'InvalidInputException' });
  });

  it('emit the events of builds inside pipelines', async () => {
    const { view } = await build();

    const states = bench.events.filter((event) => event['detail-type'] === 'CodeBuild Build State Change');
    expect(states.map(({ detail }) => detail['build-status'])).toEqual(['IN_PROGRESS', 'SUCCEEDED']);
    expect(bench.events).toHaveLength(11);
    expect(states[1]?.detail).toMatchObject({
      'build-id': view.arn,
      'additional-information': { initiator: 'test', source: { type: 'CODECOMMIT', location: LOCATION } },
    });
  });

  it('ListBuilds lists the builds of all projects, the newest first unless told otherwise', async () => {
    const nothing = await bench.client.send(new ListBuildsCommand({}));
    const ids: (string | undefined)[] = [(await build()).view.id];
    bench.clock.advance(1000);
    ids.push((await bench.build(buildspecOf({}))).view.id);

    const descending = await bench.client.send(new ListBuildsCommand({}));
    const ascending = await bench.client.send(new ListBuildsCommand({ sortOrder: 'ASCENDING' }));

    expect(nothing.ids ?? []).toEqual([]);
    expect(ascending.ids).toEqual(ids);
    expect(descending.ids).toEqual(ids.toReversed());
  });

  const COMPLETE: CreateProjectInput = {
    name: 'created',
    description: 'Tests requests',
    source: { type: 'CODECOMMIT', location: LOCATION, buildspec: buildspecOf({ build: ['echo "$A"'] }) },
    sourceVersion: 'topic',
    artifacts: { type: 'NO_ARTIFACTS' },
    environment: {
      type: 'LINUX_CONTAINER',
      image: 'aws/codebuild/standard:7.0',
      computeType: 'BUILD_GENERAL1_SMALL',
      environmentVariables: [{ name: 'A', value: 'of the project', type: 'PLAINTEXT' }],
    },
    serviceRole: 'arn:aws:iam::123456789012:role/builds',
    timeoutInMinutes: 10,
  };

  it('CreateProject creates a project that can be built', async () => {
    const { project } = await bench.client.send(new CreateProjectCommand(COMPLETE));

    const { view, lines } = await build({ projectName: 'created' });

    expect(project).toMatchObject(COMPLETE);
    expect(lines).toEqual(['of the project']);
    expect(view).toMatchObject({ sourceVersion: 'topic', timeoutInMinutes: 10 });
  });

  it('CreateProject wants source and artifacts both of a pipeline, or neither', async () => {
    const artifacts = { type: 'CODEPIPELINE' } as const;

    await expect(bench.client.send(new CreateProjectCommand({ ...COMPLETE, artifacts }))).rejects.toMatchObject({
      name: 'InvalidInputException',
    });
  });

  it('ListProjects lists by name, creation or change, in both directions', async () => {
    bench.clock.advance(1000);
    bench.codeBuild.createProject({ name: 'after' });
    const list = async (input: ListProjectsInput) => (await bench.client.send(new ListProjectsCommand(input))).projects;

    expect(await list({})).toEqual(['after', 'alone', 'piped']);
    expect(await list({ sortOrder: 'DESCENDING' })).toEqual(['piped', 'alone', 'after']);
    expect((await list({ sortBy: 'CREATED_TIME' }))?.at(-1)).toBe('after');
    expect((await list({ sortBy: 'LAST_MODIFIED_TIME', sortOrder: 'DESCENDING' }))?.[0]).toBe('after');
  });

  const REFUSED: [string, string, () => Promise<unknown>][] = [
    ['StartBuild', 'InvalidInputException', () => start({ sourceTypeOverride: 'GITHUB' })],
    ['StartBuild', 'ResourceNotFoundException', () => start({ projectName: 'whales' })],
    [
      'StartBuild',
      'AccountLimitExceededException',
      async () => [await startLasting(), await startLasting(), await start()],
    ],
    ['StopBuild', 'InvalidInputException', () => bench.client.send(new StopBuildCommand({ id: 'no id' }))],
    ['StopBuild', 'ResourceNotFoundException', () => bench.client.send(new StopBuildCommand({ id: UNKNOWN }))],
    ['RetryBuild', 'InvalidInputException', async () => retry((await startLasting()).id)],
    ['RetryBuild', 'ResourceNotFoundException', () => retry(UNKNOWN)],
    [
      'RetryBuild',
      'AccountLimitExceededException',
      async () => {
        const { view } = await build();
        return [await startLasting(), await startLasting(), await retry(view.id)];
      },
    ],
    ['ListBuilds', 'InvalidInputException', () => bench.client.send(new ListBuildsCommand({ nextToken: 'garbage' }))],
    ['ListProjects', 'InvalidInputException', () => bench.client.send(new ListProjectsCommand({ nextToken: 'no' }))],
    ['CreateProject', 'InvalidInputException', () => create({ name: '-' })],
    ['CreateProject', 'ResourceAlreadyExistsException', () => create({ name: 'alone' })],
  ];

  it.each(REFUSED)('%s answers %s', async (_operation, code, call) => {
    await expect(call()).rejects.toMatchObject({ name: code });
  });

  it('answer every documented error somewhere, but for a limit on projects', () => {
    const missing = [...new Set(REFUSED.map(([operation]) => operation))].flatMap((operation) =>
      documentedErrors('codebuild', operation)
        .filter((code) => !REFUSED.some(([called, answered]) => called === operation && answered === code))
        .map((code) => `${operation} ${code}`),
    );

    expect(missing).toEqual(['CreateProject AccountLimitExceededException']);
  });

  function retry(id: string | undefined) {
    return bench.client.send(new RetryBuildCommand({ id }));
  }

  function create(input: Partial<CreateProjectInput>) {
    return bench.client.send(new CreateProjectCommand({ ...COMPLETE, ...input }));
  }
});
