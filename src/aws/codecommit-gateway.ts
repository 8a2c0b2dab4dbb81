import {
  BatchGetCommitsCommand,
  type CodeCommitClient,
  type Commit,
  type Difference,
  GetBranchCommand,
  GetCommitCommand,
  GetDifferencesCommand,
  GetRepositoryCommand,
} from '@aws-sdk/client-codecommit';
import type { ChangedFile } from '../domain/approvals/evidence';
import { AwsRefused, BadRequest } from '../domain/errors';
import type { CommitDetails, Repositories } from '../domain/ports/repositories';
import { awsErrorName, rethrow } from './aws-errors';

const UNKNOWN_COMMIT = [
  'CommitIdDoesNotExistException',
  'CommitDoesNotExistException',
  'InvalidCommitException',
  'InvalidCommitIdException',
  'RepositoryDoesNotExistException',
];

/** CodeCommit API Reference, CommitIdsLimitExceededException. */
const BATCH = 100;

/** How many differences a page has, so that it is the same wherever the default is another. */
const DIFFERENCES = 100;

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
        return commit && detailsOf(commit, commitId);
      } catch (error) {
        if (UNKNOWN_COMMIT.includes(awsErrorName(error))) return undefined;
        return refuse(error);
      }
    },

    async commits(repositoryName, commitIds) {
      const found: CommitDetails[] = [];
      try {
        for (let from = 0; from < commitIds.length; from += BATCH) {
          const request = { repositoryName, commitIds: commitIds.slice(from, from + BATCH) };
          const { commits = [] } = await client.send(new BatchGetCommitsCommand(request));
          found.push(...commits.map((commit) => detailsOf(commit)));
        }
      } catch (error) {
        if (UNKNOWN_COMMIT.includes(awsErrorName(error))) return [];
        return refuse(error);
      }
      return found;
    },

    async changedFiles(repositoryName, { before, after, limit }) {
      const files: ChangedFile[] = [];
      let NextToken: string | undefined;
      try {
        do {
          const range = { beforeCommitSpecifier: before, afterCommitSpecifier: after };
          const page = { MaxResults: DIFFERENCES, ...(NextToken && { NextToken }) };
          const answer = await client.send(new GetDifferencesCommand({ repositoryName, ...range, ...page }));
          files.push(...(answer.differences ?? []).flatMap(fileOf));
          NextToken = answer.NextToken;
        } while (NextToken && files.length <= limit);
      } catch (error) {
        if (UNKNOWN_COMMIT.includes(awsErrorName(error))) return undefined;
        return refuse(error);
      }
      return { files: files.slice(0, limit), isCapped: files.length > limit || NextToken !== undefined };
    },
  };
}

function detailsOf(
  { commitId = '', message = '', author, committer, parents = [] }: Commit,
  asked = commitId,
): CommitDetails {
  return {
    commitId: commitId || asked,
    message,
    authorName: author?.name ?? '',
    authorEmail: author?.email ?? '',
    authoredAt: gitDate(author?.date),
    committerName: committer?.name ?? '',
    committerEmail: committer?.email ?? '',
    committedAt: gitDate(committer?.date),
    parents,
  };
}

const CHANGES = { A: 'added', M: 'modified', D: 'deleted' } as const;

function fileOf({ changeType, beforeBlob, afterBlob }: Difference): ChangedFile[] {
  const path = afterBlob?.path ?? beforeBlob?.path;
  return changeType && path ? [{ path, change: CHANGES[changeType] }] : [];
}

/** A key of KMS that the bot cannot use is no outage: it stays so until somebody grants it. */
const NO_KEY = [
  'EncryptionKeyAccessDeniedException',
  'EncryptionKeyDisabledException',
  'EncryptionKeyNotFoundException',
];

function refuse(error: unknown): never {
  if (!NO_KEY.includes(awsErrorName(error))) return rethrow(error);
  throw new AwsRefused('the bot’s role cannot use the key that the repository is encrypted with.', { cause: error });
}

const noRepository = (name: string, cause: unknown): BadRequest =>
  new BadRequest(`There is no repository ${name}; the pipeline’s source or mlpipeline.yaml names it.`, { cause });

/** Git's raw form, "<epoch seconds> <+-hhmm>" (CodeCommit API Reference, UserInfo.date), not an AWS timestamp. */
const gitDate = (raw: string | undefined): Date => new Date(Number.parseInt(raw ?? '0', 10) * 1000);
