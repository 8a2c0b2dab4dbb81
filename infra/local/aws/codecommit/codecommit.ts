import { mkdirSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { EventSink, PullRequestListener, Sources } from '../ports';
import type { AwsService } from '../wire/aws-service';
import { GitHandler, gitPath } from './git-handler';
import type { GitRepository, ListedCommit } from './git-repository';
import { PullRequestStore } from './pull-requests/pull-request-store';
import { PullRequests } from './pull-requests/pull-requests';
import { commitIdOf, commitOf } from './references';
import { RepositoryChanges } from './repository-changes';
import { RepositoryStore } from './repository-store';
import { createCodeCommitService } from './service';

export interface CodeCommitOptions {
  /** Where repositories are kept; a new one is an empty CodeCommit. */
  directory: string;
  /** Where `gitHandler` is reachable, without a slash at the end, e.g. `http://localhost:4300`. */
  baseUrl: () => string;
  emit: EventSink;
  clock?: () => Date;
  /** Pull requests of one repository that may be open at once; 1,000 unless told otherwise, AWS's quota. */
  openPullRequestLimit?: number;
}

export interface CodeCommit {
  service: AwsService;
  sources: Sources;
  /** Calls once per pull request that is opened, and once per push to the source branch of an open one. */
  onPullRequest(listener: PullRequestListener): void;
  /**
   * Makes an empty repository with the default branch `main`.
   * @throws AwsError RepositoryNameExistsException, InvalidRepositoryNameException
   */
  createRepository(name: string, description?: string): Promise<void>;
  /** Lines that a commit has added to and removed from each file, compared with its first parent. @throws AwsError */
  changedLines(repositoryName: string, commitId: string): ReturnType<GitRepository['changedLines']>;
  /** The newest commits between two, and the lines that differ per file. @throws AwsError */
  compared(repositoryName: string, before: string, after: string): Promise<ComparedCommits>;
  /** Where git clients reach a repository, whether it exists or not. */
  cloneUrl(repositoryName: string): string;
  /** Serves git clients at `/git/<repository>.git`. Resolves to whether the request was for that. */
  gitHandler(request: IncomingMessage, response: ServerResponse): Promise<boolean>;
  close(): Promise<void>;
}

export interface ComparedCommits {
  commits: ListedCommit[];
  files: Awaited<ReturnType<GitRepository['changedLines']>>;
}

/** "The maximum number of open pull requests for a repository is 1,000" (AWS CodeCommit API Reference). */
const OPEN_PULL_REQUEST_LIMIT = 1000;

/**
 * A CodeCommit of real git repositories. Only what is pushed through `gitHandler` or done through the API is noticed, not
 * what is written into the folder.
 */
export function createCodeCommit(options: CodeCommitOptions): CodeCommit {
  const { directory, baseUrl, emit, clock: now = () => new Date() } = options;
  mkdirSync(directory, { recursive: true });
  const store = new RepositoryStore(directory, now);
  const changes = new RepositoryChanges({ store, emit, now });
  const pullRequests = new PullRequests({
    store: new PullRequestStore(directory),
    changes,
    emit,
    now,
    openLimit: options.openPullRequestLimit ?? OPEN_PULL_REQUEST_LIMIT,
  });
  const cloneUrl = (name: string) => `${baseUrl()}${gitPath(name)}`;
  const handler = new GitHandler({ store, changes });
  const sources: Sources = {
    async resolve(repositoryName, reference) {
      const repository = store.contents(repositoryName);
      const { commitId, message, author, committer } = await commitOf(
        repository,
        await commitIdOf(repository, reference),
      );
      return {
        commitId,
        message,
        authorDate: author.date,
        committerDate: committer.date,
        authorName: author.name,
        authorEmail: author.email,
      };
    },
    async checkout(repositoryName, commitId, target) {
      const repository = store.contents(repositoryName);
      await commitOf(repository, commitId);
      await repository.checkout(commitId, target);
    },
    onPush: (listener) => changes.onPush(listener),
  };

  return {
    service: createCodeCommitService({ store, changes, pullRequests, cloneUrl }),
    cloneUrl,
    sources,
    onPullRequest: (listener) => pullRequests.onPullRequest(listener),
    async changedLines(repositoryName, commitId) {
      const repository = store.contents(repositoryName);
      const { parents } = await commitOf(repository, commitId);
      return repository.changedLines(parents[0], commitId);
    },
    async compared(repositoryName, before, after) {
      const repository = store.contents(repositoryName);
      for (const commitId of [before, after]) await commitOf(repository, commitId);
      const [commits, files] = await Promise.all([
        repository.commitsBetween(before, after),
        repository.changedLines(before, after),
      ]);
      return { commits, files };
    },
    createRepository: (name, description = '') => store.create(name, description),
    gitHandler: (request, response) => handler.handle(request, response),
    close: () => handler.close(),
  };
}
