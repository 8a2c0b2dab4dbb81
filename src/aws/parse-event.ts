import { z } from 'zod';
import type { ActionEvent, BuildEvent, DomainEvent, ExecutionEvent, StageEvent } from '../domain/events';

/** A message that claims to be one of ours and is not readable: it goes to the dead-letter queue with this reason. */
export class MalformedEvent extends Error {
  override readonly name = 'MalformedEvent';
}

/** EventBridge spells states its own way: `CANCELED` with one L, and STARTED or RESUMED for what the API calls InProgress. */
const EXECUTION_STATES = {
  STARTED: 'InProgress',
  RESUMED: 'InProgress',
  STOPPING: 'Stopping',
  STOPPED: 'Stopped',
  SUCCEEDED: 'Succeeded',
  FAILED: 'Failed',
  CANCELED: 'Cancelled',
  SUPERSEDED: 'Superseded',
} as const;

const STAGE_STATES = {
  STARTED: 'InProgress',
  RESUMED: 'InProgress',
  STOPPING: 'Stopping',
  STOPPED: 'Stopped',
  SUCCEEDED: 'Succeeded',
  FAILED: 'Failed',
  CANCELED: 'Cancelled',
} as const;

const ACTION_STATES = {
  STARTED: 'InProgress',
  SUCCEEDED: 'Succeeded',
  FAILED: 'Failed',
  CANCELED: 'Cancelled',
  ABANDONED: 'Abandoned',
} as const;

const stateOf = <States extends Record<string, string>>(states: States) =>
  z
    .string()
    .refine((state) => Object.hasOwn(states, state), 'is no state of this kind of event')
    .transform((state) => states[state as keyof States]);

/** What tells whether a message is for us at all; notifications of SNS have neither member. */
const address = z.object({ 'detail-type': z.string().optional(), source: z.string().optional() });

const envelope = z.object({
  time: z.iso.datetime({ offset: true }).transform((text) => new Date(text)),
  detail: z.record(z.string(), z.unknown()).optional(),
});

const ofExecution = {
  pipeline: z.string().min(1),
  'execution-id': z.string().min(1),
  /** A float in the raw JSON; missing in old events and 0 in some: the first attempt. */
  'pipeline-execution-attempt': z.coerce.number().optional(),
};

const executionDetail = z.object({
  ...ofExecution,
  state: stateOf(EXECUTION_STATES),
  'execution-trigger': z
    .object({ 'trigger-type': z.string().optional(), 'trigger-detail': z.string().optional() })
    .optional(),
});

const stageDetail = z.object({ ...ofExecution, stage: z.string().min(1), state: stateOf(STAGE_STATES) });

const actionDetail = z.object({
  ...ofExecution,
  stage: z.string().min(1),
  action: z.string().min(1),
  'action-execution-id': z.string().optional(),
  type: z.object({ category: z.string(), provider: z.string() }),
  state: stateOf(ACTION_STATES),
  'execution-result': z
    .object({
      'external-execution-summary': z.string().optional(),
      'external-execution-url': z.string().optional(),
    })
    .optional(),
});

const buildDetail = z.object({
  'project-name': z.string().min(1),
  /** An ARN, where the API has `project:uuid`. */
  'build-id': z.string().regex(/build\/[^:]+:[^:]+$/, 'is no ARN of a build'),
  'additional-information': z.object({ initiator: z.string().optional() }).optional(),
});

type Reader = (event: z.infer<typeof envelope>, type: string) => DomainEvent;

/** The recurring message at which the bot compares its record with AWS: what a schedule must send. */
export const TICK = { source: 'mlpipeline', detailType: 'mlpipeline tick' } as const;

const READERS = new Map<string, Reader>([
  [`${TICK.source}/${TICK.detailType}`, ({ time }) => ({ kind: 'tick', at: time })],
  [
    'aws.codepipeline/CodePipeline Pipeline Execution State Change',
    ({ time, detail }, type) => executionEvent(read(executionDetail, detail, type), time),
  ],
  [
    'aws.codepipeline/CodePipeline Stage Execution State Change',
    ({ time, detail }, type) => stageEvent(read(stageDetail, detail, type), time),
  ],
  [
    'aws.codepipeline/CodePipeline Action Execution State Change',
    ({ time, detail }, type) => actionEvent(read(actionDetail, detail, type), time),
  ],
  [
    'aws.codebuild/CodeBuild Build State Change',
    ({ time, detail }, type) => buildEvent(read(buildDetail, detail, type), time),
  ],
  [
    'aws.codebuild/CodeBuild Build Phase Change',
    ({ time, detail }, type) => buildEvent(read(buildDetail, detail, type), time),
  ],
]);

/** The events that must reach the queue; any other is ignored. */
export const UNDERSTOOD_EVENTS = [...READERS.keys()].map((type) => {
  const [source = '', detailType = ''] = type.split('/');
  return { source, detailType };
});

/**
 * One queue message in our words.
 *
 * @returns undefined for events that are not ours to understand
 * @throws MalformedEvent with the reason
 */
export function parseEvent(body: string): DomainEvent | undefined {
  const json = parseJson(body);
  const { source, 'detail-type': detailType } = read(address, json, 'message');
  const type = `${source}/${detailType}`;
  const reader = READERS.get(type);
  return reader?.(read(envelope, json, type), type);
}

function executionEvent(detail: z.infer<typeof executionDetail>, at: Date): ExecutionEvent {
  const trigger = detail['execution-trigger'];
  return {
    kind: 'execution',
    ...execution(detail, at),
    status: detail.state,
    trigger: trigger?.['trigger-type']
      ? { type: trigger['trigger-type'], detail: trigger['trigger-detail'] }
      : undefined,
  };
}

function stageEvent(detail: z.infer<typeof stageDetail>, at: Date): StageEvent {
  return { kind: 'stage', ...execution(detail, at), stage: detail.stage, status: detail.state };
}

function actionEvent(detail: z.infer<typeof actionDetail>, at: Date): ActionEvent {
  const result = detail['execution-result'];
  return {
    kind: 'action',
    ...execution(detail, at),
    stage: detail.stage,
    action: detail.action,
    actionExecutionId: detail['action-execution-id'],
    category: detail.type.category,
    provider: detail.type.provider,
    status: detail.state,
    summary: result?.['external-execution-summary'],
    url: result?.['external-execution-url'],
  };
}

function buildEvent(detail: z.infer<typeof buildDetail>, at: Date): BuildEvent {
  return {
    kind: 'build',
    project: detail['project-name'],
    buildId: detail['build-id'].replace(/^.*build\//, ''),
    initiator: detail['additional-information']?.initiator,
    at,
  };
}

function execution(
  detail: { pipeline: string; 'execution-id': string; 'pipeline-execution-attempt'?: number | undefined },
  at: Date,
) {
  return {
    pipeline: detail.pipeline,
    executionId: detail['execution-id'],
    attempt: Math.max(1, detail['pipeline-execution-attempt'] ?? 1),
    at,
  };
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    throw new MalformedEvent('the message is not JSON', { cause: error });
  }
}

function read<Schema extends z.ZodType>(schema: Schema, value: unknown, what: string): z.infer<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const why = parsed.error.issues
    .map((issue) => `${issue.path.map(String).join('.') || 'it'} ${issue.message}`)
    .join('; ');
  throw new MalformedEvent(`${what}: ${why}`);
}
