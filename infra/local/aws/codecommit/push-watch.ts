import type { GitRepository } from './git-repository';

/** A branch or tag that a push has created, moved or deleted. */
export interface ReferenceChange {
  /** Full, e.g. `refs/heads/main`. */
  reference: string;
  oldCommitId?: string;
  newCommitId?: string;
}

/**
 * Finds out what pushes do to a repository, without hooks, by comparing its references before and after. Pushes to one
 * repository therefore wait for each other.
 */
export class PushWatch {
  private readonly lastPush = new Map<string, Promise<unknown>>();

  /** @param push performs the push and resolves when it is over, whether it succeeded or not */
  async during(repository: GitRepository, push: () => Promise<void>): Promise<ReferenceChange[]> {
    const previous = this.lastPush.get(repository.path) ?? Promise.resolve();
    const changes = previous.then(async () => {
      const before = await repository.references();
      await push();
      return differences(before, await repository.references());
    });
    this.lastPush.set(
      repository.path,
      changes.catch(() => {}),
    );
    return changes;
  }

  /** Resolves when no push is going on. */
  async idle(): Promise<void> {
    await Promise.all(this.lastPush.values());
  }
}

function differences(before: Map<string, string>, after: Map<string, string>): ReferenceChange[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names.flatMap((reference) => {
    const oldCommitId = before.get(reference);
    const newCommitId = after.get(reference);
    if (oldCommitId === newCommitId) return [];
    return [{ reference, ...(oldCommitId && { oldCommitId }), ...(newCommitId && { newCommitId }) }];
  });
}
