import { AwsError } from '../aws-error';
import { describeViolations, type Violation } from '../wire/violations';

interface Refusal {
  missing: string;
  invalid: string;
}

/** CodeCommit has an exception for each member that is missing, and one for each that is wrong. */
const REFUSALS: Record<string, Refusal> = {
  repositoryName: { missing: 'RepositoryNameRequiredException', invalid: 'InvalidRepositoryNameException' },
  branchName: { missing: 'BranchNameRequiredException', invalid: 'InvalidBranchNameException' },
  commitId: { missing: 'CommitIdRequiredException', invalid: 'InvalidCommitIdException' },
  commitIds: { missing: 'CommitIdsListRequiredException', invalid: 'CommitIdsListRequiredException' },
  afterCommitSpecifier: { missing: 'CommitRequiredException', invalid: 'InvalidCommitException' },
  filePath: { missing: 'PathRequiredException', invalid: 'InvalidPathException' },
  blobId: { missing: 'BlobIdRequiredException', invalid: 'InvalidBlobIdException' },
  sortBy: { missing: 'InvalidSortByException', invalid: 'InvalidSortByException' },
  order: { missing: 'InvalidOrderException', invalid: 'InvalidOrderException' },
  title: { missing: 'TitleRequiredException', invalid: 'InvalidTitleException' },
  description: { missing: 'InvalidDescriptionException', invalid: 'InvalidDescriptionException' },
  targets: { missing: 'TargetsRequiredException', invalid: 'InvalidTargetsException' },
  sourceReference: { missing: 'ReferenceNameRequiredException', invalid: 'InvalidReferenceNameException' },
  pullRequestId: { missing: 'PullRequestIdRequiredException', invalid: 'InvalidPullRequestIdException' },
  pullRequestStatus: { missing: 'PullRequestStatusRequiredException', invalid: 'InvalidPullRequestStatusException' },
};

/** The error for an input that breaks the service model: that of its first violation with a name of its own. */
export function refuseInput(violations: readonly Violation[]): AwsError {
  const targetMembers = violations.filter(({ path }) => TARGET_MEMBER.test(path)).map(({ path }) => path);
  const [known] = violations.flatMap(({ path, keyword }) => {
    const refusal = REFUSALS[path.replace(TARGET_MEMBER, '')];
    return refusal ? [keyword === 'required' ? refusal.missing : refusal.invalid] : [];
  });
  const code = namesNothing(targetMembers) ? 'TargetRequiredException' : known;
  return new AwsError(code ?? 'ValidationException', describeViolations(violations));
}

const TARGET_MEMBER = /^targets\.\d+\.member\./;

/** Whether a target of a pull request has neither repository nor branch: it "cannot be empty". */
function namesNothing(missing: readonly string[]): boolean {
  return missing.some(
    (path) => path.endsWith('.repositoryName') && missing.includes(path.replace(/\w+$/, 'sourceReference')),
  );
}
