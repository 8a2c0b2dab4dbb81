import { randomUUID } from 'node:crypto';
import { HOME, type Place } from './place';
import type { AwsEvent } from './ports';

export interface StateChange {
  /** Service that reports, e.g. `aws.codepipeline`. */
  source: string;
  detailType: string;
  /** ARNs the event is about. */
  resources: string[];
  at: Date;
  /** Where it happened; at home unless told otherwise. */
  place?: Place;
  detail: Record<string, unknown>;
}

/**
 * Puts a state change into the envelope in which EventBridge delivers it (Amazon EventBridge User Guide,
 * AWS service event metadata): a new id per event, the time in whole seconds.
 */
export function awsEvent({ source, detailType, resources, at, place = HOME, detail }: StateChange): AwsEvent {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': detailType,
    source,
    account: place.account,
    time: inWholeSeconds(at),
    region: place.region,
    resources,
    detail,
  };
}

/** As envelopes have times: `2026-01-02T03:04:05Z`. */
export const inWholeSeconds = (at: Date): string => at.toISOString().replace(/\.\d{3}Z$/, 'Z');
