import { BuildBench, buildspecOf, printed } from './build-bench';
import { Presence } from './presence';

describe('executing a build', () => {
  let bench: BuildBench;
  beforeAll(async () => {
    bench = await BuildBench.start();
  });
  afterAll(() => bench.remove());

  it('executes the commands of all phases in one shell', async () => {
    const buildspec = buildspecOf({
      install: ['mkdir inner && cd inner', 'plain=unexported', 'export STRONG="two words"'],
      build: ['echo "$(basename "$PWD") $plain $STRONG"'],
    });

    const { log, finished } = await bench.build(buildspec);

    expect(printed(log)).toEqual(['inner unexported two words']);
    expect(finished.status).toBe('SUCCEEDED');
  });

  it('finds the buildspec in the source', async () => {
    const files = { 'ci/spec.yml': buildspecOf({ build: ['cat data.txt'] }), 'data.txt': 'from the source\n' };

    const { log, view } = await bench.build('ci/spec.yml', { files });

    expect(printed(log)).toEqual(['from the source']);
    expect(view.source).toEqual({ type: 'CODEPIPELINE', buildspec: 'ci/spec.yml' });
  });

  it.each(['sh', 'bash'])(
    'takes up with directory and exported variables after a command that ends %s',
    async (shell) => {
      const buildspec = buildspecOf(
        {
          pre_build: ["mkdir inner; cd inner; export QUOTED='it'\\''s'", 'exit 0'],
          build: ['echo "$(basename "$PWD") $QUOTED"'],
        },
        `env: { shell: ${shell} }`,
      );

      const { log, finished } = await bench.build(buildspec);

      expect(printed(log)).toEqual(["inner it's"]);
      expect(finished.status).toBe('SUCCEEDED');
    },
  );

  it('executes multi-line commands, in bash where the buildspec says so', async () => {
    const buildspec = `
version: 0.2
env: { shell: bash }
phases:
  build:
    commands:
      - |
        values=(one two)
        for value in "\${values[@]}"; do
          echo "$value"
        done
`;

    const { log } = await bench.build(buildspec);

    expect(printed(log).slice(-2)).toEqual(['one', 'two']);
  });

  it('gives commands nothing to read, so none can swallow those that follow', async () => {
    const { log } = await bench.build(buildspecOf({ build: ['cat', 'echo after'] }));

    expect(printed(log)).toEqual(['after']);
  });

  it('writes what commands print to both streams in the order in which they print it', async () => {
    const { log } = await bench.build(buildspecOf({ build: ['echo one; echo two >&2; echo three', 'echo four >&2'] }));

    expect(printed(log)).toEqual(['one', 'two', 'three', 'four']);
    expect(log).toMatch(/^\[Container\] \d{4}\/\d\d\/\d\d [\d:.]+ Running command echo four >&2$/m);
    expect(log).toMatch(/^\[Container\] .* Phase complete: BUILD State: SUCCEEDED$/m);
  });

  it('survives commands that end the shell: their status counts and later phases are executed', async () => {
    const buildspec = buildspecOf({ build: ['set -e', 'false', 'echo skipped'], post_build: ['echo after; exit 4'] });

    const { log, view } = await bench.build(buildspec);

    expect(printed(log)).toEqual(['after']);
    expect(view.phases?.flatMap(({ contexts = [] }) => contexts.map(({ message }) => message))).toEqual([
      'Error while executing command: false. Reason: exit status 1',
      'Error while executing command: echo after; exit 4. Reason: exit status 4',
    ]);
  });

  it('does not wait for what a command that ended the shell left in the background', async () => {
    const { finished } = await bench.build(buildspecOf({ build: ['(sleep 600; true) & exit 5'] }));

    expect(finished.status).toBe('FAILED');
  });

  it('works on a copy of the source', async () => {
    const files = { 'data.txt': 'original' };
    const id = bench.begin(buildspecOf({ build: ['echo changed > data.txt'] }), { files });
    await bench.codeBuild.builds.finished(id);

    const { log } = await bench.build(buildspecOf({ build: ['cat data.txt'] }), { files });

    expect(printed(log)).toEqual(['original']);
  });

  it('shows its log while it is executed', async () => {
    const presence = await Presence.start();
    const arrival = presence.arrival();
    const id = bench.begin(buildspecOf({ build: ['echo working', presence.command] }));
    await arrival;

    const { logs } = await bench.view(id);

    const [, uuid = ''] = id.split(':');
    expect(logs).toMatchObject({
      groupName: '/aws/codebuild/penguins-build',
      streamName: uuid,
      deepLink: `${bench.url}/builds/penguins-build/${uuid}`,
    });
    expect(printed(await bench.log(logs?.deepLink ?? ''))).toEqual(['working']);
    await presence.stop();
  });
});
