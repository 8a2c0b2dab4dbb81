import { AwsError } from '../aws-error';
import { HOME, type Place } from '../place';
import type { LogStreams } from '../ports';
import type { AwsService } from '../wire/aws-service';
import { describeViolations } from '../wire/violations';
import { getLogEvents } from './get-log-events';

export interface LogsOptions {
  /** Whose logs they are. Nothing else writes any here. */
  streams: LogStreams;
  place?: Place;
}

/** CloudWatch Logs, to be read only. It keeps nothing: a log is read where its service has written it. */
export function createLogs({ streams, place = HOME }: LogsOptions): { service: AwsService } {
  return {
    service: {
      name: 'logs',
      place,
      refuseInput: (violations) => new AwsError('InvalidParameterException', describeViolations(violations)),
      operations: { GetLogEvents: getLogEvents(streams) },
    },
  };
}
