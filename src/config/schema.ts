import { z } from 'zod';
import { CAUSES } from '../domain/executions/failure';
import { approvals, pipelineApprovals } from './approval-schema';
import { digest } from './digest-schema';
import { freezes } from './freezes';
import { refusalOfPattern } from './patterns';
import { place } from './place-schema';
import { rollback } from './rollback';
import { timing } from './timing';

/** Slack ids: `C…` (also private) or `G…` channels. */
const channelId = z
  .string()
  .regex(/^[CG][A-Z0-9]{2,}$/, 'must be a Slack channel id such as C012ABCDEF')
  .meta({ examples: ['C012ABCDEF'] });
/** Names of pipelines and stages: CodePipeline API Reference, 1-100 of [A-Za-z0-9.@\-_]. */
const awsName = z.string().regex(/^[A-Za-z0-9.@\-_]{1,100}$/, 'must be 1-100 letters, digits or . @ - _');

/** CodeCommit API Reference, RepositoryName. */
const repositoryName = z.string().regex(/^[\w.-]{1,100}$/, 'must be the name of a CodeCommit repository');

/** An e-mail address, or a principal of AWS: a user, a role, or one session of a role (IAM User Guide, IAM identifiers). */
const address = z
  .string()
  .regex(
    /^(?:[^\s@:]+@[^\s@:]+\.[^\s@:]+|arn:aws[\w-]*:(?:iam|sts)::\d{12}:(?:root|[\w-]+\/\S+))$/,
    'must be an e-mail address, or the ARN of an AWS principal such as arn:aws:iam::123456789012:user/ada',
  );

/** `U…` a person, `S…` a user group. */
const holder = z
  .string()
  .regex(
    /^(?:[UWS][A-Z0-9]{2,}|everyone)$/,
    'must be a Slack user id such as U012ABCDEF, a user group id such as S012ABCDEF, or everyone',
  );

/** A person or a user group. */
const owner = z
  .array(
    z
      .string()
      .regex(
        /^[UWS][A-Z0-9]{2,}$/,
        'must be a Slack user id such as U012ABCDEF, or a user group id such as S012ABCDEF',
      ),
  )
  .min(1)
  .max(20);

const grant = z.union([z.literal('everyone'), z.array(holder)]);

const roles = z.strictObject({
  viewer: grant.optional().meta({ description: 'Who may look; else everyone', examples: ['everyone'] }),
  operator: grant.optional().meta({
    description: 'Who may deploy, build, retry, stop, roll back and subscribe channels; else nobody',
    examples: [['S012ABCDEF', 'U012ABCDEF']],
  }),
  approver: grant
    .optional()
    .meta({ description: 'Who may approve and reject; else nobody', examples: [['U012ABCDEF', 'U034GHIJKL']] }),
  admin: grant.optional().meta({
    description:
      'Who may lock and unlock, and override an alarm with a second one; with the role operator, roll back while it is locked or frozen; else nobody',
    examples: [['U034GHIJKL']],
  }),
});

const pipeline = z.strictObject({
  channel: channelId.optional().describe('Channel of its cards; else the workspace channel'),
  model: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .meta({
      description: 'What cards call its model, and another name to type; else the pipeline name',
      examples: ['fraud'],
    }),
  ...place,
  deployStage: awsName
    .optional()
    .meta({ description: 'Stage whose success makes a release; else the last stage', examples: ['Deploy'] }),
  alarms: z
    .array(z.string().min(1).max(255))
    .max(100)
    .default([])
    .meta({
      description:
        'CloudWatch alarms of its model: when one rings, the channel is told, and nobody may approve unless approvals.alarms says otherwise',
      examples: [['fraud-drift']],
    }),
  endpoints: z
    .array(
      z
        .string()
        .regex(/^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/, 'must be the name of an endpoint: 1-63 letters, digits or -'),
    )
    .max(10)
    .default([])
    .meta({
      description: 'SageMaker endpoints that serve its model: one that is in trouble is told like an alarm that rings',
      examples: [['fraud']],
    }),
  modelPackageGroup: z
    .string()
    .regex(/^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/, 'must be the name of a model package group: 1-63 letters, digits or -')
    .optional()
    .meta({
      description:
        'SageMaker model package group of its model: its versions are approved here, and follow the pipeline’s approvals',
      examples: ['fraud'],
    }),
  roles: roles.optional().describe('Replaces the workspace-wide roles of the same name for this pipeline'),
  owner: owner.optional().meta({
    description: 'Who owns its model: what lists of approvals call owner',
    examples: [['U034GHIJKL']],
  }),
  approvals: pipelineApprovals
    .optional()
    .describe('How its approvals are answered: each key replaces the workspace-wide one of the same name'),
  rollback: rollback
    .optional()
    .describe('How it is rolled back: each key replaces the workspace-wide one of the same name'),
  freezes: freezes.default([]).describe('Times without releases of this pipeline, beside those of all pipelines'),
});

