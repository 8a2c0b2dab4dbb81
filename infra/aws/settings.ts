import { z } from 'zod';
import { ConfigurationError, readConfiguration } from '../../src/config/load';
import type { Configuration } from '../../src/config/schema';

/** A list separated by commas, as the command line gives it. */
const list = (item: RegExp, what: string) =>
  z
    .string()
    .transform((text) => text.split(',').map((one) => one.trim()))
    .pipe(z.array(z.string().regex(item, `must be ${what} separated by commas`)));

const names = list(/^[\w.-]+$/, 'names');

/** What a deployment chooses; everything else is in mlpipeline.yaml. docs/aws-setup.md explains each key. */
const Context = z
  .object({
    configuration: z.string({ error: 'must name your mlpipeline.yaml: --context configuration=mlpipeline.yaml' }),
    architecture: z.enum(['x86', 'arm'], { error: 'must be x86 or arm' }).default('x86'),
    vpcId: z
      .string()
      .regex(/^vpc-[0-9a-f]{8,17}$/, 'must be the id of a VPC such as vpc-0a1b2c3d')
      .optional(),
    subnetIds: list(/^subnet-[0-9a-f]{8,17}$/, 'ids of subnets such as subnet-0a1b2c3d').optional(),
    topics: list(/^arn:aws[\w-]*:sns:[\w-]+:\d{12}:[\w-]+$/, 'ARNs of SNS topics').optional(),
    repositories: names.optional(),
    buildProjects: names.optional(),
  })
  .refine(({ vpcId, subnetIds }) => (vpcId === undefined) === (subnetIds === undefined), {
    error: 'vpcId and subnetIds must come together',
  });

type Context = z.infer<typeof Context>;

export interface AwsSettings {
  context: Context;
  configuration: Configuration;
}

/**
 * Reads the context and the configuration file that it names.
 * @throws ConfigurationError
 */
export function readSettings(contextOf: (key: string) => unknown): AwsSettings {
  const given = Object.fromEntries(Object.keys(Context.shape).map((key) => [key, contextOf(key)]));
  const context = Context.safeParse(given);
  if (!context.success) {
    throw new ConfigurationError(
      'The context',
      context.error.issues.map(({ path, message }) => [path.join('.'), message].filter(Boolean).join(': ')),
    );
  }
  return { context: context.data, configuration: readConfiguration(context.data.configuration) };
}
