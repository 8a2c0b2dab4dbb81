import type { GitRepository } from './git-repository';

/** A branch or tag that has been created, moved or deleted. */
export interface ReferenceChange {
  /** Full, e.g. `refs/heads/main`. */
  reference: string;
  oldCommitId?: string;
  newCommitId?: string;
}

/**
 * Finds out what a push or an operation does to a repository, without hooks, by comparing its references before and
 * after. Whatever may change a repository therefore waits for what came before it.
 */
export class ReferenceWatch {
  private readonly lastWork = new Map<string, Promise<unknown>>();

  /**
   * @param work performs the push or operation and resolves when it is over, whether it succeeded or not
   * @param onChanges told what has changed, if anything has, before the next may begin
   * @returns what `work` returns, once `onChanges` is done
   */
  during<T>(
    repository: GitRepository,
    work: () => Promise<T>,
    onChanges: (changes: ReferenceChange[]) => Promise<void>,
  ): Promise<T> {
    const previous = this.lastWork.get(repository.path) ?? Promise.resolve();
    const done = previous.then(async () => {
      const before = await repository.references();
      const result = await work();
      const changes = differences(before, await repository.references());
      if (changes.length > 0) await onChanges(changes);
      return result;
    });
    this.lastWork.set(
      repository.path,
      done.catch(() => {}),
    );
    return done;
  }

  /** Resolves when nothing is going on. */
  async idle(): Promise<void> {
    await Promise.all(this.lastWork.values());
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
