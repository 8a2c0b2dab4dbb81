import { ifReadable } from '../commits/if-readable';
import type { Owner } from '../ports/owner';
import type { ChangedFiles, CommitDetails, Repositories } from '../ports/repositories';
import { commitsBetween } from './commits-between';
import type { ChangeCommit, Changes } from './evidence';

/** Paths that are counted; beyond that the number says no more. */
const FILES_COUNTED = 500;
/** Paths that are kept for the card. */
const FILES_SHOWN = 20;

/** Characters that are kept of foreign text: evidence goes into every record of its approval, and is at most some 60 KB so. */
const SUBJECT_LENGTH = 120;
const NAME_LENGTH = 100;
/** Longest address there is (RFC 5321). */
const ADDRESS_LENGTH = 254;
const PATH_LENGTH = 300;

export interface ReadChangesInput {
  owner: Owner;
  repository: string;
  commitId: string;
  /** Production's commit; absent where nothing was released yet. */
  since?: string | undefined;
}

/**
 * Everything between production and a release. All commits are kept that the walk may read, for who wrote one of them
 * may not approve. Costs a call per generation of commits, at most about a hundred one after the other.
 *
 * @returns undefined where the repository cannot be read, or does not have the commit
 */
export async function readChanges(
  repositories: Pick<Repositories, 'commits' | 'changedFiles'>,
  { owner, repository, commitId, since }: ReadChangesInput,
): Promise<Changes | undefined> {
  const [between, files] = await Promise.all([
    ifReadable(commitsBetween((ids) => repositories.commits(repository, ids, owner), { head: commitId, base: since })),
    since === undefined || since === commitId
      ? undefined
      : ifReadable(
          repositories.changedFiles(repository, { before: since, after: commitId, limit: FILES_COUNTED }, owner),
        ),
  ]);
  if (!between) return undefined;
  return {
    repository,
    since,
    commits: between.commits.map(shown),
    isCapped: between.isCapped,
    files: files && shownFiles(files),
  };
}

function shownFiles({ files, isCapped }: ChangedFiles): Changes['files'] {
  const byPath = files.toSorted((one, next) => (one.path < next.path ? -1 : 1));
  const kept = byPath.slice(0, FILES_SHOWN).map((file) => ({ ...file, path: cut(file.path, PATH_LENGTH) }));
  return { count: files.length, isCapped, shown: kept };
}

const shown = (commit: CommitDetails): ChangeCommit => ({
  commitId: commit.commitId,
  subject: cut(commit.message.trimStart().split('\n', 1)[0]?.trimEnd() ?? '', SUBJECT_LENGTH),
  authorName: cut(commit.authorName, NAME_LENGTH),
  authorEmail: cut(commit.authorEmail, ADDRESS_LENGTH),
  committerName: cut(commit.committerName, NAME_LENGTH),
  committerEmail: cut(commit.committerEmail, ADDRESS_LENGTH),
});

/** By whole characters: half a surrogate pair is no text. */
const cut = (text: string, length: number): string =>
  text.length <= length ? text : `${[...text].slice(0, length - 1).join('')}…`;
