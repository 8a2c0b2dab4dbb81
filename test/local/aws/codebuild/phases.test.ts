import { BuildBench, buildspecOf, contextsOf, phaseList, printed } from './build-bench';

const BEFORE_COMMANDS = ['SUBMITTED', 'QUEUED', 'PROVISIONING', 'DOWNLOAD_SOURCE'].map((phase) => `${phase} SUCCEEDED`);
const END = ['FINALIZING SUCCEEDED', 'COMPLETED'];

/** Each test is named after the rule that it proves (AWS CodeBuild User Guide, build phases and buildspec reference). */
describe('the phases of a build', () => {
  let bench: BuildBench;
  beforeAll(async () => {
    bench = await BuildBench.start();
  });
  afterAll(() => bench.remove());

  /** What commands printed, and the phases from INSTALL on. */
  async function build(...phases: Parameters<typeof buildspecOf>) {
    const { view, log } = await bench.build(buildspecOf(...phases), { files: { 'data.txt': 'x' } });
    expect(phaseList(view).slice(0, 4)).toEqual(BEFORE_COMMANDS);
    return { view, log, lines: printed(log), phases: phaseList(view).slice(4) };
  }

  it('come in the order SUBMITTED, QUEUED, PROVISIONING, DOWNLOAD_SOURCE, INSTALL, PRE_BUILD, BUILD, POST_BUILD, UPLOAD_ARTIFACTS, FINALIZING, COMPLETED', async () => {
    const { lines, phases, view } = await build({
      post_build: ['echo post_build'],
      build: ['echo build'],
      pre_build: ['echo pre_build'],
      install: ['echo install'],
    });

    expect(lines).toEqual(['install', 'pre_build', 'build', 'post_build']);
    expect(phases).toEqual([
      ...['INSTALL', 'PRE_BUILD', 'BUILD', 'POST_BUILD', 'UPLOAD_ARTIFACTS'].map((phase) => `${phase} SUCCEEDED`),
      ...END,
    ]);
    expect(view.buildStatus).toBe('SUCCEEDED');
  });

  it('fail on the first command with a non-zero exit, and skip the remaining ones', async () => {
    const { lines, view } = await build({ install: ['echo one', '(exit 3)', 'echo skipped'] });

    expect(lines).toEqual(['one']);
    const message = 'Error while executing command: (exit 3). Reason: exit status 3';
    expect(contextsOf(view)).toEqual([{ statusCode: 'COMMAND_EXECUTION_ERROR', message }]);
  });

  it('fail by the last command of a line alone', async () => {
    const { lines, phases } = await build({ install: ['false; echo one', 'false | cat', 'true && false'] });

    expect(lines).toEqual(['one']);
    expect(phases).toEqual(['INSTALL FAILED', ...END]);
  });

  it('execute finally after success and after failure', async () => {
    const { lines } = await build({
      pre_build: { commands: ['true'], finally: ['echo finally 1'] },
      build: { commands: ['false'], finally: ['echo "finally 2 $CODEBUILD_BUILD_SUCCEEDING"'] },
    });

    expect(lines).toEqual(['finally 1', 'finally 2 0']);
  });

  it('fail where a command of finally fails', async () => {
    const { phases } = await build({ install: { commands: ['true'], finally: ['false', 'true'] } });

    expect(phases).toEqual(['INSTALL FAILED', ...END]);
  });

  it('go on to POST_BUILD and UPLOAD_ARTIFACTS when BUILD fails; the build is FAILED although POST_BUILD succeeds', async () => {
    const { lines, phases, view } = await build(
      { build: ['echo "$CODEBUILD_BUILD_SUCCEEDING"', 'false'], post_build: ['echo "$CODEBUILD_BUILD_SUCCEEDING"'] },
      'artifacts: { files: data.txt }',
    );

    expect(lines).toEqual(['1', '0']);
    expect(phases.slice(2)).toEqual(['BUILD FAILED', 'POST_BUILD SUCCEEDED', 'UPLOAD_ARTIFACTS SUCCEEDED', ...END]);
    expect(view.buildStatus).toBe('FAILED');
    expect(view.artifacts?.location).toMatch(/artifact$/);
  });

  it.each([
    ['INSTALL', { install: ['false'], build: ['echo built'] }, ['INSTALL FAILED']],
    ['PRE_BUILD', { pre_build: ['false'], build: ['echo built'] }, ['INSTALL SUCCEEDED', 'PRE_BUILD FAILED']],
  ])('go straight to FINALIZING when %s fails', async (_phase, commands, expected) => {
    const { lines, phases, view } = await build(commands);

    expect(phases).toEqual([...expected, ...END]);
    expect(view.buildStatus).toBe('FAILED');
    expect(lines).toEqual([]);
  });

  it.each([
    ['a missing file', 'absent.yml', 'YAML file does not exist: absent.yml'],
    ['what is no YAML', 'version: 0.2\nphases: [', expect.stringMatching(/at line 2/)],
    ['an unknown version', 'version: 0.1\nphases: {}', 'version at line 1: The local stack reads version 0.2'],
  ])('go straight to FINALIZING when DOWNLOAD_SOURCE fails for %s', async (_what, buildspec, message) => {
    const { view } = await bench.build(buildspec);

    expect(phaseList(view)).toEqual([...BEFORE_COMMANDS.slice(0, 3), 'DOWNLOAD_SOURCE FAILED', ...END]);
    expect(contextsOf(view)).toEqual([{ statusCode: 'YAML_FILE_ERROR', message }]);
  });

  it('still come to UPLOAD_ARTIFACTS when POST_BUILD fails', async () => {
    const { phases, view } = await build({ post_build: ['false'] });

    expect(phases.slice(3)).toEqual(['POST_BUILD FAILED', 'UPLOAD_ARTIFACTS SUCCEEDED', ...END]);
    expect(view.buildStatus).toBe('FAILED');
  });

  it('fail the build when UPLOAD_ARTIFACTS fails', async () => {
    const { phases, view } = await build({}, 'artifacts: { files: absent.txt }');

    expect(phases.slice(4)).toEqual(['UPLOAD_ARTIFACTS FAILED', ...END]);
    expect(view.buildStatus).toBe('FAILED');
  });

  it('are FAULT where the service itself fails, for instance for want of the source', async () => {
    const { view } = await bench.build(buildspecOf({}), { request: { sourceDirectory: '/absent/source' } });

    expect(view.buildStatus).toBe('FAULT');
    expect(phaseList(view)).toContain('DOWNLOAD_SOURCE FAULT');
  });

  it('on-failure: CONTINUE goes on to the next phase, which can tell that the build is failing', async () => {
    const failing = { commands: ['false'], 'on-failure': 'CONTINUE' };
    const { lines, phases, view } = await build({
      install: failing,
      pre_build: { commands: ['true'], finally: ['false'], 'on-failure': 'CONTINUE' },
      build: ['echo "$CODEBUILD_BUILD_SUCCEEDING"'],
      post_build: failing,
    });

    expect(lines).toEqual(['0']);
    expect(phases).toEqual([
      ...['INSTALL FAILED', 'PRE_BUILD FAILED', 'BUILD SUCCEEDED', 'POST_BUILD FAILED', 'UPLOAD_ARTIFACTS SUCCEEDED'],
      ...END,
    ]);
    expect(view.buildStatus).toBe('FAILED');
  });

  it('on-failure: ABORT ends the build, also in BUILD', async () => {
    const { lines, phases } = await build({
      build: { commands: ['false'], finally: ['echo finally'], 'on-failure': 'ABORT' },
      post_build: ['echo skipped'],
    });

    expect(lines).toEqual(['finally']);
    expect(phases.slice(2)).toEqual(['BUILD FAILED', ...END]);
  });

  it('on-failure: RETRY repeats up to 3 times, and a phase that then succeeds has never failed', async () => {
    const { lines, phases, view } = await build({
      build: {
        commands: ['echo "try $((tries += 1)) $CODEBUILD_BUILD_SUCCEEDING"', '[ "$tries" -gt 3 ]'],
        'on-failure': 'RETRY',
      },
      post_build: ['echo "post_build $CODEBUILD_BUILD_SUCCEEDING"'],
    });

    expect(lines).toEqual(['try 1 1', 'try 2 1', 'try 3 1', 'try 4 1', 'post_build 1']);
    expect(phases[2]).toBe('BUILD SUCCEEDED');
    expect(view.buildStatus).toBe('SUCCEEDED');
  });

  it('on-failure: RETRY-count repeats as often as that, then what follows any failure follows', async () => {
    const { lines, phases } = await build({
      install: { commands: ['echo try', 'false'], 'on-failure': 'RETRY-2' },
    });

    expect(lines).toEqual(['try', 'try', 'try']);
    expect(phases).toEqual(['INSTALL FAILED', ...END]);
  });

  it('on-failure: RETRY-regex and RETRY-count-regex repeat only failures that match', async () => {
    const { lines, phases } = await build({
      build: {
        commands: ['echo "build $((tries += 1))"', '(exit $((6 + tries)))'],
        'on-failure': 'RETRY-status 7$',
      },
      post_build: { commands: ['echo post_build', '(exit 7)'], 'on-failure': 'RETRY-1-status 7$' },
    });

    expect(lines).toEqual(['build 1', 'build 2', 'post_build', 'post_build']);
    expect(phases.slice(2, 4)).toEqual(['BUILD FAILED', 'POST_BUILD FAILED']);
  });
});
