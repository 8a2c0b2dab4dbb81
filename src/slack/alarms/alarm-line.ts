import { isRinging, type Ring, type RingingAlarm } from '../../domain/alarms/ring';
import { redact } from '../../domain/builds/redact';
import { brief, briefLine, join, link, type Mrkdwn, md, moment } from '../blocks';
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

/** Alarms that are named in few words. */
const NAMED = 2;

/** In few words, what rings now; nothing where nothing does. */
export function ringingWords(ring: Ring | undefined): Mrkdwn[] {
  const names = (ring?.alarms ?? []).filter(isRinging).map(({ name }) => name);
  if (names.length === 0) return [];
  const more = names.length > NAMED ? [md`${names.length - NAMED} more`] : [];
  const shown = names.slice(0, NAMED).map((name) => md`${brief(name, 80)}`);
  return [md`:rotating_light: ${join([...shown, ...more], ', ')} ${names.length === 1 ? 'rings' : 'ring'}`];
}
