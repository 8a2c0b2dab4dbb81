import {
  type CodeCommitClient,
  GetBranchCommand,
  GetCommitCommand,
  GetRepositoryCommand,
} from '@aws-sdk/client-codecommit';
import { BadRequest } from '../domain/errors';
import type { Repositories } from '../domain/ports/repositories';
import { awsErrorName, rethrow } from './aws-errors';

const UNKNOWN_COMMIT = [
  'CommitIdDoesNotExistException',
  'CommitDoesNotExistException',
  'InvalidCommitIdException',
  'RepositoryDoesNotExistException',
];

/** CodeCommit behind the Repositories port. */
export function codecommitGateway({ client }: { client: CodeCommitClient }): Repositories {
  return {
    async branchTip(repositoryName, branchName) {
      try {
        const { branch } = await client.send(new GetBranchCommand({ repositoryName, branchName }));
        if (!branch?.commitId) throw new Error('GetBranch answered without a commit id');
        return branch.commitId;
      } catch (error) {
        switch (awsErrorName(error)) {
          case 'BranchDoesNotExistException':
          case 'InvalidBranchNameException':
            throw new BadRequest(`The repository ${repositoryName} has no branch “${branchName}”.`, { cause: error });
          case 'RepositoryDoesNotExistException':
            throw noRepository(repositoryName, error);
          default:
            return rethrow(error);
        }
      }
    },

    async cloneUrl(repositoryName) {
      try {
        const { repositoryMetadata } = await client.send(new GetRepositoryCommand({ repositoryName }));
        if (!repositoryMetadata?.cloneUrlHttp) throw new Error('GetRepository answered without a clone URL');
        return repositoryMetadata.cloneUrlHttp;
      } catch (error) {
        if (awsErrorName(error) === 'RepositoryDoesNotExistException') throw noRepository(repositoryName, error);
        return rethrow(error);
      }
    },

    async commit(repositoryName, commitId) {
      try {
        const { commit } = await client.send(new GetCommitCommand({ repositoryName, commitId }));
        if (!commit) return undefined;
        return {
          commitId: commit.commitId ?? commitId,
          message: commit.message ?? '',
          authorName: commit.author?.name ?? '',
          authorEmail: commit.author?.email ?? '',
          authoredAt: gitDate(commit.author?.date),
        };
      } catch (error) {
        if (UNKNOWN_COMMIT.includes(awsErrorName(error))) return undefined;
        return rethrow(error);
      }
    },
  };
}

const noRepository = (name: string, cause: unknown): BadRequest =>
  new BadRequest(`There is no repository ${name}; the pipeline’s source or mlpipeline.yaml names it.`, { cause });

/** Git's raw form, "<epoch seconds> <+-hhmm>" (CodeCommit API Reference, UserInfo.date), not an AWS timestamp. */
const gitDate = (raw: string | undefined): Date => new Date(Number.parseInt(raw ?? '0', 10) * 1000);
