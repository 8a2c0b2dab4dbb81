import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prebuilt } from '../../../support/prebuilt';
import { BuildBench, buildspecOf, phaseList } from './build-bench';
import { Presence } from './presence';

describe('builds that do not reach their end', () => {
  let presence: Presence;
  let directory: string;
  const benches: BuildBench[] = [];
  const startCodeBuild = async () => {
    const bench = await BuildBench.start(directory);
    benches.push(bench);
    return bench;
  };
  beforeEach(async () => {
    presence = await Presence.start();
    directory = mkdtempSync(join(tmpdir(), 'codebuild-'));
  });
  afterEach(async () => {
    await presence.stop();
    await Promise.all(benches.splice(0).map((bench) => bench.remove()));
  });

  /** Waits until a process of the build is there in the background and one in the foreground. */
  async function bothProcesses<Begun>(begin: (buildspec: string) => Begun) {
    const background = presence.arrival();
    const build = begin(buildspecOf({ build: [`${presence.command} &`, presence.command] }));
    const { gone: backgroundGone } = await background;
    const { gone: foregroundGone } = await presence.arrival();
    return { build, gone: Promise.all([backgroundGone, foregroundGone]) };
  }

  it('kills what a finished build has left in the background', async () => {
    const bench = await startCodeBuild();
    const arrival = presence.arrival();
    const gate = join(directory, 'gate');
    execFileSync('mkfifo', [gate]);

    const building = bench.build(
      buildspecOf({ build: [`${presence.command} &`, `read go < '${gate}'`, `${presence.command} & exit`] }),
    );
    const { gone } = await arrival;
    await writeFile(gate, 'go\n'); // only now may the build go on to its end
    const { finished } = await building;

    expect(finished.status).toBe('SUCCEEDED');
    await gone;
  });

  it('dies with everything it started when CodeBuild is closed, and is FAULT at the next start', async () => {
    const bench = await startCodeBuild();
    const { build: id, gone } = await bothProcesses((buildspec) => bench.begin(buildspec));

    await bench.stop();
    await gone;
    const next = await startCodeBuild();

    await expect(next.codeBuild.builds.finished(id)).resolves.toMatchObject({ id, status: 'FAULT' });
    const view = await next.view(id);
    expect(phaseList(view).slice(-2)).toEqual(['BUILD FAULT', 'COMPLETED']);
    expect(view).toMatchObject({ buildStatus: 'FAULT', buildComplete: true, endTime: expect.any(Date) });
    expect(next.events.map(({ detail }) => detail['completed-phase-status'] ?? detail['build-status'])).toEqual([
      'FAULT',
      'FAULT',
    ]);
  });

  it('dies with everything it started when the process of CodeBuild is killed', async () => {
    const program = await prebuilt('test/local/aws/codebuild/doomed-stack.ts');
    let stack: ChildProcess | undefined;
    const { gone } = await bothProcesses((buildspec) => {
      stack = spawn(process.execPath, [program, directory, buildspec]);
      stack.stderr?.pipe(process.stderr);
    });

    stack?.kill('SIGKILL');

    await gone;
    const next = await startCodeBuild();
    expect(next.events.at(-1)?.detail).toMatchObject({ 'build-status': 'FAULT' });
  });

  it('goes on counting builds after a restart', async () => {
    const bench = await startCodeBuild();
    await bench.build(buildspecOf({}));
    await bench.stop();
    const next = await startCodeBuild();

    const { view } = await next.build(buildspecOf({}));

    expect(view.buildNumber).toBe(2);
    expect(next.events[0]?.detail['build-status']).toBe('IN_PROGRESS');
  });

  it('is ended when the timeout of its project is over', async () => {
    const bench = await startCodeBuild();
    const project = { timeoutInMinutes: 7 };
    const { build: id, gone } = await bothProcesses((buildspec) => bench.begin(buildspec, { project }));

    bench.clock.advance(6.5 * 60_000);
    expect((await bench.view(id)).buildStatus).toBe('IN_PROGRESS');
    bench.clock.advance(0.5 * 60_000);

    await expect(bench.codeBuild.builds.finished(id)).resolves.toMatchObject({ status: 'TIMED_OUT' });
    await gone;
    const view = await bench.view(id);
    expect(phaseList(view).slice(-3)).toEqual(['BUILD TIMED_OUT', 'FINALIZING SUCCEEDED', 'COMPLETED']);
    expect(view.phases?.at(-3)?.contexts).toEqual([{ statusCode: 'BUILD_TIMED_OUT', message: 'Build has timed out.' }]);
  });
});
