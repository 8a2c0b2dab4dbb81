import type { GetDifferencesInput, GetDifferencesOutput } from '@aws-sdk/client-codecommit';
import { AwsError } from '../../aws-error';
import { page } from '../../wire/page';
import type { BlobEntry } from '../git-repository';
import { isInvalidPath } from '../path';
import { commitOfSpecifier } from '../references';
import type { RepositoryStore } from '../repository-store';

const DIFFERENCES_PER_PAGE = 100;

/** GetDifferences. */
export function differenceOperations(store: RepositoryStore) {
  return {
    async GetDifferences(input: GetDifferencesInput): Promise<GetDifferencesOutput> {
      const { repositoryName, beforeCommitSpecifier, afterCommitSpecifier = '', beforePath, afterPath } = input;
      const { MaxResults = DIFFERENCES_PER_PAGE, NextToken } = input;
      const repository = store.contents(repositoryName);
      if (MaxResults < 1) throw new AwsError('InvalidMaxResultsException', 'MaxResults must be greater than 0.');
      const after = await commitOfSpecifier(repository, afterCommitSpecifier);
      const before =
        beforeCommitSpecifier === undefined ? undefined : await commitOfSpecifier(repository, beforeCommitSpecifier);
      const places = [
        { path: afterPath, commitId: after },
        { path: beforePath, commitId: before },
      ];
      const paths: string[] = [];
      for (const { path, commitId } of places) {
        if (path === undefined || path === '') continue;
        if (isInvalidPath(path)) throw new AwsError('InvalidPathException', `The path ${path} is not valid.`);
        if (commitId === undefined || !(await repository.hasPath(commitId, path))) {
          throw new AwsError('PathDoesNotExistException', `The path ${path} does not exist.`);
        }
        paths.push(path);
      }

      const { items, nextToken } = page({
        items: await repository.differences(before, after, paths),
        keyOf: (difference) => blobOf(difference).path,
        maxResults: MaxResults,
        nextToken: NextToken,
        bindTo: { repositoryName, before, after, paths },
        invalidTokenCode: 'InvalidContinuationTokenException',
      });
      return {
        differences: items.map(({ changeType, before: beforeBlob, after: afterBlob }) => ({
          changeType,
          ...(beforeBlob && { beforeBlob }),
          ...(afterBlob && { afterBlob }),
        })),
        ...(nextToken && { NextToken: nextToken }),
      };
    },
  };
}

function blobOf({ before, after }: { before?: BlobEntry; after?: BlobEntry }): BlobEntry {
  const blob = after ?? before;
  if (!blob) throw new Error('a difference has at least one side');
  return blob;
}
