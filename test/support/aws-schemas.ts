/** Holds what goes over the wire against the schemas of the AWS services, in both directions. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020';
import type { AwsEvent } from '../../infra/local/aws/ports';
import { AS_MODELS_ARE } from '../../infra/local/aws/wire/service-model';
import { type Exchange, queryExchange } from './aws-query-exchange';

export type SchemaName = 'codepipeline' | 'codebuild' | 'codecommit' | 'cloudwatch' | 'logs' | 'sts' | 'sagemaker';

interface ModelDocument {
  $id: string;
  service: { targetPrefix: string; xmlNamespace?: string };
  operations: Record<string, { input?: { $ref: string }; output?: OutputShape; errors: string[] }>;
  errors: Record<string, { queryCode?: string }>;
}

/** Operations without output answer an empty object. */
type OutputShape = { $ref: string } | { 'x-empty-body': true };

interface WireRequest {
  headers: Record<string, string>;
  body?: unknown;
}

interface WireResponse {
  statusCode: number;
  body?: unknown;
}

/** An SDK client, as far as it is needed to look at its raw traffic. */
interface SdkClient {
  config: { requestHandler: { handle(request: WireRequest, options?: object): Promise<{ response: WireResponse }> } };
}

/** Errors every AWS service may answer, in no service model. */
const COMMON_ERRORS = [
  ...['SerializationException', 'UnknownOperationException', 'InternalFailure'],
  ...['UnrecognizedClientException', 'ExpiredTokenException'],
];
/** What some services answer beside what their model lists (API References, Common Errors). */
const UNMODELLED_ERRORS: Partial<Record<SchemaName, string[]>> = {
  cloudwatch: ['ValidationException'],
  sts: ['ValidationError', 'AccessDenied'],
  sagemaker: ['ValidationException'],
};

const ajv = new Ajv2020(AS_MODELS_ARE);
/** For the query protocol, in which every value is text. */
const ajvOfTexts = new Ajv2020({ ...AS_MODELS_ARE, coerceTypes: true });
const models = new Map<SchemaName, ModelDocument>();
const eventSchema = readSchema('eventbridge');
ajv.addSchema(eventSchema);

/**
 * Makes an SDK client check its own traffic: the raw body of every request that succeeds and of every answer must
 * conform to the service model, and an error must be one that the model lists for the operation. A breach rejects the
 * call. Requests that were refused are not checked: tests break them on purpose.
 */
export function conforming<Client extends SdkClient>(client: Client, name: SchemaName): Client {
  const { requestHandler } = client.config;
  const send = requestHandler.handle.bind(requestHandler);
  requestHandler.handle = async (request, options) => {
    const { response } = await send(request, options);
    const body = await readBody(response.body);
    checkExchange(name, request, response.statusCode, body.toString());
    return { response: Object.assign(response, { body }) };
  };
  return client;
}

/** The errors that the service model lists for an operation. */
export function documentedErrors(name: SchemaName, operation: string): string[] {
  return modelOf(name).operations[operation]?.errors ?? [];
}

/** Errors documented for the operations of a table of refusals that the table does not provoke: `operation code` each. */
export function unprovokedErrors(name: SchemaName, refused: readonly (readonly [string, string, unknown])[]): string[] {
  return [...new Set(refused.map(([operation]) => operation))].flatMap((operation) =>
    documentedErrors(name, operation)
      .filter((code) => !refused.some(([called, answered]) => called === operation && answered === code))
      .map((code) => `${operation} ${code}`),
  );
}

/** @throws where an event is not as EventBridge would deliver it */
export function checkEvent(event: AwsEvent): void {
  check(eventSchema.$id, event, event['detail-type']);
}

/**
 * @param shape what the message must be: of a notification rule, or of an approval action
 * @throws where it is not as AWS would publish it
 */
export function checkNotification(message: unknown, shape: 'Notification' | 'SnsApproval'): void {
  check(`${eventSchema.$id}#/$defs/${shape}`, message, shape);
}

function checkExchange(name: SchemaName, request: WireRequest, status: number, answer: string): void {
  const model = modelOf(name);
  const inQuery = model.service.xmlNamespace !== undefined;
  const exchange = inQuery ? queryExchange(requestText(request.body), answer) : jsonExchange(model, request, answer);
  const { operation, input, output, error } = exchange;
  const shapes = model.operations[operation];
  if (!shapes) throw new Error(`no operation of this service: ${operation}`);
  if (status !== 200) {
    const documented = shapes.errors.map((code) => (inQuery ? queryCode(model, code) : code));
    checkError(operation, [...documented, ...(UNMODELLED_ERRORS[name] ?? [])], error);
    return;
  }
  const schemas = inQuery ? ajvOfTexts : ajv;
  if (shapes.input) check(`${model.$id}${shapes.input.$ref}`, input, `${operation} request`, schemas);
  if (!shapes.output) return;
  if ('$ref' in shapes.output) check(`${model.$id}${shapes.output.$ref}`, output, `${operation} answer`, schemas);
  else if (answer !== '{}') throw new Error(`${operation} answers with a body: ${answer}`);
}

function jsonExchange(model: ModelDocument, { headers, body }: WireRequest, answer: string): Exchange {
  const [prefix, operation = ''] = (headers['x-amz-target'] ?? '').split('.');
  if (prefix !== model.service.targetPrefix) throw new Error(`a request of another service: ${prefix}`);
  const output = JSON.parse(answer);
  const error = { code: output.__type ?? '', message: output.message ?? '' };
  return { operation, input: JSON.parse(requestText(body)), output, error };
}

const queryCode = (model: ModelDocument, code: string): string => model.errors[code]?.queryCode ?? code;

function checkError(operation: string, documented: readonly string[], { code, message }: Exchange['error']): void {
  if (![...documented, ...COMMON_ERRORS].includes(code)) throw new Error(`${operation} may not answer ${code}`);
  if (message === '') throw new Error(`${operation} answers ${code} without a message`);
}

function check(reference: string, value: unknown, what: string, schemas = ajv): void {
  const validate = schemas.getSchema(reference);
  if (!validate) throw new Error(`no schema ${reference}`);
  if (!validate(value))
    throw new Error(`${what} breaks its schema: ${ajv.errorsText(validate.errors)}\n${JSON.stringify(value)}`);
}

function modelOf(name: SchemaName): ModelDocument {
  const known = models.get(name);
  if (known) return known;
  const model = readSchema(name) as ModelDocument;
  ajv.addSchema(model);
  ajvOfTexts.addSchema(model);
  models.set(name, model);
  return model;
}

function readSchema(name: string): { $id: string } {
  return JSON.parse(readFileSync(join(__dirname, '../../infra/local/aws/schemas', `${name}.json`), 'utf8'));
}

function requestText(body: unknown): string {
  return body instanceof Uint8Array ? new TextDecoder().decode(body) : String(body);
}

async function readBody(body: unknown): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
