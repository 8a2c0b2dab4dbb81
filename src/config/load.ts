import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { crossChecks } from './cross-checks';
import { Environment } from './environment';
import { jsonSchemaOf } from './json-schema';
import { mistakesIn } from './mistakes';
import { isS3Address, ObjectUnreadable, readS3Object } from './s3-object';
import { Configuration } from './schema';
import { readYaml } from './yaml-file';

/** The process cannot start: every mistake at once, one per line, each with where to mend it. */
export class ConfigurationError extends Error {
  constructor(
    readonly where: string,
    readonly mistakes: readonly string[],
    options?: ErrorOptions,
  ) {
    super(
      `${where} has ${mistakes.length === 1 ? 'a mistake' : `${mistakes.length} mistakes`}:\n${mistakes.map((line) => `  ${line}`).join('\n')}`,
      options,
    );
    this.name = 'ConfigurationError';
  }
}

export interface Settings {
  environment: Environment;
  configuration: Configuration;
}

type Variables = Record<string, string | undefined>;

/** Bytes that a configuration may have: thousands of pipelines. What is larger is another file. */
const MOST_BYTES = 1024 * 1024;

/**
 * The only reader of the environment and of the configuration, a file or an object in S3.
 * @throws ConfigurationError
 */
export async function loadSettings(variables: Variables): Promise<Settings> {
  const environment = Environment.safeParse(variables);
  if (!environment.success) {
    throw new ConfigurationError('The environment', environmentMistakes(environment.error, variables));
  }
  const { MLPIPELINE_CONFIG: address } = environment.data;
  return { environment: environment.data, configuration: await configurationAt(address, variables) };
}

/** What `--check` looks at: the file, and what else the environment lacks for a start. */
export interface CheckedSettings {
  address: string;
  configuration: Configuration;
  /** What a start would complain of; the file is fine all the same. */
  environmentMistakes: string[];
}

/**
 * Reads the configuration without what only a start needs.
 * @throws ConfigurationError
 */
export async function checkSettings(variables: Variables): Promise<CheckedSettings> {
  const { MLPIPELINE_CONFIG: address } = variables;
  if (!address) throw new ConfigurationError('The environment', ['MLPIPELINE_CONFIG is missing: the file to check']);
  const environment = Environment.safeParse(variables);
  return {
    address,
    configuration: await configurationAt(address, variables),
    environmentMistakes: environment.success ? [] : environmentMistakes(environment.error, variables),
  };
}

/** @throws ConfigurationError with every mistake, each as `file:line: sentence` */
export function parseConfiguration(text: string, path: string): Configuration {
  const { value, mistakes, lineOf } = readYaml(text);
  const parsed = value === undefined ? undefined : Configuration.safeParse(value);
  const found = [
    ...(parsed?.success === false ? mistakesIn(parsed.error, value, jsonSchemaOf(Configuration)) : []),
    ...crossChecks(value),
  ].map((mistake) => ({ line: lineOf(mistake.path), text: mistake.text }));
  const all = [...mistakes, ...found].sort((one, other) => one.line - other.line);
  if (parsed?.success && all.length === 0) return parsed.data;
  throw new ConfigurationError(
    path,
    all.map(({ line, text: sentence }) => `${path}:${line}: ${sentence}`),
  );
}

function environmentMistakes(error: z.ZodError, variables: Variables): string[] {
  return mistakesIn(error, variables, jsonSchemaOf(Environment)).map(({ text }) => text);
}

/** What names the file, unless told otherwise. */
const VARIABLE = 'MLPIPELINE_CONFIG';

/**
 * A configuration on disk. `namedBy` is what somebody must mend who named the wrong file.
 * @throws ConfigurationError
 */
export const readConfiguration = (path: string, namedBy = VARIABLE): Configuration =>
  configurationIn(readBytes(path, namedBy), path, namedBy);

/** `address` is a path or `s3://bucket/key`. */
async function configurationAt(address: string, variables: Variables): Promise<Configuration> {
  const bytes = isS3Address(address) ? await fetchBytes(address, variables) : readBytes(address, VARIABLE);
  // A sum that is none is a mistake of the environment, and told as one.
  const { data: deployed } = Environment.shape.MLPIPELINE_CONFIG_SHA256.safeParse(variables.MLPIPELINE_CONFIG_SHA256);
  if (deployed !== undefined) assertDeployed(bytes, address, deployed);
  return configurationIn(bytes, address);
}

/** Whoever may write where the file is could else put other approvers in its place. @throws ConfigurationError */
function assertDeployed(bytes: Buffer, address: string, deployed: string): void {
  const found = sha256Of(bytes);
  if (found === deployed) return;
  throw new ConfigurationError('MLPIPELINE_CONFIG', [
    `names ${address}, which is another file than was deployed (SHA-256 ${found}, and MLPIPELINE_CONFIG_SHA256 is ${deployed}): deploy again if the change is meant, else put the deployed file back and find out who changed it`,
  ]);
}

/** What MLPIPELINE_CONFIG_SHA256 must be for these bytes. */
export const sha256Of = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

function configurationIn(bytes: Buffer, address: string, namedBy = VARIABLE): Configuration {
  if (bytes.length > MOST_BYTES) {
    throw new ConfigurationError(namedBy, [
      `names a file of ${bytes.length} bytes: that is no configuration, name the right one`,
    ]);
  }
  return parseConfiguration(utf8(bytes, address), address);
}

async function fetchBytes(address: string, variables: Variables): Promise<Buffer> {
  const { AWS_REGION: region, AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL } = variables;
  try {
    return await readS3Object(address, MOST_BYTES, { region, endpoint: AWS_ENDPOINT_URL_S3 ?? AWS_ENDPOINT_URL });
  } catch (error) {
    if (!(error instanceof ObjectUnreadable)) throw error;
    throw new ConfigurationError(VARIABLE, [error.message], { cause: error });
  }
}

function readBytes(path: string, namedBy: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ConfigurationError(namedBy, [`names a file that cannot be read: ${why}`], { cause: error });
  }
}

/** Text without its byte order mark. @throws ConfigurationError with the first line that is not UTF-8 */
function utf8(bytes: Buffer, path: string): string {
  if (isUtf8(bytes)) return new TextDecoder().decode(bytes);
  // Line by line in an encoding that keeps every byte: no character of UTF-8 contains the byte of a line feed.
  const lines = bytes.toString('latin1').split('\n');
  const line = lines.findIndex((text) => !isUtf8(Buffer.from(text, 'latin1'))) + 1;
  throw new ConfigurationError(path, [`${path}:${line}: this is not UTF-8: save the file in that encoding`]);
}
