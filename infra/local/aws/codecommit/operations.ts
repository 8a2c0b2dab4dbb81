import type {
  GetBranchInput,
  GetBranchOutput,
  GetCommitInput,
  GetCommitOutput,
  GetDifferencesInput,
  GetDifferencesOutput,
  GetRepositoryInput,
  GetRepositoryOutput,
  ListRepositoriesInput,
  ListRepositoriesOutput,
} from '@aws-sdk/client-codecommit';
import { ACCOUNT } from '../../identity';
import { AwsError } from '../aws-error';
import type { AwsService } from '../wire/aws-service';
import { page } from '../wire/page';
import { describeViolations, type Violation } from '../wire/violations';
import type { BlobEntry } from './git-repository';
import { branchTip, commitOf, commitOfSpecifier } from './references';
import { type RepositoryStore, repositoryArn } from './repository-store';

const REPOSITORIES_PER_PAGE = 1000;
const DIFFERENCES_PER_PAGE = 100;

/** The operations of CodeCommit that the local stack offers (AWS CodeCommit API Reference, 2015-04-13). */
export function createCodeCommitService(store: RepositoryStore, cloneUrl: (name: string) => string): AwsService {
  const operations = {
    ListRepositories(input: ListRepositoriesInput): ListRepositoriesOutput {
      const { nextToken, sortBy = 'repositoryName', order = 'ascending' } = input;
      const byName = store.all();
      const ascending =
        sortBy === 'repositoryName'
          ? byName
          : byName.sort((one, other) => (one.modifiedAt < other.modifiedAt ? -1 : 1));
      const { items, nextToken: next } = page({
        items: order === 'ascending' ? ascending : ascending.reverse(),
        keyOf: ({ name }) => name,
        maxResults: REPOSITORIES_PER_PAGE,
        nextToken,
        bindTo: { sortBy, order },
        invalidTokenCode: 'InvalidContinuationTokenException',
      });
      const repositories = items.map(({ name, id }) => ({ repositoryName: name, repositoryId: id }));
      return { repositories, ...(next && { nextToken: next }) };
    },

    async GetRepository({ repositoryName }: GetRepositoryInput): Promise<GetRepositoryOutput> {
      const { name, id, description, createdAt, modifiedAt } = store.existing(repositoryName);
      return {
        repositoryMetadata: {
          accountId: ACCOUNT,
          repositoryId: id,
          repositoryName: name,
          ...(description && { repositoryDescription: description }),
          ...((await store.contents(name).hasBranches()) && { defaultBranch: 'main' }),
          lastModifiedDate: new Date(modifiedAt),
          creationDate: new Date(createdAt),
          cloneUrlHttp: cloneUrl(name),
          Arn: repositoryArn(name),
        },
      };
    },

    async GetBranch({ repositoryName, branchName }: GetBranchInput): Promise<GetBranchOutput> {
      const repository = store.contents(repositoryName);
      if (branchName === undefined) throw new AwsError('BranchNameRequiredException', 'A branch name is required.');
      return { branch: { branchName, commitId: await branchTip(repository, branchName) } };
    },

    async GetCommit({ repositoryName, commitId = '' }: GetCommitInput): Promise<GetCommitOutput> {
      const commit = await commitOf(store.contents(repositoryName), commitId);
      return { commit: { ...commit, additionalData: '' } };
    },

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
  return { name: 'codecommit', operations, refuseInput };
}

function blobOf({ before, after }: { before?: BlobEntry; after?: BlobEntry }): BlobEntry {
  const blob = after ?? before;
  if (!blob) throw new Error('a difference has at least one side');
  return blob;
}

/** Relative, and not out of the repository. */
function isInvalidPath(path: string): boolean {
  return path.startsWith('/') || path.split('/').includes('..') || path.includes('\0');
}

/** CodeCommit has an exception for each member that is missing, and one for each that is wrong. */
const REFUSALS: Record<string, { missing: string; invalid: string }> = {
  repositoryName: { missing: 'RepositoryNameRequiredException', invalid: 'InvalidRepositoryNameException' },
  branchName: { missing: 'BranchNameRequiredException', invalid: 'InvalidBranchNameException' },
  commitId: { missing: 'CommitIdRequiredException', invalid: 'InvalidCommitIdException' },
  afterCommitSpecifier: { missing: 'CommitRequiredException', invalid: 'InvalidCommitException' },
  sortBy: { missing: 'InvalidSortByException', invalid: 'InvalidSortByException' },
  order: { missing: 'InvalidOrderException', invalid: 'InvalidOrderException' },
};

function refuseInput(violations: readonly Violation[]): AwsError {
  const [known] = violations.flatMap(({ path, keyword }) => {
    const refusal = REFUSALS[path];
    return refusal ? [keyword === 'required' ? refusal.missing : refusal.invalid] : [];
  });
  return new AwsError(known ?? 'ValidationException', describeViolations(violations));
}
