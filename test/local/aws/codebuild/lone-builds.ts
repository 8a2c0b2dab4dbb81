import { RetryBuildCommand, StartBuildCommand, type StartBuildInput } from '@aws-sdk/client-codebuild';
import { BuildBench, buildspecOf, printed } from './build-bench';
import { Presence } from './presence';

export const LOCATION = 'https://git-codecommit.us-east-1.amazonaws.com/v1/repos/penguins';
/** Well-formed, and of no build. */
export const UNKNOWN_BUILD = 'alone:8745a7a9-c340-456a-9166-edf953571bec';

/** Builds that somebody starts by hand: `alone` has a source of its own, `piped` is a pipeline's; two run at once. */
export class LoneBuilds {
  private constructor(
    readonly bench: BuildBench,
    private readonly presence: Presence,
  ) {}

  static async begin(): Promise<LoneBuilds> {
    const presence = await Presence.start();
    const bench = await BuildBench.start(undefined, 2);
    bench.branches.main = { 'buildspec.yml': buildspecOf({ build: ['echo from main'] }), 'data.txt': 'main\n' };
    bench.branches.topic = { 'buildspec.yml': buildspecOf({ build: ['echo from topic'] }), 'data.txt': 'topic\n' };
    bench.codeBuild.createProject({ name: 'alone', source: { type: 'CODECOMMIT', location: LOCATION } });
    bench.codeBuild.createProject({ name: 'piped' });
    return new LoneBuilds(bench, presence);
  }

  async end(): Promise<void> {
    await this.bench.remove();
    await this.presence.stop();
  }

  /** @returns the id of a build of `alone`, unless the input names another project */
  async start(input: Partial<StartBuildInput> = {}): Promise<string> {
    const { build } = await this.bench.client.send(new StartBuildCommand({ projectName: 'alone', ...input }));
    return build?.id ?? '';
  }

  /** A build that has completed, and what its commands printed. */
  async build(input: Partial<StartBuildInput> = {}) {
    const { id, logUrl } = await this.bench.codeBuild.builds.finished(await this.start(input));
    return { view: await this.bench.view(id), lines: printed(await this.bench.log(logUrl)) };
  }

  /** Starts a build that lasts until it is ended from outside; `gone` resolves when its command is. */
  async startLasting(onFailure?: string) {
    const arrival = this.presence.arrival();
    const id = await this.start({
      buildspecOverride: buildspecOf({
        build: { commands: [this.presence.command], ...(onFailure && { 'on-failure': onFailure }) },
        post_build: ['echo post'],
      }),
    });
    return { id, gone: (await arrival).gone };
  }

  /** As many lasting builds as run at once, and as many others as may then wait. */
  async fillQueue(): Promise<void> {
    await this.startLasting();
    await this.startLasting();
    for (let waiting = 1; waiting <= 10; waiting++) await this.start();
  }

  async retry(id: string | undefined, idempotencyToken?: string) {
    const token = idempotencyToken === undefined ? {} : { idempotencyToken };
    const { build } = await this.bench.client.send(new RetryBuildCommand({ id, ...token }));
    return build;
  }
}
