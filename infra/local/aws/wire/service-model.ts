import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020';
import type { ServiceName } from './aws-service';
import { type Violation, violationsOf } from './violations';

/** As much of a JSON Schema as a protocol without types needs. */
export interface Shape {
  $ref?: string;
  type?: string;
  items?: Shape;
  properties?: Record<string, Shape>;
}

interface ModelDocument {
  $id: string;
  service: { targetPrefix: string; jsonVersion: string | null; xmlNamespace?: string };
  operations: Record<string, { input?: { $ref: string } }>;
  errors: Record<string, { queryCode?: string }>;
  $defs: Record<string, Shape>;
}

/**
 * How AWS's models are read. Whether they are JSON Schemas is checked once, by a test: at every start that would take most
 * of a second. Nor is the compiled code made better than it comes: that takes a third of the time, and an operation's
 * input is checked some dozen times at most in the life of a process.
 */
export const AS_MODELS_ARE = {
  ...{ strict: false, allErrors: true, meta: false, validateSchema: false },
  code: { optimize: false },
} as const;

const models = new Map<ServiceName, ServiceModel>();

/** The model of a service, read and compiled once per process. */
export function serviceModel(name: ServiceName): ServiceModel {
  const known = models.get(name) ?? new ServiceModel(name);
  models.set(name, known);
  return known;
}

/** The model of one AWS service: which inputs its operations have, and how they are written. */
export class ServiceModel {
  private readonly document: ModelDocument;
  private readonly compiled = new Map<string, ValidateFunction>();
  private ajv: Ajv2020 | undefined;

  constructor(name: ServiceName) {
    this.document = JSON.parse(readFileSync(join(__dirname, '..', 'schemas', `${name}.json`), 'utf8')) as ModelDocument;
  }

  /** What stands before the dot in the service's `x-amz-target`, empty for a service without AWS JSON. */
  get targetPrefix(): string {
    return this.document.service.targetPrefix;
  }

  get jsonVersion(): string {
    return this.document.service.jsonVersion ?? '1.1';
  }

  /** Of the answers of a service that speaks the query protocol, undefined for any other. */
  get xmlNamespace(): string | undefined {
    return this.document.service.xmlNamespace;
  }

  /** Version of the API, e.g. `2011-06-15`. */
  get version(): string {
    return this.document.$id.split(':').at(-1) ?? '';
  }

  /** What the query protocol calls an error, where the model says so. */
  queryCode(error: string): string | undefined {
    return this.document.errors[error]?.queryCode;
  }

  inputShape(operation: string): Shape {
    return this.resolve(this.document.operations[operation]?.input);
  }

  /** The shape that a reference means. */
  resolve(shape: Shape = {}): Shape {
    return shape.$ref === undefined ? shape : (this.document.$defs[shape.$ref.replace('#/$defs/', '')] ?? {});
  }

  /** Violations of an operation's input, none where it conforms. Unknown members are no violation. */
  inputViolations(operation: string, input: unknown): Violation[] {
    const validate = this.validator(this.document.operations[operation]?.input?.$ref);
    return validate(input) ? [] : violationsOf(validate.errors ?? []);
  }

  /** Compiled at first use: one operation takes a few milliseconds, all of them would delay the start. */
  private validator(reference: string | undefined): ValidateFunction {
    if (reference === undefined) throw new Error('the service model has no such operation');
    const known = this.compiled.get(reference);
    if (known) return known;
    // Adding the whole model takes some tens of milliseconds, and most processes never call most services.
    this.ajv ??= new Ajv2020({ ...AS_MODELS_ARE, verbose: true }).addSchema(this.document);
    const validate = this.ajv.compile({ $ref: `${this.document.$id}${reference}` });
    this.compiled.set(reference, validate);
    return validate;
  }
}
