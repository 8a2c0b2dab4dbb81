import type {
  CreateBranchInput,
  GetBranchInput,
  GetBranchOutput,
  ListBranchesInput,
  ListBranchesOutput,
} from '@aws-sdk/client-codecommit';
import { AwsError } from '../../aws-error';
import type { Caller } from '../../wire/aws-service';
import { page } from '../../wire/page';
import { isReferenceName } from '../git';
import { branchTip, commitOf } from '../references';
import type { RepositoryChanges } from '../repository-changes';
import type { RepositoryStore } from '../repository-store';

/** AWS does not say how many names a page of ListBranches has. */
const BRANCHES_PER_PAGE = 100;
const HEADS = 'refs/heads/';

/** GetBranch, ListBranches and CreateBranch. */
export function branchOperations(store: RepositoryStore, changes: RepositoryChanges) {
  return {
    async GetBranch({ repositoryName, branchName }: GetBranchInput): Promise<GetBranchOutput> {
      const repository = store.contents(repositoryName);
      if (branchName === undefined) throw new AwsError('BranchNameRequiredException', 'A branch name is required.');
      return { branch: { branchName, commitId: await branchTip(repository, branchName) } };
    },

    async ListBranches({ repositoryName, nextToken }: ListBranchesInput): Promise<ListBranchesOutput> {
      const references = [...(await store.contents(repositoryName).references()).keys()];
      const { items: branches, nextToken: next } = page({
        items: references.filter((name) => name.startsWith(HEADS)).map((name) => name.slice(HEADS.length)),
        keyOf: (branch) => branch,
        maxResults: BRANCHES_PER_PAGE,
        nextToken,
        bindTo: { repositoryName },
        invalidTokenCode: 'InvalidContinuationTokenException',
      });
      return { branches, ...(next && { nextToken: next }) };
    },

    async CreateBranch(input: CreateBranchInput, { arn }: Caller): Promise<void> {
      const { branchName = '', commitId = '' } = input;
      const { name: repositoryName } = store.existing(input.repositoryName);
      if (!isReferenceName(branchName)) {
        throw new AwsError('InvalidBranchNameException', `${branchName} is not a valid branch name.`);
      }
      if (commitId === '') throw new AwsError('CommitIdRequiredException', 'A commit ID was not specified.');
      await changes.perform(repositoryName, arn, async (repository) => {
        await commitOf(repository, commitId, 'CommitDoesNotExistException');
        const created = await repository.moveReference(`${HEADS}${branchName}`, undefined, commitId);
        // Git also refuses `a/b` beside a branch `a`: a name can be that of a branch or that of a folder of branches.
        if (!created) throw new AwsError('BranchNameExistsException', `Branch ${branchName} already exists`);
      });
    },
  };
}
