import { z } from 'zod';
import type { ApprovalPolicies, ApprovalPolicy } from '../domain/policies/approval-policy';
import type { Grant } from '../domain/policies/grant';
import { DURATION, durationMs } from '../duration';
import { calledPeople, gates, gatesFrom, quorum, testsMustPass } from './gates';
import { ownersOf } from './owners';

const duration = z
  .string()
  .regex(DURATION, 'must be a duration such as 30m, 4h, 2d or 1h30m')
  .refine((text) => durationMs(text) !== 0, 'must be longer than nothing');

const approvers = z.union([
  z.literal('everyone'),
  z.array(
    z
      .string()
      .regex(
        /^(?:[UWS][A-Z0-9]{2,}|owner|everyone)$/,
        'must be a Slack user id such as U012ABCDEF, a user group id such as S012ABCDEF, owner, or everyone',
      ),
  ),
]);

const auto = z.enum(['approve', 'reject']);

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
  expireAfter: z
    .union([z.literal('never'), duration])
    .optional()
    .meta({
      description: 'When the policy rejects what nobody has answered; else CodePipeline’s own time limit alone counts',
      examples: ['2d'],
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

/** Rules, and the path of the key that has them in the file. */
interface Level {
  path: string;
  rules: GivenRules;
}

/** What the rules of a pipeline are when the file says nothing of them. */
export interface Beside {
  /** Who has the role `approver`, and the line that says so. */
  approver: Grant;
  approverAt?: string | undefined;
  owner: readonly string[];
  alarms: readonly string[];
}

/** The policies of one pipeline: each key is that of the stage, else of the pipeline, else of all pipelines. */
export function approvalsFrom(
  workspace: GivenRules | undefined,
  name: string,
  own: z.infer<typeof pipelineApprovals> | undefined,
  beside: Beside,
): ApprovalPolicies {
  const { stages = {}, ...rules } = own ?? {};
  const path = `pipelines.${name}.approvals`;
  const levels = [
    { path: 'approvals', rules: workspace ?? {} },
    { path, rules },
  ];
  const ofStage = (stage: string, its: GivenRules) =>
    policyFrom([...levels, { path: `${path}.stages.${stage}`, rules: its }], beside);
  return {
    otherwise: policyFrom(levels, beside),
    stages: Object.fromEntries(Object.entries(stages).map(([stage, its]) => [stage, ofStage(stage, its)])),
  };
}

/** One approval by somebody with the role `approver`, four eyes, no gates, unless the file says otherwise. */
function policyFrom(levels: readonly Level[], { approver, approverAt, owner, alarms }: Beside): ApprovalPolicy {
  const rules: GivenRules = Object.assign({}, ...levels.map((level) => level.rules));
  const approversLevel = levels.findLast((level) => level.rules.approvers !== undefined);
  const { escalate, expireAfter, remind } = rules;
  return {
    approvers: rules.approvers === undefined ? approver : grantFrom(rules.approvers, owner),
    approversAt: approversLevel ? `${approversLevel.path}.approvers` : approverAt,
    quorum: rules.quorum ?? 1,
    fourEyes: rules.fourEyes ?? true,
    unknownPeople: rules.unknownPeople ?? 'block',
    gates: gatesFrom(rules.gates, rules.testsMustPass, owner),
    auto: autoFrom(rules.auto),
    isShadow: rules.shadow ?? false,
    alarms: rules.alarms ?? alarms,
    remind: { afterMs: allMs(remind?.after), beforeExpiryMs: allMs(remind?.beforeExpiry) },
    escalation:
      escalate === undefined || escalate === 'never'
        ? undefined
        : { afterMs: ms(escalate.after), to: ownersOf(escalate.to, owner) },
    expireAfterMs: expireAfter === undefined || expireAfter === 'never' ? undefined : ms(expireAfter),
    rollback: 'ask',
  };
}

/** A list with `everyone` in it is everyone's. */
const grantFrom = (given: Grant, owner: readonly string[]): Grant =>
  given === 'everyone' || given.includes('everyone') ? 'everyone' : ownersOf(given, owner);

function autoFrom(given: GivenRules['auto']): ApprovalPolicy['auto'] {
  if (given === undefined || given === 'never') return [];
  return typeof given === 'string' ? [given] : [...new Set(given)];
}

/** The schema lets nothing through that is no duration. */
const ms = (text: string): number => durationMs(text) ?? 0;

const allMs = (texts: readonly string[] = []): number[] =>
  [...new Set(texts.map(ms))].sort((one, other) => one - other);
