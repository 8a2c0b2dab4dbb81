import type { ApprovalPolicy, Gate, MetricGate, Missed } from '../domain/policies/approval-policy';
import { isGroup } from '../domain/policies/grant';
import { approvalPoliciesIn, type PipelinePolicy } from '../domain/policies/policy';
import { durationText } from '../duration';

/** How the approvals of a pipeline are answered, in sentences; of a stage only what differs from the others. */
export function approvalSentences({ approvals: { otherwise, stages } }: PipelinePolicy): string[] {
  const ofAll = topicsOf(otherwise);
  return [
    ...ofAll.flatMap(({ sentences }) => sentences),
    ...Object.entries(stages).flatMap(([stage, policy]) => {
      const own = topicsOf(policy).flatMap((topic, index) => differences(topic, ofAll[index]));
      if (own.length === 0) return [`In its stage ${stage} approvals are like all others.`];
      return [`In its stage ${stage} this is different:`, ...own.map((sentence) => `  ${sentence}`)];
    }),
  ];
}

function differences({ sentences, none }: Topic, { sentences: others }: Topic = NOTHING): string[] {
  if (JSON.stringify(sentences) === JSON.stringify(others)) return [];
  return sentences.length > 0 ? sentences : [none];
}

/** Whether the role `approver` decides who approves anything here. */
export const asksTheRole = (policy: PipelinePolicy): boolean =>
  approvalPoliciesIn(policy).some(({ approversAt }) => !approversAt?.endsWith('.approvers'));

/** One thing that a policy says, and how to say that it says nothing of it. */
interface Topic {
  sentences: string[];
  none: string;
}

const NOTHING: Topic = { sentences: [], none: '' };

const topicsOf = (policy: ApprovalPolicy): Topic[] => [
  { sentences: [aboutQuorum(policy)], none: '' },
  { sentences: [aboutFourEyes(policy)], none: '' },
  { sentences: policy.isShadow ? [SHADOW] : [], none: 'It is not in shadow.' },
  { sentences: policy.gates.length > 0 ? policy.gates.map(aboutGate) : [NO_GATES], none: '' },
  { sentences: aboutAuto(policy), none: 'The policy answers nothing by itself.' },
  { sentences: aboutRollback(policy), none: 'A person is asked about a rollback too.' },
  { sentences: aboutAlarms(policy), none: 'No alarm keeps anybody from approving.' },
  { sentences: aboutReminders(policy), none: 'Nobody is reminded.' },
  { sentences: aboutEscalation(policy), none: 'Nobody else is called.' },
  { sentences: [aboutExpiry(policy)], none: '' },
];

const NO_GATES = 'No gate: nothing is demanded of metrics and tests.';
const SHADOW = 'It is in shadow: what follows from gates, auto and expireAfter is told and not done.';

function aboutQuorum({ approvers, approversAt, quorum, fourEyes }: ApprovalPolicy): string {
  if (approvers.length === 0) return 'Nobody can approve anything: no approvers are named.';
  const many = quorum === 1 ? 'one of these' : `${quorum} of these`;
  const who = approvers === 'everyone' ? 'every full member of the workspace' : approvers.join(', ');
  const isTight = fourEyes && approvers !== 'everyone' && !approvers.some(isGroup) && approvers.length <= quorum;
  const warning = isTight ? ' That is all of them: whenever one has a part in a release, nobody can approve it.' : '';
  return `To approve it takes ${many} (${approversAt ?? 'nowhere said'}): ${who}. To reject it takes one.${warning}`;
}

function aboutFourEyes({ fourEyes, unknownPeople }: ApprovalPolicy): string {
  if (!fourEyes) return 'Four eyes are off: people may approve what they have started or written themselves.';
  const unknown = unknownPeople === 'block' ? 'lets nobody approve' : 'is told of';
  return `Who started an execution, or wrote, committed or pushed a commit of it, may not approve it; an author whom nobody can match to a Slack user ${unknown}.`;
}

function aboutGate(gate: Gate): string {
  const what =
    gate.kind === 'tests'
      ? 'Tests must be reported, and none may fail'
      : `${gate.metric} ${demandsOf(gate).join(', ')}`;
  return `${what}; else ${afterMiss(gate.missed)}.`;
}

function demandsOf({ min, max, better, worstChange, isRequired }: MetricGate): string[] {
  return [
    isRequired ? 'must be reported' : 'need not be reported, but where it is',
    ...(min === undefined ? [] : [`must be ${min} or more`]),
    ...(max === undefined ? [] : [`must be ${max} or less`]),
    ...(worstChange ? [`must ${changeInWords(worstChange)} (${better} is better)`] : []),
  ];
}

function changeInWords({ by, isShare }: NonNullable<MetricGate['worstChange']>): string {
  if (by === 0) return 'not be worse than in production';
  const much = isShare ? `${Number((by * 100).toPrecision(12))} % of production’s value` : by;
  return `not be worse than in production by more than ${much}`;
}

function afterMiss(missed: Missed): string {
  switch (missed.does) {
    case 'block':
      return 'nobody may approve';
    case 'warn':
      return 'that is told';
    case 'raise quorum':
      return `it takes ${missed.to} people to approve, if not more anyway`;
    case 'ask':
      return `one of ${missed.whom.join(', ')} must be among those who approve`;
  }
}

function aboutAuto({ auto, gates, isShadow }: ApprovalPolicy): string[] {
  const would = isShadow ? 'would approve' : 'approves';
  const rejects = isShadow ? 'would reject' : 'rejects';
  const blocks = gates.some(({ missed }) => missed.does === 'block');
  return [
    ...(auto.includes('approve')
      ? [`The policy ${would} by itself, without anybody, what has passed all that gates demand.`]
      : []),
    ...(auto.includes('reject')
      ? [
          blocks
            ? `The policy ${rejects} by itself what has missed a gate that lets nobody approve, by a number or a failing test.`
            : 'The policy never rejects by itself, though auto says so: it has no gate that lets nobody approve (missed: block).',
        ]
      : []),
  ];
}

function aboutRollback({ rollback, isShadow }: ApprovalPolicy): string[] {
  if (rollback === 'ask') return [];
  const approves = isShadow ? 'would approve' : 'approves';
  return [
    `The policy ${approves} by itself a rollback whose model is, by its digest, the one that was approved before.`,
  ];
}

const aboutAlarms = ({ alarms }: ApprovalPolicy): string[] =>
  alarms.length === 0 ? [] : [`Nobody may approve while one of these alarms rings: ${alarms.join(', ')}.`];

export function aboutReminders({ remind: { afterMs, beforeExpiryMs } }: ApprovalPolicy): string[] {
  const texts = (times: readonly number[]): string => times.map(durationText).join(', ');
  return [
    ...(afterMs.length > 0 ? [`Who can answer is reminded after ${texts(afterMs)}.`] : []),
    ...(beforeExpiryMs.length > 0 ? [`Who can answer is reminded ${texts(beforeExpiryMs)} before it expires.`] : []),
  ];
}

export function aboutEscalation({ escalation }: ApprovalPolicy): string[] {
  if (!escalation) return [];
  const { afterMs, to } = escalation;
  return [`After ${durationText(afterMs)} these are called, and may approve from then on: ${to.join(', ')}.`];
}

const aboutExpiry = ({ expireAfterMs }: ApprovalPolicy): string =>
  expireAfterMs === undefined
    ? 'It expires when CodePipeline’s own time limit is over.'
    : `After ${durationText(expireAfterMs)} without an answer the policy rejects it, if CodePipeline’s own time limit is not over before.`;
