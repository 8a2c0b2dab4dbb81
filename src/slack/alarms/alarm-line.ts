import type { RingingAlarm } from '../../domain/alarms/ring';
import { redact } from '../../domain/builds/redact';
import { brief, briefLine, link, type Mrkdwn, md, moment } from '../blocks';
import { alarmPage, type ConsolePlace, endpointPage } from '../console-links';
import { duration } from '../figures';

/** Characters of an address: ten lines are to fit one message (Slack: msg_blocks_too_long). */
const LINK_LIMIT = 400;

/** One alarm, or one endpoint of SageMaker: since when and why, or for how long it was in trouble. */
export function alarmLine(alarm: RingingAlarm, console: ConsolePlace): Mrkdwn {
  const { name, reason, since, times, quiet, rangAt } = alarm;
  const isEndpoint = alarm.kind === 'endpoint';
  const page = link((isEndpoint ? endpointPage : alarmPage)(console, name), brief(name, 120), LINK_LIMIT);
  const what = isEndpoint ? md`Endpoint *${page}*` : md`*${page}*`;
  const why = reason ? md`\n>${briefLine(redact(reason), 200)}` : md``;
  const often = times > 1 ? md`, rung ${times} times` : md``;
  if (!quiet) return md`:bell: ${what} since ${moment(rangAt)}${often}${why}`;
  const rang = duration(quiet.at.getTime() - since.getTime());
  return md`:white_check_mark: ${what} ${silence(alarm)} since ${moment(quiet.at)}, rang for ${rang}${often}${why}`;
}

function silence({ kind, quiet }: RingingAlarm): string {
  if (kind === 'endpoint') return quiet?.state === 'quiet' ? 'in service' : 'can no longer be told';
  return quiet?.state === 'quiet' ? 'OK' : 'has too little data to tell';
}
