import { z } from 'zod';

/** Keys that say where a pipeline or project is. The AWS User Guides give the forms of region names, ARNs and external ids. */
export const place = {
  region: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be the name of an AWS region such as eu-central-1')
    .optional()
    .meta({ description: 'AWS region where it is; else the bot’s own', examples: ['eu-central-1'] }),
  roleArn: z
    .string()
    .regex(
      /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/,
      'must be the ARN of a role such as arn:aws:iam::210987654321:role/mlpipeline',
    )
    .optional()
    .meta({
      description: 'Role that the bot assumes to reach it, in its account; else the bot’s own role',
      examples: ['arn:aws:iam::210987654321:role/mlpipeline'],
    }),
  externalId: z
    .string()
    .regex(/^[\w+=,.@:/-]{2,1224}$/, 'must be 2-1224 letters, digits or + = , . @ : / -')
    .optional()
    .meta({
      description: 'What the trust policy of that role demands as sts:ExternalId, if it does',
      examples: ['3f1c-mlpipeline'],
    }),
};
