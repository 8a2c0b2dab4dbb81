import { z } from 'zod';
import { ConfigurationError, readConfiguration } from '../../src/config/load';
import type { Configuration } from '../../src/config/schema';
import { nearest } from '../../src/nearest';
import { isConnectionOfNothing, isWholeConnection, mlPipelineContext } from './ml-pipeline-context';

/** A list separated by commas, as the command line gives it. */
const list = (item: RegExp, what: string) =>
  z
    .string()
    .transform((text) => text.split(',').map((one) => one.trim()))
    .pipe(z.array(z.string().regex(item, `must be ${what} separated by commas`)));

const names = list(/^[\w.-]+$/, 'names');

const optional = (form: RegExp, error: string) => z.string().regex(form, error).optional();

/** What a deployment chooses; everything else is in mlpipeline.yaml. docs/aws-setup.md explains each key. */
const Context = z
  .object({
    configuration: z.string({ error: 'must name your mlpipeline.yaml: --context configuration=mlpipeline.yaml' }),
    name: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,30}$/, 'must be at most 31 small letters, digits and hyphens, and begin with a letter')
      .default('mlpipeline'),
    account: optional(/^\d{12}$/, 'must be the twelve digits of an AWS account'),
    region: optional(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be the name of an AWS region such as eu-central-1'),
    architecture: z.enum(['x86', 'arm'], { error: 'must be x86 or arm' }).default('x86'),
    image: optional(
      /^\d{12}\.dkr\.ecr\.[\w-]+\.amazonaws\.com(\.cn)?\/[\w./-]+(:[\w.-]+|@sha256:[0-9a-f]{64})$/,
      'must be an image in ECR with its tag or digest; without it the image is built here',
    ),
    vpcId: optional(/^vpc-[0-9a-f]{8,17}$/, 'must be the id of a VPC such as vpc-0a1b2c3d'),
    subnetIds: list(/^subnet-[0-9a-f]{8,17}$/, 'ids of subnets such as subnet-0a1b2c3d').optional(),
    outbound: z.enum(['public', 'nat'], { error: 'must be public or nat' }).default('public'),
    endpoints: z.enum(['gateway', 'interface'], { error: 'must be gateway or interface' }).default('gateway'),
    topics: list(/^arn:aws[\w-]*:sns:[\w-]+:\d{12}:[\w-]+$/, 'ARNs of SNS topics').optional(),
    repositories: names.optional(),
    buildProjects: names.optional(),
    alarmEmail: z.email({ error: 'must be an e-mail address' }).optional(),
    anchorYears: z.coerce.number({ error: 'must be a number of years' }).int().min(1).max(100).default(7),
    anchorMode: z
      .enum(['governance', 'compliance'], { error: 'must be governance or compliance' })
      .default('governance'),
    ...mlPipelineContext,
  })
  .refine(isWholeConnection, {
    error: 'connectionArn and connectionRepository must come together, and connectionBranch with them',
  })
  .refine((context) => !isConnectionOfNothing(context), {
    error: 'connectionArn is for the ML pipeline that pipeline=none leaves out',
  })
  .refine(({ vpcId, subnetIds }) => (vpcId === undefined) === (subnetIds === undefined), {
    error: 'vpcId and subnetIds must come together',
  })
  .refine(({ account, region }) => account === undefined || region !== undefined, {
    error: 'account must come with region',
  })
  .refine(({ topics, region }) => region === undefined || (topics ?? []).every((arn) => arn.split(':')[3] === region), {
    error: 'topics must be in the region of the bot (region), where its queue is',
  })
  .refine(
    ({ vpcId, outbound, endpoints }) => vpcId === undefined || (outbound === 'public' && endpoints === 'gateway'),
    {
      error: 'outbound and endpoints are for a VPC that is made here; the VPC of vpcId has its own',
    },
  )
  .refine(({ vpcId, subnetIds }) => vpcId === undefined || (subnetIds ?? []).length >= 2, {
    error: 'subnetIds must name two subnets at least, in two zones',
  });

type Context = z.infer<typeof Context>;

export const CONTEXT_KEYS: readonly string[] = Object.keys(Context.shape);

export interface AwsSettings {
  context: Context;
  configuration: Configuration;
}

/**
 * Reads the context and the configuration file that it names.
 * @throws ConfigurationError with every mistake of the context, or of the file
 */
export function readSettings(given: Record<string, unknown>): AwsSettings {
  const context = Context.safeParse(Object.fromEntries(CONTEXT_KEYS.map((key) => [key, given[key]])));
  const unknown = Object.keys(given)
    .filter((key) => !CONTEXT_KEYS.includes(key) && !isOfTheCdk(key))
    .map((key) => `${key}: there is no such key${suggestion(key)}`);
  const wrong = (context.error?.issues ?? []).map(({ path, message }) =>
    [path.join('.'), message].filter(Boolean).join(': '),
  );
  if (!context.success || unknown.length > 0) throw new ConfigurationError('The context', [...wrong, ...unknown]);
  return {
    context: context.data,
    configuration: readConfiguration(context.data.configuration, 'The context key configuration'),
  };
}

/** The CDK keeps flags and what it looked up in the same place; its keys are `@aws-cdk/…`, `aws:…`, `availability-zones:…`. */
const isOfTheCdk = (key: string): boolean => /[@:/]/.test(key);

function suggestion(key: string): string {
  const near = nearest(CONTEXT_KEYS, key);
  return near.length > 0 ? `; did you mean ${near.join(' or ')}?` : '';
}
