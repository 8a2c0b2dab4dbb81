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
    if (!branches) throw noRepository(repository);
    const tip = branches.get(branch);
    if (!tip) throw new BadRequest(`The repository ${repository} has no branch “${branch}”.`);
    return tip.commitId;
  }

  async cloneUrl(repository: string): Promise<string> {
    if (!this.branches.has(repository)) throw noRepository(repository);
    return `https://git.example.com/${repository}`;
  }

  async commit(repository: string, commitId: string): Promise<CommitDetails | undefined> {
    return structuredClone(this.commits.get(`${repository}#${commitId}`));
  }
}

const noRepository = (name: string): BadRequest =>
  new BadRequest(`There is no repository ${name}; the pipeline’s source or mlpipeline.yaml names it.`);
