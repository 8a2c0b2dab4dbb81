import type { KnownBlock } from '@slack/web-api';
import { isRinging, type Ring, type RingingAlarm } from '../../domain/alarms/ring';
import type { PipelinePolicy } from '../../domain/policies/policy';
import { context, type Mrkdwn, md, moment, section, sections } from '../blocks';
import type { CardMessage } from '../cards/card-message';
import type { ConsolePlace } from '../console-links';
import { duration } from '../figures';
import { shortName } from '../rollback/rollback-words';
import { alarmLine } from './alarm-line';
import { type AlarmRollback, type RollbackStatus, rollbackOffer, rolledBackLine } from './alarm-rollback';

export interface AlarmCardInput {
  ring: Ring;
  status?: RollbackStatus;
  policy: PipelinePolicy;
  console: ConsolePlace;
  /** What could be done about it; absent where all is quiet. */
  rollback?: AlarmRollback | undefined;
}

/** Alarms shown: more at once are one trouble. */
const ALARMS_SHOWN = 10;

/** One message from the first alarm of a pipeline that rings until all are quiet. */
export function alarmCard({ ring, status, policy, console, rollback }: AlarmCardInput): CardMessage {
  const ringing = ring.alarms.filter(isRinging);
  const shown = [...ringing, ...ring.alarms.filter((alarm) => !isRinging(alarm))].slice(0, ALARMS_SHOWN);
  const more = ring.alarms.length - shown.length;
  return {
    channel: policy.channel,
    text: spoken(ring, policy, ringing),
    blocks: [
      section(headline(ring, policy, ringing)),
      ...sections([...shown.map((alarm) => alarmLine(alarm, console)), ...(more > 0 ? [md`… and ${more} more`] : [])]),
      ...sections([
        ...serving(ring),
        ...rolledBackLine(ring, status, policy.name, console),
        ...servingNow(ring, rollback),
      ]),
      ...offer({ ring, status, policy, rollback }),
      context(sources(ring, policy)),
    ],
  };
}

function spoken({ quietAt }: Ring, { model }: PipelinePolicy, ringing: readonly RingingAlarm[]): string {
  if (quietAt) return md`The alarms of ${model} are quiet again.`.text;
  const [only] = ringing.length === 1 ? ringing : [];
  if (only?.kind === 'endpoint') return md`The endpoint ${only.name} of ${model} is in trouble.`.text;
  return only ? md`The alarm ${only.name} of ${model} rings.`.text : md`${model}: ${troubles(ringing)}.`.text;
}

function headline({ since, quietAt }: Ring, { model }: PipelinePolicy, ringing: readonly RingingAlarm[]): Mrkdwn {
  if (quietAt) {
    const rang = duration(quietAt.getTime() - since.getTime());
    return md`:no_bell: *${model}* is quiet again ${moment(quietAt)}, after ${rang}`;
  }
  return md`:rotating_light: *${model}*: ${troubles(ringing)} since ${moment(since)}`;
}

function troubles(ringing: readonly RingingAlarm[]): string {
  const endpoints = ringing.filter(({ kind }) => kind === 'endpoint').length;
  const alarms = ringing.length - endpoints;
  return [
    ...(alarms > 0 ? [alarms === 1 ? 'an alarm rings' : `${alarms} alarms ring`] : []),
    ...(endpoints > 0 ? [endpoints === 1 ? 'an endpoint is in trouble' : `${endpoints} endpoints are in trouble`] : []),
  ].join(' and ');
}

function serving({ production, since }: Ring): Mrkdwn[] {
  if (!production) return [];
  const age = duration(since.getTime() - (production.servedSince ?? production.releasedAt).getTime());
  return [md`Production had served *${production.name}* for ${age} when it began`];
}

/** Another release since it began, or what a rollback has restored. */
function servingNow({ production: before, quietAt }: Ring, rollback: AlarmRollback | undefined): Mrkdwn[] {
  const now = rollback && 'plan' in rollback ? rollback.plan.production : undefined;
  if (quietAt || !now || now.executionId === before?.executionId) return [];
  return [md`Now it serves *${shortName(now)}*, since ${moment(now.servedSince)}`];
}

function offer({ rollback, ...about }: Omit<AlarmCardInput, 'console'> & { status: RollbackStatus }): KnownBlock[] {
  return about.ring.quietAt || !rollback ? [] : rollbackOffer({ ...about, rollback });
}

function sources({ alarms }: Ring, { name }: PipelinePolicy): Mrkdwn {
  return alarms.some(({ kind }) => kind === 'endpoint')
    ? md`Alarms and endpoints of ${name}, from CloudWatch and SageMaker`
    : md`Alarms of ${name}, from CloudWatch`;
}
