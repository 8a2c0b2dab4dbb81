import type { AwsService } from '../wire/aws-service';
import { branchOperations } from './operations/branches';
import { commitOperations } from './operations/commits';
import { contentOperations } from './operations/contents';
import { differenceOperations } from './operations/differences';
import { pullRequestOperations } from './operations/pull-requests';
import { repositoryOperations } from './operations/repositories';
import type { PullRequests } from './pull-requests/pull-requests';
import { refuseInput } from './refusals';
import type { RepositoryChanges } from './repository-changes';
import type { RepositoryStore } from './repository-store';

export interface CodeCommitServiceOptions {
  store: RepositoryStore;
  changes: RepositoryChanges;
  pullRequests: PullRequests;
  /** Where a repository can be cloned from. */
  cloneUrl: (name: string) => string;
}

/** The operations of CodeCommit that the local stack offers (AWS CodeCommit API Reference, 2015-04-13). */
export function createCodeCommitService(options: CodeCommitServiceOptions): AwsService {
  const { store, changes, pullRequests, cloneUrl } = options;
  const operations = {
    ...repositoryOperations(store, cloneUrl),
    ...branchOperations(store, changes),
    ...commitOperations(store),
    ...contentOperations(store),
    ...differenceOperations(store),
    ...pullRequestOperations(store, pullRequests),
  };
  return { name: 'codecommit', operations, refuseInput };
}
