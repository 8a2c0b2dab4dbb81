import type { EventSink, Sources } from '../ports';
import type { GitRepository } from './git-repository';
import { type MergeFacts, referenceEvent } from './reference-event';
import { type ReferenceChange, ReferenceWatch } from './reference-watch';
import type { RepositoryStore } from './repository-store';

type PushListener = Parameters<Sources['onPush']>[0];

/** Told of the references that moved, before anybody else may move them again. */
export type ReferenceFollower = (
  repositoryName: string,
  changes: readonly ReferenceChange[],
  callerArn: string,
) => Promise<void>;

export interface RepositoryChangesOptions {
  store: RepositoryStore;
  emit: EventSink;
  now: () => Date;
}

/** The one way in which repositories change: one change at a time, each announced to all that want to know. */
export class RepositoryChanges {
  private readonly watch = new ReferenceWatch();
  private readonly followers: ReferenceFollower[] = [];
  private readonly pushListeners: PushListener[] = [];

  constructor(private readonly options: RepositoryChangesOptions) {}

  /**
   * Performs a push or an operation while nothing else changes the repository, and announces what it did.
   * @param work may name the merge that it has performed
   * @throws AwsError RepositoryDoesNotExistException, and what `work` throws
   */
  perform<T>(
    repositoryName: string,
    callerArn: string,
    work: (repository: GitRepository, merging: (facts: MergeFacts) => void) => Promise<T>,
  ): Promise<T> {
    const repository = this.contents(repositoryName);
    let merge: MergeFacts | undefined;
    const merging = (facts: MergeFacts) => {
      merge = facts;
    };
    return this.watch.during(
      repository,
      () => work(repository, merging),
      (changes) => this.announce(repositoryName, changes, merge, callerArn),
    );
  }

  /** @throws AwsError RepositoryDoesNotExistException */
  contents(repositoryName: string): GitRepository {
    return this.options.store.contents(repositoryName);
  }

  follow(follower: ReferenceFollower): void {
    this.followers.push(follower);
  }

  onPush(listener: PushListener): void {
    this.pushListeners.push(listener);
  }

  /** Resolves when no change is going on. */
  idle(): Promise<void> {
    return this.watch.idle();
  }

  private async announce(
    repositoryName: string,
    changes: readonly ReferenceChange[],
    merge: MergeFacts | undefined,
    callerArn: string,
  ): Promise<void> {
    const { store, emit, now } = this.options;
    store.touch(repositoryName);
    for (const change of changes) emit(referenceEvent(store.existing(repositoryName), change, merge, callerArn, now()));
    for (const follower of this.followers) await follower(repositoryName, changes, callerArn);
    for (const { reference, newCommitId: commitId } of changes) {
      const [, branchName] = /^refs\/heads\/(.+)$/.exec(reference) ?? [];
      if (branchName === undefined || commitId === undefined) continue;
      for (const listener of this.pushListeners) listener({ repositoryName, branchName, commitId });
    }
  }
}
