import { z } from 'zod';
import type { MlPipelineSource } from './constructs/ml-pipeline-source';

/** In place of a name: without the reference ML pipeline. */
export const NO_PIPELINE = 'none';

/** Context of the reference ML pipeline (docs/ml-pipeline.md). */
export const mlPipelineContext = {
  pipeline: z
    .string()
    .regex(
      /^(?=.{2,40}$)[a-z0-9](-?[a-z0-9])+$/,
      'must be 2 to 40 small letters, digits and single hyphens between them',
    )
    // The names of its stack and of the bot's stacks begin alike.
    .regex(/^(?!(bot|data|elsewhere-.*)$)/, 'must not be the name of another stack of the bot')
    .default('penguins'),
  connectionArn: z
    .string()
    .regex(
      /^arn:aws[\w-]*:(codeconnections|codestar-connections):[\w-]+:\d{12}:connection\/[\w-]+$/,
      'must be the ARN that the console shows under Developer Tools, Settings, Connections',
    )
    .optional(),
  connectionRepository: z
    .string()
    .regex(/^[^/\s]+(\/[^/\s]+)+$/, 'must be owner and name such as acme/penguins')
    .optional(),
  connectionBranch: z.string().regex(/^\S+$/, 'must be the name of a branch').optional(),
};

interface Connection {
  connectionArn?: string | undefined;
  connectionRepository?: string | undefined;
  connectionBranch?: string | undefined;
}

export const isWholeConnection = ({ connectionArn, connectionRepository, connectionBranch }: Connection): boolean =>
  connectionArn === undefined
    ? connectionRepository === undefined && connectionBranch === undefined
    : connectionRepository !== undefined;

/** A connection is for the reference ML pipeline only. */
export const isConnectionOfNothing = ({ pipeline, connectionArn }: Connection & { pipeline: string }): boolean =>
  pipeline === NO_PIPELINE && connectionArn !== undefined;

/** Undefined where the pipeline is to have a repository of its own. */
export function connectedSource(context: Connection): MlPipelineSource | undefined {
  const { connectionArn, connectionRepository: repository, connectionBranch: branch } = context;
  if (connectionArn === undefined || repository === undefined) return undefined;
  return { connectionArn, repository, ...(branch === undefined ? {} : { branch }) };
}
