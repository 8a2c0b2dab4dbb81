import type { Target } from '@aws-sdk/client-codecommit';
import { AwsError } from '../../aws-error';
import { isReferenceName } from '../git';

/** Destination of a pull request that names none. */
export const DEFAULT_REFERENCE = 'refs/heads/main';

/** The one target that a pull request has, with full reference names. */
export interface PullRequestTargetNames {
  repositoryName: string;
  sourceReference: string;
  destinationReference?: string;
}

/** @throws AwsError as CreatePullRequest does for its targets */
export function targetNames([target, ...more]: readonly Target[]): PullRequestTargetNames {
  if (!target) throw new AwsError('TargetsRequiredException', 'Targets are required.');
  const { repositoryName = '', sourceReference = '', destinationReference } = target;
  if (more.some((other) => other.repositoryName !== repositoryName)) {
    throw new AwsError('MultipleRepositoriesInPullRequestException', 'A pull request is for one repository.');
  }
  if (more.length > 0) throw new AwsError('InvalidTargetsException', 'A pull request has one target.');
  const names = {
    repositoryName,
    sourceReference: fullReference(sourceReference),
    ...(destinationReference !== undefined && { destinationReference: fullReference(destinationReference) }),
  };
  if (names.sourceReference === (names.destinationReference ?? DEFAULT_REFERENCE)) {
    throw new AwsError('SourceAndDestinationAreSameException', 'Source and destination are the same branch.');
  }
  return names;
}

/**
 * Where a branch stands.
 * @throws AwsError ReferenceTypeNotSupportedException for a tag, ReferenceDoesNotExistException
 */
export function tipOf(references: ReadonlyMap<string, string>, reference: string): string {
  const tip = references.get(reference);
  if (tip !== undefined) return tip;
  if (references.has(reference.replace('refs/heads/', 'refs/tags/'))) throw typeNotSupported(reference);
  throw new AwsError('ReferenceDoesNotExistException', `${reference} does not exist`);
}

function fullReference(name: string): string {
  if (name === '') throw new AwsError('ReferenceNameRequiredException', 'A reference name is required.');
  if (!isReferenceName(name)) {
    throw new AwsError('InvalidReferenceNameException', `${name} is not a valid reference name.`);
  }
  if (name.startsWith('refs/tags/')) throw typeNotSupported(name);
  return name.startsWith('refs/heads/') ? name : `refs/heads/${name}`;
}

function typeNotSupported(reference: string): AwsError {
  return new AwsError('ReferenceTypeNotSupportedException', `${reference} is not a branch.`);
}
