import type { ActionDeclaration, ExecutionRecord, PipelineRecord } from '../state';
import { ActionFailure } from './action-outcome';
import { variableValue } from './lineage';

const REFERENCE = /#\{([A-Za-z0-9@_-]+)\.([A-Za-z0-9@_-]+)\}/g;

/** An entry of a CodeBuild action's `EnvironmentVariables`. */
interface EnvironmentVariable {
  name: string;
  value: string;
  type?: string;
}

/**
 * An action's configuration with every `#{namespace.name}` replaced by its value.
 * @throws ActionFailure where a variable has no value, or `EnvironmentVariables` is not the JSON it must be
 */
export function resolveConfiguration(
  pipeline: PipelineRecord,
  execution: ExecutionRecord,
  { configuration = {} }: ActionDeclaration,
): Record<string, string> {
  const resolve = (text: string) =>
    text.replace(REFERENCE, (reference, namespace: string, name: string) => {
      const value = variableValue(pipeline, execution, namespace, name);
      if (value === undefined) throw new ActionFailure('ConfigurationError', `${reference} has no value.`);
      return value;
    });
  return Object.fromEntries(
    Object.entries(configuration).map(([key, text]) => [
      key,
      key === 'EnvironmentVariables' ? resolveEnvironment(text, resolve) : resolve(text),
    ]),
  );
}

/** Values are resolved one by one: a commit message with a quotation mark must not break the JSON around it. */
function resolveEnvironment(text: string, resolve: (text: string) => string): string {
  return JSON.stringify(readEnvironment(text).map((variable) => ({ ...variable, value: resolve(variable.value) })));
}

/** Reads the JSON list of a CodeBuild action's `EnvironmentVariables`. @throws ActionFailure */
export function readEnvironment(text: string | undefined): EnvironmentVariable[] {
  if (text === undefined) return [];
  const variables = parsed(text);
  if (!Array.isArray(variables) || !variables.every(isEnvironmentVariable)) {
    throw new ActionFailure('ConfigurationError', 'EnvironmentVariables must be a JSON list of names and values.');
  }
  return variables;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ActionFailure('ConfigurationError', 'EnvironmentVariables is not JSON.', { cause });
  }
}

function isEnvironmentVariable(entry: unknown): entry is EnvironmentVariable {
  return (
    typeof entry === 'object' &&
    entry !== null &&
    'name' in entry &&
    typeof entry.name === 'string' &&
    'value' in entry &&
    typeof entry.value === 'string'
  );
}
