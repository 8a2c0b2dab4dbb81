import { z } from 'zod';
import { freezes } from './freezes';
import { place } from './place-schema';

/** Slack ids: `C…` (also private) or `G…` channels. */
const channelId = z.string().regex(/^[CG][A-Z0-9]{2,}$/, 'must be a Slack channel id such as C012ABCDEF');
/** Names of pipelines and stages: CodePipeline API Reference, 1-100 of [A-Za-z0-9.@\-_]. */
const awsName = z.string().regex(/^[A-Za-z0-9.@\-_]{1,100}$/, 'must be 1-100 letters, digits or . @ - _');

/** `U…` a person, `S…` a user group. */
const holder = z
  .string()
  .regex(
    /^(?:[UWS][A-Z0-9]{2,}|everyone)$/,
    'must be a Slack user id such as U012ABCDEF, a user group id such as S012ABCDEF, or everyone',
  );

const grant = z.union([z.literal('everyone'), z.array(holder)]);

const roles = z.strictObject({
  viewer: grant.optional(),
  operator: grant.optional(),
  approver: grant.optional(),
  admin: grant.optional(),
});

const pipeline = z.strictObject({
  channel: channelId.optional().describe('Channel of its cards; else the workspace channel'),
  model: z.string().min(1).max(100).optional().describe('Name of the model it ships; else the pipeline name'),
  ...place,
  deployStage: awsName.optional().describe('Stage whose success makes a release; else the last stage'),
  roles: roles.optional().describe('Replaces the workspace-wide roles of the same name for this pipeline'),
  freezes: freezes.default([]).describe('Times without releases of this pipeline, beside those of all pipelines'),
});

const project = z.strictObject({
  channel: channelId.optional().describe('Channel of its build cards; else the workspace channel'),
  ...place,
  repository: z
    .string()
    .regex(/^[\w.-]{1,100}$/, 'must be the name of a CodeCommit repository')
    .optional()
    .describe('CodeCommit repository to build from, needed where the project’s own source is a pipeline'),
  roles: roles.optional().describe('Replaces the workspace-wide roles of the same name for this project'),
});

/** CodeBuild API Reference, ProjectName: 2-150 characters. */
const projectName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9\-_]{1,149}$/, 'must be 2-150 letters, digits or - _');

export const Configuration = z.strictObject({
  channel: channelId.optional().describe('Channel of every pipeline that names none'),
  roles: roles.default({}),
  freezes: freezes.default([]).describe('Times in which no pipeline is deployed, approved, retried or rolled back'),
  pipelines: z.record(awsName, pipeline).refine((named) => Object.keys(named).length > 0, 'must name a pipeline'),
  projects: z.record(projectName, project).default({}).describe('CodeBuild projects that may be built by hand'),
  timing: z
    .strictObject({
      claimLeaseSeconds: z.number().min(1).max(300).default(20),
      updateEverySeconds: z.number().min(0).max(60).default(3),
    })
    .default({ claimLeaseSeconds: 20, updateEverySeconds: 3 })
    .describe(
      'claimLeaseSeconds: how long a task may take from intent to outcome before another one finishes its work. updateEverySeconds: least time between two updates of one message (chat.update allows 50 a minute per workspace)',
    ),
});
export type Configuration = z.infer<typeof Configuration>;

/** Everything the process takes from its environment; secrets come from nowhere else. */
const environment = z.object({
  SLACK_BOT_TOKEN: z.string().startsWith('xoxb-', 'must be the bot token (xoxb-…)'),
  SLACK_APP_TOKEN: z
    .string()
    .startsWith('xapp-', 'must be the app-level token (xapp-…) with connections:write')
    .optional()
    .describe('Socket Mode, the default: opens the socket'),
  SLACK_SIGNING_SECRET: z
    .string()
    .min(16, 'must be the signing secret of Basic Information')
    .optional()
    .describe('HTTP mode, in place of the app-level token: Slack signs its requests with it'),
  PORT: z.coerce.number().int().min(0).max(65535).default(3000).describe('HTTP mode: where Slack’s requests come in'),
  SLACK_API_URL: z.url().default('https://slack.com/api/'),
  MLPIPELINE_CONFIG: z.string().min(1),
  MLPIPELINE_QUEUE_URL: z.url(),
  MLPIPELINE_STATE_TABLE: z.string().min(3),
  MLPIPELINE_AUDIT_TABLE: z.string().min(3),
  AWS_REGION: z.string().min(1),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
});

/** Socket Mode or HTTP mode: one of the two, and told together with whatever else is wrong. */
export const Environment = environment.refine(
  ({ SLACK_APP_TOKEN, SLACK_SIGNING_SECRET }) =>
    (SLACK_APP_TOKEN === undefined) !== (SLACK_SIGNING_SECRET === undefined),
  {
    message:
      'set either SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP mode), and not both: one way leads from Slack to the bot',
    when: () => true,
  },
);
export type Environment = z.infer<typeof Environment>;
