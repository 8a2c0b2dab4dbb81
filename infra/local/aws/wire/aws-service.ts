import type { AwsError } from '../aws-error';
import type { Violation } from './violations';

/** Services whose model lies in `../schemas`. */
export type ServiceName = 'codepipeline' | 'codebuild' | 'codecommit';

/** Who sent a request. */
export interface Caller {
  arn: string;
}

/**
 * One operation of a service. Its input has passed the service model before it is called, so an implementation declares
 * the input type of the SDK; `never` lets every such declaration in. A `Date` anywhere in the output is written as epoch
 * seconds, an undefined member is left out, and no output at all is an empty object. Errors are thrown as `AwsError`.
 */
export type Operation = (input: never, caller: Caller) => unknown;

/** A stand-in for one AWS service, ready to be served by `createAwsServer`. */
export interface AwsService {
  readonly name: ServiceName;
  /** By the name in `x-amz-target`. What is absent here is answered with UnknownOperationException. */
  readonly operations: Readonly<Record<string, Operation>>;
  /**
   * The error for an input that breaks the model: `ValidationException` with all violations in its message unless the
   * service has its own names, as CodeBuild and CodeCommit do.
   */
  readonly refuseInput?: (violations: readonly Violation[], operation: string) => AwsError;
}
