import { BadRequest } from '../../../src/domain/errors';
import type { CommitDetails, Repositories } from '../../../src/domain/ports/repositories';

/** Repositories in memory; each commit is the tip of its branch. */
export class FakeRepositories implements Repositories {
  private readonly branches = new Map<string, Map<string, CommitDetails>>();
  private readonly commits = new Map<string, CommitDetails>();

  pushed(repository: string, branch: string, commit: CommitDetails): void {
    const branches = this.branches.get(repository) ?? new Map<string, CommitDetails>();
    this.branches.set(repository, branches.set(branch, commit));
    this.commits.set(`${repository}#${commit.commitId}`, commit);
  }

  async branchTip(repository: string, branch: string): Promise<string> {
    const branches = this.branches.get(repository);
    if (!branches) throw new BadRequest(`There is no repository ${repository}; the pipeline’s source names it.`);
    const tip = branches.get(branch);
    if (!tip) throw new BadRequest(`The repository ${repository} has no branch “${branch}”.`);
    return tip.commitId;
  }

  async commit(repository: string, commitId: string): Promise<CommitDetails | undefined> {
    return structuredClone(this.commits.get(`${repository}#${commitId}`));
  }
}
