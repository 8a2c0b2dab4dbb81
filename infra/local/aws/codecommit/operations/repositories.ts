import type {
  GetRepositoryInput,
  GetRepositoryOutput,
  ListRepositoriesInput,
  ListRepositoriesOutput,
} from '@aws-sdk/client-codecommit';
import { ACCOUNT } from '../../../identity';
import { page } from '../../wire/page';
import { type RepositoryStore, repositoryArn } from '../repository-store';

const REPOSITORIES_PER_PAGE = 1000;

/** ListRepositories and GetRepository. */
export function repositoryOperations(store: RepositoryStore, cloneUrl: (name: string) => string) {
  return {
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
  };
}
