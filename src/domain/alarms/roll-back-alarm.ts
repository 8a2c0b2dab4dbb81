import { redact } from '../builds/redact';
import { alarmCardKey } from '../cards';
import { Refusal } from '../errors';
import type { Caller } from '../policies/authorize';
import type { PipelinePolicy } from '../policies/policy';
import type { ExecuteRollback } from '../releases/execute-rollback';
import type { RollbackHow } from '../releases/release';
import { AlarmNoLongerRings } from './alarm-errors';
import { isRinging, lastRing, type Ring, type RingingAlarm } from './ring';
import { compareAlarms, type TrackAlarmsDeps } from './track-alarms';

export interface RollBackAlarmDeps extends TrackAlarmsDeps {
  executeRollback: ExecuteRollback;
}

interface RollBackAlarmInput {
  policy: PipelinePolicy;
  caller: Caller;
  /** The ring whose card was pressed. */
  ringId: string;
  /** Execution of the release that the card suggested. */
  targetId: string;
  how: RollbackHow;
  /** Execution of the production release as the card showed it. */
  productionId?: string | undefined;
  /** Of the click. */
  requestId: string;
}

export type RollBackAlarm = (input: RollBackAlarmInput) => ReturnType<ExecuteRollback>;

/** Characters of the reason that is made of what rings: it goes onto cards and into the record. */
const LONGEST_REASON = 500;

/**
 * Rolls back by one click on the alarm card, for as long as that card rings.
 * @throws AlarmNoLongerRings with an offer to roll back all the same, and whatever ExecuteRollback refuses with
 */
export function rollBackAlarm(deps: RollBackAlarmDeps): RollBackAlarm {
  return async ({ ringId, ...click }) => {
    const ring = await ringNow(deps, click.policy);
    if (ring?.ringId !== ringId || ring.quietAt) {
      await deps.notifier.cardChanged(alarmCardKey(click.policy.name, ringId));
      throw new AlarmNoLongerRings(click.policy.name, click.targetId, ring !== undefined && !ring.quietAt);
    }
    try {
      return await deps.executeRollback({ ...click, reason: reasonOf(ring) });
    } catch (error) {
      // The card has offered what is not possible any more: whoever looks next is to see what is.
      if (error instanceof Refusal) await deps.notifier.cardChanged(alarmCardKey(click.policy.name, ringId));
      throw error;
    }
  };
}

/** Who rolls back must not wait for CloudWatch: where it does not answer, what is on record counts. */
async function ringNow(deps: RollBackAlarmDeps, policy: PipelinePolicy): Promise<Ring | undefined> {
  const compared = await compareAlarms(deps, policy).catch(() => undefined);
  return compared ?? lastRing(await deps.alarmRings.get(policy.name));
}

/** What rings, in the words that a rollback is recorded with: foreign text. */
export function reasonOf({ alarms }: Ring): string {
  const said = alarms.filter(isRinging).map(sentenceOn).join(' ');
  return said.length > LONGEST_REASON ? `${said.slice(0, LONGEST_REASON - 1)}…` : said;
}

function sentenceOn({ kind, name, reason }: RingingAlarm): string {
  const words = redact(reason).replace(/\s+/g, ' ').trim();
  const what = `${kind === 'alarm' ? 'Alarm' : 'Endpoint'} ${name}`;
  if (!words) return `${what} ${kind === 'alarm' ? 'rings' : 'is in trouble'}.`;
  return `${what}: ${words}${/[.!?…]$/.test(words) ? '' : '.'}`;
}
