import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BuildBench, buildspecOf, COMMIT, printed, STACK_ENVIRONMENT } from './build-bench';

describe('the environment of a build', () => {
  let bench: BuildBench;
  beforeAll(async () => {
    process.env.SLACK_BOT_TOKEN = 'xoxb-secret-of-the-caller';
    bench = await BuildBench.start();
  });
  afterAll(async () => {
    delete process.env.SLACK_BOT_TOKEN;
    await bench.remove();
  });

  async function environmentOf(...build: Parameters<BuildBench['build']>): Promise<Record<string, string>> {
    const { log } = await bench.build(...build);
    const [dumped = '{}'] = printed(log);
    return JSON.parse(dumped) as Record<string, string>;
  }
  const DUMP = `'${process.execPath}' -p 'JSON.stringify(process.env)'`;

  it('has nothing of the shell that started the stack but the search path', async () => {
    const environment = await environmentOf(buildspecOf({ build: [DUMP] }));

    expect(JSON.stringify(environment)).not.toContain('xoxb-secret-of-the-caller');
    const own = /^(CODEBUILD_\w+|AWS_(DEFAULT_)?REGION|AWS_ENDPOINT_URL|HOME|LANG|OLDPWD|PATH|PWD|SHLVL|TMPDIR|_)$/;
    expect(Object.keys(environment).filter((name) => !own.test(name))).toEqual([]);
    expect(environment.PATH).toBe(process.env.PATH);
  });

  it('has the variables that CodeBuild sets', async () => {
    const { log, view } = await bench.build(buildspecOf({ build: [DUMP] }));

    const environment = JSON.parse(printed(log)[0] ?? '') as Record<string, string>;
    const [, uuid] = view.id?.split(':') ?? [];
    expect(environment).toMatchObject({
      ...STACK_ENVIRONMENT,
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
      CODEBUILD_BUILD_ARN: view.arn,
      CODEBUILD_BUILD_ID: view.id,
      CODEBUILD_BUILD_NUMBER: String(view.buildNumber),
      CODEBUILD_BUILD_SUCCEEDING: '1',
      CODEBUILD_INITIATOR: 'codepipeline/penguins',
      CODEBUILD_LOG_PATH: uuid,
      CODEBUILD_RESOLVED_SOURCE_VERSION: COMMIT,
      CODEBUILD_SRC_DIR: environment.PWD,
      CODEBUILD_START_TIME: String(view.startTime?.getTime()),
    });
  });

  it('has home and temporary folders of its own, gone after the build', async () => {
    const { log } = await bench.build(buildspecOf({ build: ['touch ~/mine "$TMPDIR/mine" && ls "$HOME" "$TMPDIR"'] }));
    const again = await bench.build(buildspecOf({ build: ['ls "$HOME" "$TMPDIR" | grep mine || echo clean'] }));

    expect(printed(log).filter((line) => line === 'mine')).toHaveLength(2);
    expect(printed(again.log)).toEqual(['clean']);
  });

  it('puts variables of the request before those of the project, and those before the buildspec', async () => {
    const buildspec = buildspecOf({ build: ['echo "$A $B $C"'] }, 'env: { variables: { A: spec, B: spec, C: $A } }');
    const project = {
      environmentVariables: [
        { name: 'A', value: 'project' },
        { name: 'B', value: 'project' },
      ],
    };
    const request = { environmentVariables: [{ name: 'B', value: 'request' }] };

    const { log, view } = await bench.build(buildspec, { project, request });

    expect(printed(log)).toEqual(['project request $A']);
    expect(view.environment?.environmentVariables).toEqual([
      { name: 'A', value: 'project', type: 'PLAINTEXT' },
      { name: 'B', value: 'request', type: 'PLAINTEXT' },
    ]);
  });

  it('fails rather than taking the name of a secret for its value', async () => {
    const request = { environmentVariables: [{ name: 'KEY', value: '/path', type: 'PARAMETER_STORE' }] };

    const { view } = await bench.build(buildspecOf({ build: ['echo "$KEY"'] }), { request });

    expect(view.phases?.find(({ phaseType }) => phaseType === 'DOWNLOAD_SOURCE')?.contexts).toEqual([
      { statusCode: 'CLIENT_ERROR', message: 'The local stack has no PARAMETER_STORE to read KEY from' },
    ]);
  });

  it('names the folders of secondary sources', async () => {
    const folder = mkdtempSync(join(bench.directory, 'secondary-'));
    writeFileSync(join(folder, 'weights.txt'), 'heavy\n');
    const request = { secondarySourceDirectories: { Weights: folder } };

    const { log } = await bench.build(buildspecOf({ build: ['cat "$CODEBUILD_SRC_DIR_Weights/weights.txt"'] }), {
      request,
    });

    expect(printed(log)).toEqual(['heavy']);
  });

  it('exports the values that variables have after POST_BUILD', async () => {
    const buildspec = buildspecOf(
      {
        build: ['export ACCURACY=0.9 LINES="one\n\'two\'"', 'not_exported=1'],
        post_build: ['export ACCURACY=0.97', 'cd / && rm -r "$CODEBUILD_SRC_DIR"'],
      },
      'env: { variables: { KIND: test }, exported-variables: [ACCURACY, LINES, KIND, not_exported, NEVER_SET] }',
    );

    const { finished, view, log } = await bench.build(buildspec);

    const exported = { ACCURACY: '0.97', LINES: "one\n'two'", KIND: 'test' };
    expect(finished.exportedVariables).toEqual(exported);
    expect(view.exportedEnvironmentVariables).toEqual(
      Object.entries(exported).map(([name, value]) => ({ name, value })),
    );
    expect(log).toContain('The variable NEVER_SET was never exported by a command');
  });

  it('exports what was reached when the build failed early', async () => {
    const buildspec = buildspecOf({ install: ['export STEP=1', 'false'] }, 'env: { exported-variables: [STEP] }');

    const { finished } = await bench.build(buildspec);

    expect(finished).toMatchObject({ status: 'FAILED', exportedVariables: { STEP: '1' } });
  });
});
