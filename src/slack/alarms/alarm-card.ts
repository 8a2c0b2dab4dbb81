import { isRinging, type Ring, type RingingAlarm } from '../../domain/alarms/ring';
import { redact } from '../../domain/builds/redact';
import type { PipelinePolicy } from '../../domain/policies/policy';
import { context, cut, firstLine, link, type Mrkdwn, md, moment, section, sections } from '../blocks';
import type { CardMessage } from '../cards/card-message';
import { alarmPage, type ConsolePlace } from '../console-links';
import { duration } from '../figures';

interface AlarmCardInput {
  ring: Ring;
  policy: PipelinePolicy;
  console: ConsolePlace;
}

/** Alarms shown: more at once are one trouble. */
const ALARMS_SHOWN = 10;

/** One message from the first alarm of a pipeline that rings until all are quiet. */
export function alarmCard({ ring, policy, console }: AlarmCardInput): CardMessage {
  const ringing = ring.alarms.filter(isRinging);
  const shown = [...ringing, ...ring.alarms.filter((alarm) => !isRinging(alarm))].slice(0, ALARMS_SHOWN);
  const more = ring.alarms.length - shown.length;
  return {
    channel: policy.channel,
    text: spoken(ring, policy, ringing),
    blocks: [
      section(headline(ring, policy, ringing.length)),
      ...sections([...shown.map((alarm) => alarmLine(alarm, console)), ...(more > 0 ? [md`… and ${more} more`] : [])]),
      context(...footnotes(ring, policy)),
    ],
  };
}

function spoken({ quietAt }: Ring, { model }: PipelinePolicy, ringing: readonly RingingAlarm[]): string {
  const what = ringing.length === 1 ? `The alarm ${ringing[0]?.name}` : `${ringing.length} alarms`;
  const rings = ringing.length === 1 ? 'rings' : 'ring';
  return md`${quietAt ? 'The alarms' : what} of ${model} ${quietAt ? 'are quiet again' : rings}.`.text;
}

function headline({ since, quietAt }: Ring, { model }: PipelinePolicy, ringing: number): Mrkdwn {
  if (quietAt) {
    const rang = duration(quietAt.getTime() - since.getTime());
    return md`:no_bell: *${model}* is quiet again ${moment(quietAt)}, after ${rang}`;
  }
  return md`:rotating_light: *${model}*: ${ringing === 1 ? 'an alarm rings' : `${ringing} alarms ring`} since ${moment(since)}`;
}

function alarmLine(alarm: RingingAlarm, console: ConsolePlace): Mrkdwn {
  const { name, reason, since, times, quiet } = alarm;
  const page = link(alarmPage(console, name), cut(name, 120));
  const why = reason ? md`\n>${firstLine(redact(reason), 200)}` : md``;
  const often = times > 1 ? md`, rung ${times} times` : md``;
  if (!quiet) return md`:bell: *${page}* since ${moment(alarm.rangAt)}${often}${why}`;
  const rang = duration(quiet.at.getTime() - since.getTime());
  const now = quiet.state === 'quiet' ? md`OK` : md`has too little data to tell`;
  return md`:white_check_mark: *${page}* ${now} since ${moment(quiet.at)}, rang for ${rang}${often}${why}`;
}

function footnotes({ production, since }: Ring, { name }: PipelinePolicy): Mrkdwn[] {
  const serving = production
    ? [
        md`Production served *${production.name}* when it began, released ${duration(since.getTime() - production.releasedAt.getTime())} before`,
      ]
    : [];
  return [...serving, md`Alarms of ${name}, from CloudWatch`];
}
