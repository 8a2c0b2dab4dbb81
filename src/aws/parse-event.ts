import { z } from 'zod';
import type { DomainEvent } from '../domain/events';
import { alarmEvent } from './events/alarm-event';
import { approvalMessage } from './events/approval-message';
import { buildEvent } from './events/build-events';
import { endpointEvent } from './events/endpoint-event';
import { APPROVAL_MESSAGE, type Origin, unwrap } from './events/envelope';
import { modelPackageEvent } from './events/model-package-event';
import { actionEvent, executionEvent, stageEvent } from './events/pipeline-events';
import { type EventReader, read } from './events/reading';
import { pullRequestEvent, repositoryEvent } from './events/repository-events';

export { MalformedEvent } from './events/reading';

/** The recurring message at which the bot compares its record with AWS: what a schedule must send. */
export const TICK = { source: 'mlpipeline', detailType: 'mlpipeline tick' } as const;

/** Every kind of event by its source and detail-type, in whichever form it comes. */
const EVENTS: Readonly<Record<string, Readonly<Record<string, EventReader>>>> = {
  [TICK.source]: { [TICK.detailType]: ({ at }) => [{ kind: 'tick', at }] },
  'aws.codepipeline': {
    'CodePipeline Pipeline Execution State Change': executionEvent,
    'CodePipeline Stage Execution State Change': stageEvent,
    'CodePipeline Action Execution State Change': actionEvent,
  },
  'aws.codebuild': {
    'CodeBuild Build State Change': buildEvent,
    'CodeBuild Build Phase Change': buildEvent,
  },
  'aws.codecommit': {
    'CodeCommit Repository State Change': repositoryEvent,
    'CodeCommit Pull Request State Change': pullRequestEvent,
  },
  'aws.sagemaker': {
    'SageMaker Endpoint State Change': endpointEvent,
    'SageMaker Model Package State Change': modelPackageEvent,
  },
  'aws.cloudwatch': { 'CloudWatch Alarm State Change': alarmEvent },
};

/** The events that must reach the queue; any other is ignored. */
export const UNDERSTOOD_EVENTS = Object.entries(EVENTS).flatMap(([source, types]) =>
  Object.keys(types).map((detailType) => ({ source, detailType })),
);

const READERS = new Map<string, EventReader>([
  ...Object.entries(EVENTS).flatMap(([source, types]) =>
    Object.entries(types).map(([detailType, reader]): [string, EventReader] => [`${source}/${detailType}`, reader]),
  ),
  [APPROVAL_MESSAGE, approvalMessage],
]);

/** Milliseconds in the one sample of an endpoint's event that AWS publishes. */
const milliseconds = z
  .string()
  .regex(/^\d{13}$/)
  .transform(Number);

const time = z.union([z.iso.datetime({ offset: true }), milliseconds]).transform((written) => new Date(written));

/** One queue message in our words. */
export interface ParsedMessage {
  /** Of the event, where EventBridge has given one: repeats have the same. */
  id?: string | undefined;
  /** What the message calls itself, cut to what a log line holds. */
  type: string;
  origin: Origin;
  /** When it happened, by its own word; else when it was sent. */
  at: Date;
  /** Empty where there is nothing in it for us. */
  events: DomainEvent[];
}

/**
 * Reads a queue message, in whichever form it comes. What is too much in it is passed over, and so is what is wrong
 * with a field that is only good to know.
 *
 * @param sentAt when it came to the queue, for messages that do not tell their time
 * @throws MalformedEvent with the reason
 */
export function parseMessage(body: string, sentAt: Date): ParsedMessage {
  const { id, type, origin, detail, ...unwrapped } = unwrap(body);
  const reader = READERS.get(type);
  if (!reader) return { id, type, origin, at: sentAt, events: [] };
  const isTimeless = type === APPROVAL_MESSAGE && unwrapped.time === undefined;
  const at = isTimeless ? sentAt : read(time, unwrapped.time, `${type}: time`);
  return { id, type, origin, at, events: reader({ type, at, detail }) };
}
