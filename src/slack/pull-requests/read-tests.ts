import { type Build, isBuildEnded } from '../../domain/builds/build';
import { readLog } from '../../domain/builds/read-log';
import { Refusal } from '../../domain/errors';
import type { BuildRecords } from '../../domain/ports/build-records';
import type { Builds } from '../../domain/ports/builds';
import type { CommitRecords } from '../../domain/ports/commit-records';
import type { Logs } from '../../domain/ports/logs';
import { ofRepository } from '../../domain/ports/owner';
import type { PullRequest } from '../../domain/pull-requests/pull-request';
import type { PullRequestTest } from './pull-request-card';

export interface ReadTestsDeps {
  commitRecords: CommitRecords;
  buildRecords: BuildRecords;
  builds: Builds;
  logs: Logs;
}

/** The builds of a pull request's newest source commit, with what the card says of how they ended. */
export async function readTests(deps: ReadTestsDeps, request: PullRequest): Promise<PullRequestTest[]> {
  const owner = ofRepository(request.repository);
  const commit = await deps.commitRecords.get(request.repository, request.sourceCommit);
  const read = await Promise.all((commit?.tests ?? []).map(({ buildId }) => readTest(buildId)));
  return read.flatMap((test) => test ?? []);

  async function readTest(buildId: string): Promise<PullRequestTest | undefined> {
    const build = await deps.buildRecords.get(buildId);
    if (!build) return undefined;
    if (!isBuildEnded(build.status)) return { build, lines: [] };
    const results = await deps.builds.testResults(buildId, owner);
    const isExplained = build.status === 'Succeeded' || (results && results.failed > 0);
    return { build, results, lines: isExplained ? [] : await linesOf(build) };
  }

  async function linesOf(build: Build): Promise<string[]> {
    try {
      return (await readLog(deps)({ ...build, owner })).excerpt;
    } catch (error) {
      // A log that may not be read must not keep the card from saying that the build failed.
      if (error instanceof Refusal) return [];
      throw error;
    }
  }
}
