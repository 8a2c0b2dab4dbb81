import { z } from 'zod';
import { DURATION, durationMs } from '../duration';
import { calledPeople, gates, quorum, testsMustPass } from './gates';

const duration = z
  .string()
  .regex(DURATION, 'must be a duration such as 30m, 4h, 2d or 1h30m')
  .refine((text) => durationMs(text) !== 0, 'must be longer than nothing');

const approver = z
  .string()
  .regex(
    /^(?:[UWS][A-Z0-9]{2,}|owner|everyone)$/,
    'must be a Slack user id such as U012ABCDEF, a user group id such as S012ABCDEF, owner, or everyone',
  );

const approvers = z.union([z.literal('everyone'), z.array(approver)]);

/** Of what nobody may approve nothing could ever be done. */
export const someApprovers = z.union([z.literal('everyone'), z.array(approver).min(1)]);

const auto = z.enum(['approve', 'reject']);

export const expireAfter = z.union([z.literal('never'), duration]);

/** What is done while nobody answers. */
export const timeKeys = {
  remind: z
    .strictObject({
      after: z
        .array(duration)
        .max(10)
        .optional()
        .meta({ description: 'So long after it was asked for', examples: [['4h', '1d']] }),
      beforeExpiry: z
        .array(duration)
        .max(10)
        .optional()
        .meta({ description: 'So long before it expires', examples: [['1h']] }),
    })
    .optional()
    .meta({ description: 'When those who can answer are reminded; else never' }),
  escalate: z
    .union([
      z.strictObject({
        after: duration.meta({ description: 'So long after it was asked for', examples: ['1d'] }),
        to: calledPeople.meta({
          description: 'People and user groups who are called, and may approve from then on',
          examples: [['S034GHIJKL']],
        }),
      }),
      z.literal('never'),
    ])
    .optional()
    .meta({
      description: 'Who is called where nobody has answered for long; else never anybody',
      examples: [{ after: '1d', to: ['S034GHIJKL'] }],
    }),
};

const ruleKeys = {
  approvers: approvers.optional().meta({
    description: 'Who may approve; else those with the role approver. owner: those of the pipeline’s key owner',
    examples: [['S012ABCDEF', 'owner']],
  }),
  quorum: quorum.optional().meta({ description: 'How many people must approve; else 1', examples: [2] }),
  fourEyes: z
    .boolean()
    .optional()
    .meta({
      description:
        'Who started an execution, or wrote, committed or pushed a commit of it, may not approve it; else true',
      examples: [true],
    }),
  unknownPeople: z
    .enum(['block', 'warn'])
    .optional()
    .meta({
      description: 'What four eyes do with an author whom nobody can match to a Slack user; else block',
      examples: ['block'],
    }),
  gates: gates.optional().meta({
    description: 'What metrics must be, each by its name (METRIC_ACCURACY is accuracy); else nothing is demanded',
    examples: [{ accuracy: {} }],
  }),
  testsMustPass: testsMustPass.optional().meta({
    description: 'Whether tests must be reported, and none fail; missed says what it means if not, else it blocks',
    examples: [true],
  }),
  auto: z
    .union([z.enum(['never', 'approve', 'reject']), z.array(auto).min(1).max(2)])
    .optional()
    .meta({
      description: 'What the policy answers by itself where its gates are decisive; else never',
      examples: ['approve'],
    }),
  shadow: z
    .boolean()
    .optional()
    .meta({
      description: 'Gates, auto and expireAfter are told and not obeyed; else they are obeyed',
      examples: [false],
    }),
  alarms: z
    .array(z.string().min(1).max(255))
    .max(100)
    .optional()
    .meta({
      description: 'CloudWatch alarms that hold the gate shut while they ring; else those of the pipeline',
      examples: [['fraud-drift']],
    }),
  ...timeKeys,
  expireAfter: expireAfter.optional().meta({
    description: 'When the policy rejects what nobody has answered; else CodePipeline’s own time limit alone counts',
    examples: ['2d'],
  }),
  rollback: z
    .enum(['ask', 'pre-approved'])
    .optional()
    .meta({
      description:
        'Who answers for a rollback: a person (ask), or the policy where its model is, by its digest, the one that was approved before (pre-approved); else ask',
      examples: ['pre-approved'],
    }),
};

/** For all pipelines. */
export const approvals = z.strictObject(ruleKeys);

/** Names of stages: CodePipeline API Reference, 1-100 of [A-Za-z0-9.@\-_]. */
const stageName = z
  .string()
  .regex(/^[A-Za-z0-9.@\-_]{1,100}$/, 'must be the name of a stage: 1-100 letters, digits or . @ - _');

/** For one pipeline, and for stages of it. */
export const pipelineApprovals = z.strictObject({
  ...ruleKeys,
  stages: z
    .record(stageName, approvals)
    .optional()
    .meta({
      description:
        'Stages whose approvals differ, by their name in CodePipeline: each key replaces that of the pipeline',
      examples: [{ Approve: {} }],
    }),
});

export type GivenRules = z.infer<typeof approvals>;
