import type {
  BatchGetCommitsError,
  BatchGetCommitsInput,
  BatchGetCommitsOutput,
  Commit,
  GetCommitInput,
  GetCommitOutput,
} from '@aws-sdk/client-codecommit';
import { AwsError } from '../../aws-error';
import type { GitRepository } from '../git-repository';
import { commitOf } from '../references';
import type { RepositoryStore } from '../repository-store';

/** AWS CodeCommit API Reference, CommitIdsLimitExceededException. */
const MAX_COMMIT_IDS = 100;

/** GetCommit and BatchGetCommits. */
export function commitOperations(store: RepositoryStore) {
  return {
    async GetCommit({ repositoryName, commitId = '' }: GetCommitInput): Promise<GetCommitOutput> {
      return { commit: await commitView(store.contents(repositoryName), commitId) };
    },

    async BatchGetCommits({ repositoryName, commitIds = [] }: BatchGetCommitsInput): Promise<BatchGetCommitsOutput> {
      const repository = store.contents(repositoryName);
      if (commitIds.length === 0) throw new AwsError('CommitIdsListRequiredException', 'Commit IDs are required.');
      if (commitIds.length > MAX_COMMIT_IDS) {
        const message = `The maximum number of allowed commit IDs in a batch request is ${MAX_COMMIT_IDS}.`;
        throw new AwsError('CommitIdsLimitExceededException', message);
      }
      const commits: Commit[] = [];
      const errors: BatchGetCommitsError[] = [];
      for (const commitId of commitIds) {
        try {
          commits.push(await commitView(repository, commitId));
        } catch (error) {
          if (!(error instanceof AwsError)) throw error;
          errors.push({ commitId, errorCode: error.code, errorMessage: error.message });
        }
      }
      return { commits, errors };
    },
  };
}

async function commitView(repository: GitRepository, commitId: string): Promise<Commit> {
  return { ...(await commitOf(repository, commitId)), additionalData: '' };
}
