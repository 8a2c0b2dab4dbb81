import { z } from 'zod';

/** Everything the process takes from its environment; secrets come from nowhere else. */
const environment = z.object({
  SLACK_BOT_TOKEN: z.string().startsWith('xoxb-', 'must be the bot token (xoxb-…)').describe('Bot token (secret)'),
  SLACK_APP_TOKEN: z
    .string()
    .startsWith('xapp-', 'must be the app-level token (xapp-…) with connections:write')
    .optional()
    .describe('Socket Mode, the default: app-level token with connections:write (secret)'),
  SLACK_SIGNING_SECRET: z
    .string()
    .min(16, 'must be the signing secret of Basic Information')
    .optional()
    .describe('HTTP mode, in place of the app-level token: Slack signs its requests with it (secret)'),
  PORT: z.coerce.number().int().min(0).max(65535).default(3000).describe('HTTP mode: where Slack’s requests come in'),
  SLACK_API_URL: z.url().default('https://slack.com/api/').describe('Where Slack’s Web API is'),
  MLPIPELINE_CONFIG: z.string().min(1).describe('Path of the configuration file'),
  MLPIPELINE_QUEUE_URL: z.url().describe('SQS queue that EventBridge and the schedule write to'),
  MLPIPELINE_STATE_TABLE: z.string().min(3).describe('DynamoDB table of everything that changes'),
  MLPIPELINE_AUDIT_TABLE: z.string().min(3).describe('DynamoDB table of the audit record'),
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

/** Socket Mode or HTTP mode: one of the two, and told together with whatever else is wrong. */
export const Environment = environment.refine(
  ({ SLACK_APP_TOKEN, SLACK_SIGNING_SECRET }) =>
    (SLACK_APP_TOKEN === undefined) !== (SLACK_SIGNING_SECRET === undefined),
  {
    message:
      'set either this (Socket Mode) or SLACK_SIGNING_SECRET (HTTP mode), and not both: one way leads from Slack to the bot',
    path: ['SLACK_APP_TOKEN'],
    when: () => true,
  },
);
export type Environment = z.infer<typeof Environment>;
