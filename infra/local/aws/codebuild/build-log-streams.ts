import { existsSync, readFileSync } from 'node:fs';
import type { LogEvent, LogStreams } from '../ports';
import type { BuildRecord } from './build-record';
import type { BuildStore } from './build-store';
import { logGroupOf } from './build-view';

/** When CodeBuild itself writes a line, the line says the time (see `BuildLog`). */
const OWN_LINE = /^\[Container\] (\d{4})\/(\d\d)\/(\d\d) (\d\d:\d\d:\d\d\.\d{3}) /;

/** The logs of builds as CloudWatch Logs shows them: a group per project, a stream per build, an event per line. */
export function buildLogStreams(store: BuildStore, now: () => Date): LogStreams {
  const streamsIn = (group: string) =>
    store.allBuilds().filter((build) => logGroupOf(build) === group && existsSync(store.logFile(build)));
  return {
    hasGroup: (group) => streamsIn(group).length > 0,
    events(group, stream) {
      const build = streamsIn(group).find(({ uuid }) => uuid === stream);
      return build && eventsOf(readFileSync(store.logFile(build), 'utf8'), build, now());
    },
  };
}

/** CodeBuild sends its lines with their line breaks. A line that is not yet complete may still grow, and comes later. */
function eventsOf(log: string, { startedAt, endedAt }: BuildRecord, now: Date): LogEvent[] {
  const lines = log.split(/(?<=\n)/).filter((line) => line.endsWith('\n') || endedAt !== undefined);
  const end = endedAt === undefined ? now.getTime() : Date.parse(endedAt);
  let timestamp = Date.parse(startedAt);
  return lines.map((message) => {
    timestamp = Math.max(timestamp, Math.min(writtenAt(message) ?? timestamp, end));
    return { timestamp, message };
  });
}

/** Of what commands print no time is kept: it counts as printed when CodeBuild last spoke. Commands may imitate it. */
function writtenAt(line: string): number | undefined {
  const [, year, month, day, time] = OWN_LINE.exec(line) ?? [];
  const at = Date.parse(`${year}-${month}-${day}T${time}Z`);
  return Number.isNaN(at) ? undefined : at;
}
