import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PENGUINS } from './pipelines';
import { git, type SeedHistory, writeSeedHistory } from './seed-history';
import type { RunningStack } from './stack';

/** The seeded history on its way into the local repository, by ordinary git over HTTP. */
export class SeedSource {
  private constructor(
    readonly history: SeedHistory,
    private readonly remote: string,
  ) {}

  /** Writes the history into the state folder, anew where an earlier start was cut off at it. */
  static async prepare({ url, state }: Pick<RunningStack, 'url' | 'state'>): Promise<SeedSource> {
    const directory = join(state, 'seed');
    await rm(directory, { recursive: true, force: true });
    await mkdir(directory, { recursive: true });
    return new SeedSource(await writeSeedHistory(directory), `${url}/git/${PENGUINS.repository}.git`);
  }

  /** The commit where main stands in the repository; undefined while it is empty. */
  async tip(): Promise<string | undefined> {
    const answer = await this.git('ls-remote', this.remote, `refs/heads/${PENGUINS.branch}`);
    return answer.split(/\s/)[0] || undefined;
  }

  /** As its author, who signs in by e-mail address: by that the bot knows whom in Slack the pusher is. */
  async push(commitId: string, branch: string = PENGUINS.branch): Promise<void> {
    const author = (await this.git('log', '-1', '--format=%ae', commitId)).trim();
    const signedIn = `http.extraHeader=Authorization: Basic ${Buffer.from(`${author}:`).toString('base64')}`;
    await this.git('-c', signedIn, 'push', '--quiet', this.remote, `${commitId}:refs/heads/${branch}`);
  }

  async remove(): Promise<void> {
    await rm(this.history.directory, { recursive: true, force: true });
  }

  private git(...command: string[]): Promise<string> {
    return git(this.history.directory, command);
  }
}
