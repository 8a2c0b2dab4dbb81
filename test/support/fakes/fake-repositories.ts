import type { ChangedFile } from '../../../src/domain/approvals/evidence';
import { BadRequest } from '../../../src/domain/errors';
import type { ChangedFiles, CommitDetails, CommitRange, Repositories } from '../../../src/domain/ports/repositories';

/** A commit as a test makes it. */
export interface NewCommit extends Partial<CommitDetails> {
  commitId: string;
  /** What it makes of files of its first parent; undefined: it deletes one. */
  files?: Record<string, string | undefined>;
}

interface Kept {
  details: CommitDetails;
  files: ReadonlyMap<string, string>;
}

/** Repositories in memory. */
export class FakeRepositories implements Repositories {
  private readonly branches = new Map<string, Map<string, string>>();
  private readonly kept = new Map<string, Kept>();
  private refusal: Error | undefined;

  /** Puts a commit on a branch; unless it says otherwise it follows what was there, and its author has committed it. */
  pushed(repository: string, branch: string, { files = {}, ...given }: NewCommit): void {
    const branches = this.branches.get(repository) ?? new Map<string, string>();
    const { parents = [branches.get(branch) ?? []].flat() } = given;
    const authored = { message: '', authorName: '', authorEmail: '', authoredAt: new Date(0), ...given };
    const details: CommitDetails = {
      committerName: authored.authorName,
      committerEmail: authored.authorEmail,
      committedAt: authored.authoredAt,
      ...authored,
      parents,
    };
    const tree = new Map(this.kept.get(`${repository}#${parents[0]}`)?.files);
    for (const [path, content] of Object.entries(files)) {
      if (content === undefined) tree.delete(path);
      else tree.set(path, content);
    }
    this.kept.set(`${repository}#${given.commitId}`, { details, files: tree });
    this.branches.set(repository, branches.set(branch, given.commitId));
  }

  /** Its history was rewritten: a commit is no longer in it. */
  lost(repository: string, commitId: string): void {
    this.kept.delete(`${repository}#${commitId}`);
  }

  /** Whoever reads a commit from now on is refused. */
  refuses(refusal: Error | undefined): void {
    this.refusal = refusal;
  }

  async branchTip(repository: string, branch: string): Promise<string> {
    const branches = this.branches.get(repository);
    if (!branches) throw noRepository(repository);
    const tip = branches.get(branch);
    if (!tip) throw new BadRequest(`The repository ${repository} has no branch “${branch}”.`);
    return tip;
  }

  async cloneUrl(repository: string): Promise<string> {
    if (!this.branches.has(repository)) throw noRepository(repository);
    return `https://git.example.com/${repository}`;
  }

  async commit(repository: string, commitId: string): Promise<CommitDetails | undefined> {
    return (await this.commits(repository, [commitId]))[0];
  }

  async commits(repository: string, commitIds: readonly string[]): Promise<CommitDetails[]> {
    if (this.refusal) throw this.refusal;
    return structuredClone(commitIds.flatMap((id) => this.kept.get(`${repository}#${id}`)?.details ?? []));
  }

  async changedFiles(repository: string, { before, after, limit }: CommitRange): Promise<ChangedFiles | undefined> {
    if (this.refusal) throw this.refusal;
    const [old, young] = [before, after].map((id) => this.kept.get(`${repository}#${id}`)?.files);
    if (!old || !young) return undefined;
    const paths = [...new Set([...old.keys(), ...young.keys()])].filter((path) => old.get(path) !== young.get(path));
    const files = paths.sort().map((path): ChangedFile => {
      if (!old.has(path)) return { path, change: 'added' };
      return { path, change: young.has(path) ? 'modified' : 'deleted' };
    });
    return { files: files.slice(0, limit), isCapped: files.length > limit };
  }
}

const noRepository = (name: string): BadRequest =>
  new BadRequest(`There is no repository ${name}; the pipeline’s source or mlpipeline.yaml names it.`);