const project = z.strictObject({
  channel: channelId.optional().describe('Channel of its build cards; else the workspace channel'),
  ...place,
  repository: repositoryName.optional().meta({
    description: 'CodeCommit repository to build from, needed where the project’s own source is a pipeline',
    examples: ['fraud-model'],
  }),
  roles: roles.optional().describe('Replaces the workspace-wide roles of the same name for this project'),
});

const repository = z.strictObject({
  channel: channelId.optional().describe('Channel of its pull requests; else the workspace channel'),
  ...place,
});

/** A rule of triage: what a log says, and what that means. */
const triageRule = z.strictObject({
  when: z
    .string()
    .min(1)
    .max(500)
    .superRefine((text, context) => {
      const message = refusalOfPattern(text);
      if (message) context.addIssue({ code: 'custom', message });
    })
    .meta({
      description: 'Regular expression that a line of the failure matches, in either case',
      examples: ['CUDA out of memory'],
    }),
  cause: z.enum(CAUSES).meta({ description: 'What kind of failure it is', examples: ['capacity'] }),
  says: z
    .string()
    .min(1)
    .max(200)
    .meta({
      description: 'What to tell people, in a sentence',
      examples: ['The GPU is too small for this batch size.'],
    }),
});

/** CodeBuild API Reference, ProjectName: 2-150 characters. */
const projectName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9\-_]{1,149}$/, 'must be 2-150 letters, digits or - _');

export const Configuration = z.strictObject({
  channel: channelId.optional().describe('Channel of every pipeline, project and repository that names none'),
  fallbackChannel: channelId
    .optional()
    .describe('Where cards go whose own channel is archived or closed to the bot; else they are only logged'),
  roles: roles.default({}).describe('Who may do what, for every pipeline and project that does not say otherwise'),
  approvals: approvals
    .optional()
    .describe('How approvals are answered, for every pipeline that does not say otherwise: docs/policies.md'),
  rollback: rollback.optional().describe('How pipelines are rolled back that do not say otherwise: docs/policies.md'),
  freezes: freezes
    .default([])
    .describe(
      'Times in which no pipeline is deployed, approved or retried, and rolled back only by an operator who is also an admin',
    ),
  pipelines: z
    .record(awsName, pipeline)
    .refine((named) => Object.keys(named).length > 0, 'must name a pipeline')
    .meta({
      description: 'Pipelines by their name in CodePipeline; the bot ignores all others',
      examples: [{ 'fraud-model': {} }],
    }),
  projects: z
    .record(projectName, project)
    .default({})
    .meta({ description: 'CodeBuild projects that may be built by hand', examples: [{ 'fraud-build': {} }] }),
  repositories: z
    .record(repositoryName, repository)
    .default({})
    .meta({ description: 'CodeCommit repositories whose pull requests are told', examples: [{ 'fraud-model': {} }] }),
  people: z
    .record(
      address,
      z.string().regex(/^(?:[UW][A-Z0-9]{2,}|bot)$/, 'must be a Slack user id such as U012ABCDEF, or bot'),
    )
    .default({})
    .meta({
      description:
        'Slack users by the e-mail addresses of their commits, where Slack does not know those, and by the ARNs of what they work with in AWS; `bot` for what is no person’s',
      examples: [
        {
          'ada@users.noreply.example.com': 'U012ABCDEF',
          'renovate@example.com': 'bot',
          'arn:aws:iam::123456789012:role/Build': 'bot',
        },
      ],
    }),
  triage: z
    .array(triageRule)
    .max(100)
    .default([])
    .describe('What failures mean to this team; asked before the rules that the bot has'),
  digest,
  timing,
});
export type Configuration = z.infer<typeof Configuration>;
