import { AwsRefused, AwsThrottled, PipelineBusy, type Refusal } from '../domain/errors';

/** The name of an AWS exception. Matched by name, never by class: unmodelled ones have none of their own. */
export const awsErrorName = (error: unknown): string => (error instanceof Error ? error.name : '');

/** The registry has no exception of its own for what it does not know (SageMaker API Reference, DescribeModelPackage). */
export const isUnknownPackage = (error: unknown): boolean =>
  awsErrorName(error) === 'ResourceNotFound' ||
  (awsErrorName(error) === 'ValidationException' && /does not exist/i.test((error as Error).message));

/** Nor has SageMaker one for endpoints: `Could not find endpoint "…"` (API Reference, DescribeEndpoint, has no errors). */
export const isUnknownEndpoint = (error: unknown): boolean =>
  awsErrorName(error) === 'ValidationException' && /could not find/i.test((error as Error).message);

/** What AWS refused, in its own words where it has some, for a person who can act on them. */
export function refusalFrom(error: unknown): Refusal | undefined {
  const name = awsErrorName(error);
  const message = error instanceof Error ? error.message : '';
  switch (name) {
    case 'ConflictException':
      return new PipelineBusy('conflict', { cause: error });
    case 'AccessDeniedException':
      return new AwsRefused('the bot’s role lacks a permission for it; see the log for which.', { cause: error });
    case 'ThrottlingException':
      return new AwsThrottled('throttled', { cause: error });
    case 'AccountLimitExceededException':
      return new AwsRefused('as many builds are running and queued as the account may have.', { cause: error });
    case 'ConcurrentPipelineExecutionsLimitExceededException':
      return new AwsRefused('the pipeline has as many executions in progress as it may have.', { cause: error });
    case 'ValidationException':
    case 'InvalidInputException':
    case 'PipelineNotFoundException':
    case 'StageNotFoundException':
    case 'ActionNotFoundException':
      return new AwsRefused(message, { cause: error });
    default:
      return undefined;
  }
}

/** Throws the refusal that an AWS exception means, else the exception itself. */
export function rethrow(error: unknown): never {
  throw refusalFrom(error) ?? error;
}
