import { mkdirSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ACCOUNT } from '../../identity';
import type { EventSink, Sources } from '../ports';
import type { AwsService } from '../wire/aws-service';
import { GitHandler, gitPath } from './git-handler';
import { createCodeCommitService } from './operations';
import type { ReferenceChange } from './push-watch';
import { referenceEvent } from './reference-event';
import { commitIdOf, commitOf } from './references';
import { RepositoryStore } from './repository-store';

export interface CodeCommitOptions {
  /** Where repositories are kept; a new one is an empty CodeCommit. */
  directory: string;
  /** Where `gitHandler` is reachable, without a slash at the end, e.g. `http://localhost:4300`. */
  baseUrl: () => string;
  emit: EventSink;
  clock?: () => Date;
}

export interface CodeCommit {
  service: AwsService;
  sources: Sources;
  /**
   * Makes an empty repository with the default branch `main`.
   * @throws AwsError RepositoryNameExistsException, InvalidRepositoryNameException
   */
  createRepository(name: string, description?: string): Promise<void>;
  /** Serves git clients at `/git/<repository>.git`. Resolves to whether the request was for that. */
  gitHandler(request: IncomingMessage, response: ServerResponse): Promise<boolean>;
  close(): Promise<void>;
}

type PushListener = Parameters<Sources['onPush']>[0];

/**
 * A CodeCommit of real git repositories. Only what is pushed through `gitHandler` is noticed, not what is written into
 * the folder.
 */
export function createCodeCommit(options: CodeCommitOptions): CodeCommit {
  const { directory, baseUrl, emit, clock: now = () => new Date() } = options;
  mkdirSync(directory, { recursive: true });
  const store = new RepositoryStore(directory, now);
  const listeners: PushListener[] = [];

  function announce(repositoryName: string, changes: ReferenceChange[], user: string): void {
    store.touch(repositoryName);
    const callerUserArn = `arn:aws:iam::${ACCOUNT}:user/${user}`;
    for (const change of changes) emit(referenceEvent(store.existing(repositoryName), change, callerUserArn, now()));
    for (const { reference, newCommitId: commitId } of changes) {
      const [, branchName] = /^refs\/heads\/(.+)$/.exec(reference) ?? [];
      if (branchName === undefined || commitId === undefined) continue;
      for (const listener of listeners) listener({ repositoryName, branchName, commitId });
    }
  }

  const handler = new GitHandler({ store, onChange: announce });
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
    onPush(listener) {
      listeners.push(listener);
    },
  };

  return {
    service: createCodeCommitService(store, (name) => `${baseUrl()}${gitPath(name)}`),
    sources,
    createRepository: (name, description = '') => store.create(name, description),
    gitHandler: (request, response) => handler.handle(request, response),
    close: () => handler.close(),
  };
}
