import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AwsError } from '../../../../infra/local/aws/aws-error';
import type { CommitFacts, Sources } from '../../../../infra/local/aws/ports';

type PushListener = Parameters<Sources['onPush']>[0];

/** Repositories at CodePipeline's port: a commit has one file, `commit.txt`, with its message. */
export class MemorySources implements Sources {
  private readonly commits = new Map<string, CommitFacts>();
  private readonly branches = new Map<string, string>();
  private readonly listeners: PushListener[] = [];
  private gate: Promise<void> = Promise.resolve();
  private onCheckout: () => void = () => {};

  /** Adds a commit to a branch without telling anyone; returns its id. */
  commit(repositoryName: string, branchName: string, message: string): string {
    const commitId = createHash('sha1').update(`${repositoryName} ${this.commits.size} ${message}`).digest('hex');
    const date = `${1_700_000_000 + this.commits.size} +0000`;
    const author = { authorName: 'Emma', authorEmail: 'emma@example.com' };
    this.commits.set(commitId, { commitId, message, authorDate: date, committerDate: date, ...author });
    this.branches.set(`${repositoryName} ${branchName}`, commitId);
    return commitId;
  }

  push(repositoryName: string, branchName: string, message: string): string {
    const commitId = this.commit(repositoryName, branchName, message);
    for (const listener of this.listeners) listener({ repositoryName, branchName, commitId });
    return commitId;
  }

  async resolve(repositoryName: string, reference: string): Promise<CommitFacts> {
    const commit = this.commits.get(this.branches.get(`${repositoryName} ${reference}`) ?? reference);
    if (!commit) throw new AwsError('BranchDoesNotExistException', `${reference} does not exist`);
    return commit;
  }

  /** Keeps checkouts from ending until they are released. */
  hold(): { begun: Promise<void>; release: () => void } {
    let release = () => {};
    this.gate = new Promise((open) => {
      release = open;
    });
    const begun = new Promise<void>((begin) => {
      this.onCheckout = begin;
    });
    return { begun, release };
  }

  async checkout(_repositoryName: string, commitId: string, directory: string): Promise<void> {
    this.onCheckout();
    await this.gate;
    await writeFile(join(directory, 'commit.txt'), this.commits.get(commitId)?.message ?? '');
  }

  onPush(listener: PushListener): void {
    this.listeners.push(listener);
  }
}
