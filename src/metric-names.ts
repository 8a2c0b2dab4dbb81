/** In how far values of one minute are kept: added up, each by itself (for percentiles), or the newest. */
type Kind = 'count' | 'values' | 'newest';

interface MetricDefinition {
  kind: Kind;
  /** As CloudWatch calls it. */
  unit: 'Count' | 'Milliseconds';
  means: string;
}

/** CloudWatch metrics of the bot are in this namespace, by the one dimension `service`: which deployment it is. */
export const NAMESPACE = 'mlpipeline';
export const SERVICE = 'mlpipeline';

/**
 * Everything that is measured, each a CloudWatch metric of its own ($0.30 per month in most regions, for hours in which it
 * is sent). What a count is made of (which refusal, which service) is in `details` of its log line, and costs nothing.
 * docs/runbook.md lists the same.
 */
export const METRICS = {
  EventsReceived: count('Messages taken from the queue, repeats too'),
  EventsHandled: count('Events that a use case has answered, by kind'),
  EventsIgnored: count('Messages about nothing that is configured, from a stranger, or of an unknown kind'),
  EventsDuplicate: count('Messages whose event was handled before'),
  EventsMalformed: count('Messages set aside in the dead-letter queue with the reason'),
  EventsFailed: count('Times that a message could not be handled, and was left to come again'),
  EventLag: values('From the time that an event itself tells to the moment its handling begins'),
  Ticks: count('Comparisons with AWS that were finished'),
  SlackRequests: count('Commands, clicks, dialogs and events from Slack, by kind'),
  SlackAcks: count('Acknowledgements given to Slack'),
  SlackAckLatency: values('From receipt of a request to its acknowledgement; Slack waits for 3,000'),
  SlackReplays: count('Requests that Slack sent a second time, acknowledged and not done again'),
  SlackRequestsRefused: count('Requests and frames that were not let in, by why'),
  RequestsFailed: count('Requests that ended in an error, for which somebody was given a reference'),
  Refusals: count('Requests that were refused and explained, by code'),
  Approvals: count('Approvals on record, by person or policy'),
  Rejections: count('Rejections on record, by person or policy'),
  AnswersElsewhere: count('Approvals that were answered past the bot, in the console or by another tool'),
  Actions: count('Other acts on record as done: deploys, rollbacks, retries, locks, by action'),
  AuditWritesFailed: count('Audit records that could not be written; what they were to record was not done'),
  AwsErrors: count('Calls to AWS that failed for good: no answer, a fault of AWS, no permission; by service'),
  AwsThrottles: count('Attempts that AWS refused for being too many, most of them repeated with success; by service'),
  SlackErrors: count('Calls to Slack without an answer, with a fault of Slack’s, or refused for the token; by method'),
  SlackRateLimits: count('Calls to Slack refused for being too many, by method'),
  OpenApprovals: newest('Approvals that wait, as of the newest tick'),
  CardsBehind: newest('Cards that do not show the truth yet, as of the newest tick; 50 stands for 50 or more'),
  IntentsPending: newest('Acts begun and not concluded in time, as of the newest tick'),
  ReconcileFixes: count('Things that a tick brought up to date since no event had told of them'),
  ReconcileProblems: count('Steps of a tick that could not be finished, and are tried again at the next'),
} as const satisfies Record<string, MetricDefinition>;

export type MetricName = keyof typeof METRICS;
type NamesOf<K extends Kind> = {
  [Name in MetricName]: (typeof METRICS)[Name]['kind'] extends K ? Name : never;
}[MetricName];
export type CountName = NamesOf<'count'>;
export type ValuesName = NamesOf<'values'>;
export type NewestName = NamesOf<'newest'>;

function count(means: string) {
  return { kind: 'count', unit: 'Count', means } as const;
}

function values(means: string) {
  return { kind: 'values', unit: 'Milliseconds', means } as const;
}

function newest(means: string) {
  return { kind: 'newest', unit: 'Count', means } as const;
}
