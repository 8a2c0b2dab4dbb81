import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { type Clock, MovableClock } from '../../clock';
import { AwsError } from '../aws-error';
import type { Place } from '../place';
import { awsJson } from './aws-json';
import { awsQuery } from './aws-query';
import type { AwsService, Operation } from './aws-service';
import { callerOf } from './caller';
import type { Protocol, Target, WireAnswer, WireRequest } from './protocol';
import { type ServiceModel, serviceModel } from './service-model';
import { describeViolations } from './violations';

export interface AwsServerOptions {
  /** Of one service there may be several, in different accounts or regions. */
  services: readonly AwsService[];
  /** Told of every exception that is no AwsError: a bug of a stand-in. */
  reportFailure?: (error: unknown, target: string) => void;
  /** Tells when temporary credentials expire. */
  clock?: Pick<Clock, 'now'>;
}

export interface AwsServer {
  /** Answers one `POST`, whatever its path: headers and body tell what is asked, and the signature where. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

interface Endpoint {
  service: AwsService;
  model: ServiceModel;
}

/**
 * Serves AWS services over the protocols in which the SDKs and the AWS CLI call them: AWS JSON 1.0 and 1.1, and AWS query
 * for STS. Signatures are not checked: the local stack has no secrets.
 */
export function createAwsServer({
  services,
  reportFailure = logFailure,
  clock = new MovableClock(),
}: AwsServerOptions): AwsServer {
  const endpoints = services.map((service) => ({ service, model: serviceModel(service.name) }));

  async function answer(request: WireRequest, protocol: Protocol, target: Target): Promise<unknown> {
    const caller = callerOf(request.headers, clock.now());
    const { service, model, implementation } = route(endpoints, target, caller);
    const input = protocol.input(request, model, target.operation);
    refuseViolations(service, model, target.operation, input);
    return implementation(input as never, caller);
  }

  return {
    async handle(incoming, response) {
      const request = { headers: incoming.headers, body: await text(incoming) };
      const protocol = protocolOf(request);
      const target = protocol.target(request);
      const model = endpoints.find((endpoint) => target.means(endpoint.model))?.model;
      const requestId = randomUUID();
      try {
        const output = await answer(request, protocol, target);
        if (!model) throw new Error('what was answered was routed');
        send(response, 200, requestId, protocol.output(output, model, target.operation, requestId));
      } catch (error) {
        if (!(error instanceof AwsError)) reportFailure(error, target.name);
        const refusal = error instanceof AwsError ? error : INTERNAL_FAILURE;
        send(response, refusal.httpStatus, requestId, protocol.error(refusal, model, requestId));
      }
    },
  };
}

const INTERNAL_FAILURE = new AwsError(
  'InternalFailure',
  'The request processing has failed because of an unknown error, exception or failure.',
  500,
);

function protocolOf({ headers }: WireRequest): Protocol {
  return headers['content-type']?.startsWith('application/x-www-form-urlencoded') ? awsQuery : awsJson;
}

function route(endpoints: readonly Endpoint[], { name, operation, means }: Target, { account, region }: Place) {
  const offering = endpoints.filter(
    ({ service, model }) => means(model) && Object.hasOwn(service.operations, operation),
  );
  if (offering.length === 0) {
    throw new AwsError('UnknownOperationException', `The local stack does not offer '${name}'.`);
  }
  const endpoint = offering.find(
    ({ service: { place } }) => !place || (place.account === account && place.region === region),
  );
  const implementation: Operation | undefined = endpoint?.service.operations[operation];
  if (!endpoint || !implementation) {
    const where = `account ${account}, region ${region}`;
    throw new AwsError('UnknownOperationException', `The local stack does not offer '${name}' in ${where}.`);
  }
  return { ...endpoint, implementation };
}

function refuseViolations({ refuseInput }: AwsService, model: ServiceModel, operation: string, input: unknown): void {
  const violations = model.inputViolations(operation, input);
  if (violations.length === 0) return;
  // A value of the wrong type never reaches the validator at AWS: it fails while the request is unmarshalled.
  const wrongType = violations.find(({ keyword }) => keyword === 'type');
  if (wrongType) throw new AwsError('SerializationException', `The value at '${wrongType.path}' has the wrong type.`);
  throw refuseInput?.(violations, operation) ?? new AwsError('ValidationException', describeViolations(violations));
}

function send(response: ServerResponse, status: number, requestId: string, { headers, body }: WireAnswer): void {
  response.writeHead(status, {
    ...headers,
    'content-length': Buffer.byteLength(body),
    'x-amzn-requestid': requestId,
  });
  response.end(body);
}

function logFailure(error: unknown, target: string): void {
  console.error({ target, error }, 'an AWS stand-in failed');
}
