import { BuildBench, buildspecOf, COMMIT } from './build-bench';

describe('the events of a build', () => {
  let bench: BuildBench;
  beforeAll(async () => {
    bench = await BuildBench.start();
  });
  afterAll(() => bench.remove());

  it('tell its beginning, the end of each phase and its end', async () => {
    const { view } = await bench.build(buildspecOf({ build: ['false'] }));

    const told = bench.events.map(({ 'detail-type': type, detail }) =>
      type === 'CodeBuild Build State Change'
        ? detail['build-status']
        : `${detail['completed-phase']} ${detail['completed-phase-status']}`,
    );

    expect(told).toEqual([
      'IN_PROGRESS',
      'QUEUED SUCCEEDED',
      'PROVISIONING SUCCEEDED',
      'DOWNLOAD_SOURCE SUCCEEDED',
      'INSTALL SUCCEEDED',
      'PRE_BUILD SUCCEEDED',
      'BUILD FAILED',
      'POST_BUILD SUCCEEDED',
      'UPLOAD_ARTIFACTS SUCCEEDED',
      'FINALIZING SUCCEEDED',
      'FAILED',
    ]);
    expect(new Set(bench.events.map(({ resources }) => resources[0]))).toEqual(new Set([view.arn]));
    expect(new Set(bench.events.map(({ id }) => id)).size).toBe(told.length);
  });

  it('carry what the published samples carry', async () => {
    bench.events.length = 0;
    const { view } = await bench.build(
      buildspecOf({ build: ['export A=1', 'false'] }, 'env: { exported-variables: [A] }'),
    );

    const ended = bench.events.at(-1);
    const [, uuid] = view.id?.split(':') ?? [];

    expect(ended).toMatchObject({
      source: 'aws.codebuild',
      'detail-type': 'CodeBuild Build State Change',
      detail: {
        'build-status': 'FAILED',
        'project-name': 'penguins-build',
        'build-id': view.arn,
        'current-phase': 'COMPLETED',
        'current-phase-context': '[]',
        version: '1',
        'additional-information': {
          artifact: {},
          environment: { type: 'LINUX_CONTAINER', 'privileged-mode': false, 'environment-variables': [] },
          'timeout-in-minutes': 60,
          'build-complete': true,
          'build-number': view.buildNumber,
          'source-version': COMMIT,
          initiator: 'codepipeline/penguins',
          'build-start-time': expect.stringMatching(/^[A-Z][a-z]{2} \d{1,2}, \d{4} \d{1,2}:\d\d:\d\d [AP]M$/),
          logs: {
            'group-name': '/aws/codebuild/penguins-build',
            'stream-name': uuid,
            'deep-link': view.logs?.deepLink,
          },
          phases: expect.arrayContaining([
            expect.objectContaining({
              'phase-type': 'BUILD',
              'phase-status': 'FAILED',
              'phase-context': ['COMMAND_EXECUTION_ERROR: Error while executing command: false. Reason: exit status 1'],
            }),
            { 'phase-type': 'COMPLETED', 'start-time': expect.any(String) },
          ]),
          'exported-environment-variables': [{ name: 'A', value: '1' }],
        },
      },
    });
  });

  it('are told after the API knows what they tell', async () => {
    bench.events.length = 0;
    const id = bench.begin(buildspecOf({}));

    expect(bench.events[0]?.detail['build-status']).toBe('IN_PROGRESS');
    await expect(bench.view(id)).resolves.toMatchObject({ id, phases: expect.any(Array) });
    await bench.codeBuild.builds.finished(id);
  });
});
