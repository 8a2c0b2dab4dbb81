import type { AwsError } from '../aws-error';
import type { Place } from '../place';
import type { Caller } from './caller';
import type { Violation } from './violations';

export type { Caller } from './caller';

/** Services whose model lies in `../schemas`. */
export type ServiceName = 'codepipeline' | 'codebuild' | 'codecommit' | 'cloudwatch' | 'logs' | 'sagemaker' | 'sts';

/**
 * One operation of a service. Its input has passed the service model before it is called, so an implementation declares
 * the input type of the SDK; `never` lets every such declaration in. Timestamps in the input are what the protocol has:
 * epoch seconds in AWS JSON. A `Date` anywhere in the output is written as the protocol writes timestamps, an undefined
 * member is left out, and no output at all is an empty object. Errors are thrown as `AwsError`.
 */
export type Operation = (input: never, caller: Caller) => unknown;

/** A stand-in for one AWS service, ready to be served by `createAwsServer`. */
export interface AwsService {
  readonly name: ServiceName;
  /** By their names in the API. What is absent here is answered with UnknownOperationException. */
  readonly operations: Readonly<Record<string, Operation>>;
  /** The one account and region whose requests reach it. Absent: every caller's do. */
  readonly place?: Place;
  /**
   * The error for an input that breaks the model: `ValidationException` with all violations in its message unless the
   * service has its own names, as CodeBuild and CodeCommit do.
   */
  readonly refuseInput?: (violations: readonly Violation[], operation: string) => AwsError;
}
