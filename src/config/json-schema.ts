import { z } from 'zod';

/** What is used here of JSON Schema (draft 2020-12). */
export interface JsonSchema {
  title?: string;
  description?: string;
  type?: string;
  default?: unknown;
  examples?: unknown[];
  const?: unknown;
  enum?: unknown[];
  minimum?: number;
  maximum?: number;
  required?: string[];
  properties?: Record<string, JsonSchema>;
  additionalProperties?: boolean | JsonSchema;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  pattern?: string;
}

const made = new WeakMap<z.ZodType, JsonSchema>();

/** What a person may write: defaults and transformations are still to come. Made when first asked for. */
export function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  const found = made.get(schema) ?? (z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema);
  made.set(schema, found);
  return found;
}

/** What may stand at a path; undefined where nothing may. */
export function schemaAt(schema: JsonSchema, path: readonly PropertyKey[]): JsonSchema | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return schema;
  for (const option of optionsOf(schema)) {
    const next = stepInto(option, step);
    const found = next && schemaAt(next, rest);
    if (found) return found;
  }
  return undefined;
}

/** The keys that the schema names at its top. */
export const keysOf = (schema: JsonSchema | undefined): string[] =>
  schema ? optionsOf(schema).flatMap(({ properties }) => Object.keys(properties ?? {})) : [];

/** The alternatives of a schema, or the schema itself. */
export const optionsOf = (schema: JsonSchema): JsonSchema[] => schema.anyOf ?? schema.oneOf ?? [schema];

function stepInto(schema: JsonSchema, step: PropertyKey): JsonSchema | undefined {
  if (typeof step === 'number') return schema.items;
  const { properties = {}, additionalProperties } = schema;
  if (Object.hasOwn(properties, step)) return properties[String(step)];
  return typeof additionalProperties === 'object' ? additionalProperties : undefined;
}
