import { z } from 'zod';
import { SERVICE } from '../metric-names';
import { Secret } from '../secret';

/** What the secret holds until somebody puts the real tokens there. */
export const SECRET_PLACEHOLDER = 'put the token here';

/** A secret, unless it is the placeholder still, which is told in place of whatever else would be wrong with it. */
const secret = (what: string, looksRight: (value: string) => boolean) =>
  z
    .string()
    .check(({ value, issues }) => {
      if (value.trim() === SECRET_PLACEHOLDER) {
        issues.push({
          code: 'custom',
          input: '',
          message: `still is the placeholder “${SECRET_PLACEHOLDER}”: ${mend(what)}`,
        });
      } else if (!looksRight(value)) {
        issues.push({ code: 'custom', input: '', message: `must be ${what}` });
      }
    })
    .transform((value) => new Secret(value));

const mend = (what: string): string =>
  `put ${what} in its place, in AWS into the secret that the data stack made, and start the bot anew`;

/** Everything the process takes from its environment; secrets come from nowhere else. */
const environment = z.object({
  SLACK_BOT_TOKEN: secret('the bot token (xoxb-…)', (value) => value.startsWith('xoxb-')).describe(
    'Bot token (secret)',
  ),
  SLACK_APP_TOKEN: secret('the app-level token (xapp-…) with connections:write', (value) => value.startsWith('xapp-'))
    .optional()
    .describe('Socket Mode, the default: app-level token with connections:write (secret)'),
  SLACK_SIGNING_SECRET: secret('the signing secret of Basic Information', (value) => value.length >= 16)
    .optional()
    .describe('HTTP mode, in place of the app-level token: Slack signs its requests with it (secret)'),
  PORT: z.coerce.number().int().min(0).max(65535).default(3000).describe('HTTP mode: where Slack’s requests come in'),
  SLACK_API_URL: z.url().default('https://slack.com/api/').describe('Where Slack’s Web API is'),
  MLPIPELINE_CONFIG: z.string().min(1).describe('The configuration: a path, or s3://bucket/key'),
  MLPIPELINE_CONFIG_SHA256: z
    .string()
    .regex(/^[0-9a-f]{64}$/i, 'must be a SHA-256 as 64 hexadecimal digits, such as sha256sum prints it')
    .toLowerCase()
    .optional()
    .describe(
      'SHA-256 that the configuration must have, as 64 hexadecimal digits, or the bot does not start; else it starts with whatever is there',
    ),
  MLPIPELINE_QUEUE_URL: z.url().describe('SQS queue that EventBridge and the schedule write to'),
  MLPIPELINE_STATE_TABLE: z.string().min(3).describe('DynamoDB table of everything that changes'),
  MLPIPELINE_AUDIT_TABLE: z.string().min(3).describe('DynamoDB table of the audit record'),
  MLPIPELINE_ANCHOR_BUCKET: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be the name of an S3 bucket, without s3://')
    .optional()
    .describe('S3 bucket of the audit anchors, which `audit verify` compares with; else it says that none is named'),
  MLPIPELINE_SERVICE: z
    .string()
    .min(1)
    .default(SERVICE)
    .describe('What the metrics of this deployment are kept apart by from those of others in the account'),
  MLPIPELINE_HEALTH_PORT: z.coerce
    .number()
    .int()
    .min(1)
    .max(65535)
    .optional()
    .describe(
      'Port of this machine alone where the bot tells its health (`GET /health`, `dist/health-check.js`); else nowhere',
    ),
  AWS_CONSOLE_URL: z
    .url()
    .optional()
    .describe('Where the pages of the AWS console are that cards link to; else the console of AWS itself'),
  AWS_REGION: z.string().min(1).describe('The bot’s own region'),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info')
    .describe('Least level of what is logged'),
});

/** Socket Mode or HTTP mode: one of the two; two tables; told together with whatever else is wrong. */
export const Environment = environment
  .refine(
    ({ SLACK_APP_TOKEN, SLACK_SIGNING_SECRET }) =>
      (SLACK_APP_TOKEN === undefined) !== (SLACK_SIGNING_SECRET === undefined),
    {
      message:
        'must be set (Socket Mode) or SLACK_SIGNING_SECRET (HTTP mode), and not both: one way leads from Slack to the bot',
      path: ['SLACK_APP_TOKEN'],
      when: () => true,
    },
  )
  .refine(
    ({ MLPIPELINE_STATE_TABLE: state, MLPIPELINE_AUDIT_TABLE: audit }) => state === undefined || state !== audit,
    {
      message: 'must be another table than MLPIPELINE_STATE_TABLE: the one that the data stack made for the audit',
      path: ['MLPIPELINE_AUDIT_TABLE'],
      when: () => true,
    },
  );
export type Environment = z.infer<typeof Environment>;
