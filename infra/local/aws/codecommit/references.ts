import { AwsError } from '../aws-error';
import { isObjectId, isReferenceName } from './git';
import type { CommitObject, GitRepository } from './git-repository';

/**
 * The commit at which a branch stands.
 * @throws AwsError InvalidBranchNameException, BranchDoesNotExistException
 */
export async function branchTip(repository: GitRepository, branchName: string): Promise<string> {
  if (!isReferenceName(branchName)) {
    throw new AwsError('InvalidBranchNameException', `${branchName} is not a valid branch name.`);
  }
  const tip = (await repository.references()).get(`refs/heads/${branchName}`);
  if (tip === undefined) throw new AwsError('BranchDoesNotExistException', `Branch ${branchName} does not exist`);
  return tip;
}

/**
 * A commit by its full id, the only form that GetCommit takes.
 * @param absentCode what the operation answers where there is none
 * @throws AwsError InvalidCommitIdException, `absentCode`
 */
export async function commitOf(
  repository: GitRepository,
  commitId: string,
  absentCode = 'CommitIdDoesNotExistException',
): Promise<CommitObject> {
  if (!isObjectId(commitId)) {
    throw new AwsError('InvalidCommitIdException', `The commit ID ${commitId} is not valid: it must be a full SHA-1.`);
  }
  const commit = await repository.commit(commitId);
  if (!commit) throw new AwsError(absentCode, `Commit ID ${commitId} does not exist`);
  return commit;
}

/**
 * The id of the commit that a branch, a tag, a full reference name, HEAD or a commit id specifies.
 * @param abbreviatedCode what the operation answers to an abbreviated id
 * @throws AwsError InvalidCommitException, `abbreviatedCode`, CommitDoesNotExistException
 */
export async function commitOfSpecifier(
  repository: GitRepository,
  specifier: string,
  abbreviatedCode = 'InvalidCommitIdException',
): Promise<string> {
  if (!isReferenceName(specifier)) {
    throw new AwsError('InvalidCommitException', `${specifier} is not a valid commit specifier.`);
  }
  const references = await repository.references();
  const name = specifier === 'HEAD' ? 'main' : specifier;
  const candidates = [name, `refs/heads/${name}`, `refs/tags/${name}`].map((full) => references.get(full));
  const id = isObjectId(specifier) ? specifier : candidates.find((found) => found !== undefined);
  const commit = id && (await repository.commit(id));
  if (!commit && isAbbreviatedId(specifier)) {
    throw new AwsError(abbreviatedCode, `The commit ID ${specifier} is not valid: it must be a full SHA-1.`);
  }
  if (!commit) throw new AwsError('CommitDoesNotExistException', `Commit ${specifier} does not exist`);
  return commit.commitId;
}

/**
 * The id of the commit that a branch, a tag or a commit id names, in this order; an id is not looked up.
 * @throws AwsError InvalidBranchNameException, BranchDoesNotExistException
 */
export async function commitIdOf(repository: GitRepository, reference: string): Promise<string> {
  const references = await repository.references();
  const known = references.get(`refs/heads/${reference}`) ?? references.get(`refs/tags/${reference}`);
  if (known !== undefined) return known;
  return isObjectId(reference) ? reference : branchTip(repository, reference);
}

function isAbbreviatedId(text: string): boolean {
  return /^[0-9a-f]{4,39}$/.test(text);
}
