import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { ACCOUNT } from '../../identity';
import { AwsError } from '../aws-error';
import type { AwsService, Caller, Operation } from './aws-service';
import { type ServiceModel, serviceModel } from './service-model';
import { describeViolations } from './violations';
import { wireBody } from './wire-body';

export interface AwsServerOptions {
  services: readonly AwsService[];
  /** Told of every exception that is no AwsError: a bug of a stand-in. */
  reportFailure?: (error: unknown, target: string) => void;
}

export interface AwsServer {
  /** Answers one `POST`, whatever its path: in AWS JSON 1.1 only the header `x-amz-target` tells what is asked. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

/**
 * Serves AWS services over the protocol AWS JSON 1.1, as the SDKs and the AWS CLI speak it. Signatures are not checked:
 * the local stack has no secrets.
 */
export function createAwsServer({ services, reportFailure = logFailure }: AwsServerOptions): AwsServer {
  const endpoints = services.map((service) => ({ service, model: serviceModel(service.name) }));

  async function answer(request: IncomingMessage, target: string): Promise<unknown> {
    const { service, model, operation, implementation } = route(target);
    const input = parseInput(await text(request));
    refuseViolations(service, model, operation, input);
    return implementation(input as never, callerOf(request));
  }

  function route(target: string) {
    const [prefix, operation = ''] = target.split('.');
    const endpoint = endpoints.find(({ model }) => model.targetPrefix === prefix);
    const implementation: Operation | undefined =
      endpoint && Object.hasOwn(endpoint.service.operations, operation)
        ? endpoint.service.operations[operation]
        : undefined;
    if (!endpoint || !implementation) {
      throw new AwsError('UnknownOperationException', `The local stack does not offer '${target}'.`);
    }
    return { ...endpoint, operation, implementation };
  }

  return {
    async handle(request, response) {
      const target = String(request.headers['x-amz-target'] ?? '');
      try {
        send(response, 200, wireBody(await answer(request, target)));
      } catch (error) {
        if (!(error instanceof AwsError)) reportFailure(error, target);
        const { code, message, httpStatus } = error instanceof AwsError ? error : INTERNAL_FAILURE;
        send(response, httpStatus, JSON.stringify({ __type: code, message }));
      }
    },
  };
}

const INTERNAL_FAILURE = new AwsError(
  'InternalFailure',
  'The request processing has failed because of an unknown error, exception or failure.',
  500,
);

function parseInput(body: string): unknown {
  if (body === '') return {};
  try {
    return JSON.parse(body);
  } catch {
    throw new AwsError('SerializationException', 'The request body is not JSON.');
  }
}

function refuseViolations({ refuseInput }: AwsService, model: ServiceModel, operation: string, input: unknown): void {
  const violations = model.inputViolations(operation, input);
  if (violations.length === 0) return;
  // A value of the wrong type never reaches the validator at AWS: it fails while the request is unmarshalled.
  const wrongType = violations.find(({ keyword }) => keyword === 'type');
  if (wrongType) throw new AwsError('SerializationException', `The value at '${wrongType.path}' has the wrong type.`);
  throw refuseInput?.(violations, operation) ?? new AwsError('ValidationException', describeViolations(violations));
}

/** The local stack has no user directory: the access key of the signature names the IAM user. */
function callerOf(request: IncomingMessage): Caller {
  const user = /Credential=([\w-]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? 'anonymous';
  return { arn: `arn:aws:iam::${ACCOUNT}:user/${user}` };
}

function send(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.1',
    'content-length': Buffer.byteLength(body),
    'x-amzn-requestid': randomUUID(),
  });
  response.end(body);
}

function logFailure(error: unknown, target: string): void {
  console.error({ target, error }, 'an AWS stand-in failed');
}
