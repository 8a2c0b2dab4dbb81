import { z } from 'zod';
import { ConfigurationError } from '../../src/config/load';

/** Context of the reference ML pipeline. docs/ml-pipeline.md explains each key. */
const Context = z
  .object({
    pipeline: z
      .string()
      .regex(/^[a-z0-9](-?[a-z0-9]){1,39}$/, 'must be 2 to 40 lower-case letters, digits and single hyphens')
      .default('penguins'),
    connectionArn: z
      .string()
      .regex(
        /^arn:aws[\w-]*:(codeconnections|codestar-connections):[\w-]+:\d{12}:connection\/[\w-]+$/,
        'must be the ARN of a connection, as the console shows it under Developer Tools, Connections',
      )
      .optional(),
    connectionRepository: z
      .string()
      .regex(/^[^/\s]+(\/[^/\s]+)+$/, 'must be owner and name such as acme/penguins')
      .optional(),
    connectionBranch: z.string().optional(),
  })
  .refine(
    ({ connectionArn, connectionRepository }) => (connectionArn === undefined) === (connectionRepository === undefined),
    {
      error: 'connectionArn and connectionRepository must come together',
    },
  )
  .refine(({ connectionArn, connectionBranch }) => connectionArn !== undefined || connectionBranch === undefined, {
    error: 'connectionBranch goes with connectionArn and connectionRepository',
  });

export interface MlPipelineSettings {
  pipeline: string;
  /** Undefined where the pipeline has a repository of its own. */
  connection: { connectionArn: string; repository: string; branch?: string } | undefined;
}

/**
 * Reads the context that the reference ML pipeline is made from.
 * @throws ConfigurationError
 */
export function readMlPipelineSettings(contextOf: (key: string) => unknown): MlPipelineSettings {
  const given = Object.fromEntries(Object.keys(Context.shape).map((key) => [key, contextOf(key)]));
  const context = Context.safeParse(given);
  if (!context.success) {
    throw new ConfigurationError(
      'The context',
      context.error.issues.map(({ path, message }) => [path.join('.'), message].filter(Boolean).join(': ')),
    );
  }
  const { pipeline, connectionArn, connectionRepository: repository, connectionBranch: branch } = context.data;
  if (connectionArn === undefined || repository === undefined) return { pipeline, connection: undefined };
  return { pipeline, connection: { connectionArn, repository, ...(branch === undefined ? {} : { branch }) } };
}
