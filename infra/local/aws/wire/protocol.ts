import type { IncomingHttpHeaders } from 'node:http';
import type { AwsError } from '../aws-error';
import type { ServiceModel } from './service-model';

/** A request as it came over the wire. */
export interface WireRequest {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface WireAnswer {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a request asks for, before anything is known about it. */
export interface Target {
  /** For messages, e.g. `CodeBuild_20161006.StartBuild`. */
  readonly name: string;
  readonly operation: string;
  /** Whether it is a service of this model that is asked. */
  readonly means: (model: ServiceModel) => boolean;
}

/** How one of AWS's protocols writes requests and answers. */
export interface Protocol {
  target(request: WireRequest): Target;
  /** @throws AwsError where the request cannot be read at all */
  input(request: WireRequest, model: ServiceModel, operation: string): unknown;
  output(output: unknown, model: ServiceModel, operation: string, requestId: string): WireAnswer;
  /** @param model absent where the request was for no service that is offered */
  error(error: AwsError, model: ServiceModel | undefined, requestId: string): WireAnswer;
}
