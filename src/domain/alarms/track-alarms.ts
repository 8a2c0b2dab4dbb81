import type { TendApprovals } from '../approvals/tend-approvals';
import { alarmCardKey } from '../cards';
import { Refusal } from '../errors';
import type { AlarmEvent, EndpointEvent } from '../events';
import type { PipelinePolicy, Policies } from '../policies/policy';
import type { AlarmRings } from '../ports/alarm-rings';
import type { Alarms } from '../ports/alarms';
import type { Endpoints } from '../ports/endpoints';
import type { Notifier } from '../ports/notifier';
import type { Releases } from '../ports/releases';
import type { ProductionOf } from '../releases/production';
import { releaseName } from '../releases/release';
import { noteAlarm } from './note-alarm';
import { type AlarmFacts, applyAlarms, canRing, lastRing, type PipelineRings, type Ring } from './ring';

export interface TrackAlarmsDeps {
  policies: Policies;
  alarms: Alarms;
  endpoints: Endpoints;
  alarmRings: AlarmRings;
  releases: Releases;
  productionOf: ProductionOf;
  notifier: Notifier;
  tendApprovals: TendApprovals;
}

export type TrackAlarms = (event: AlarmEvent | EndpointEvent) => Promise<'handled' | 'ignored'>;

/** Follows the alarms and endpoints that pipelines name: the event says where to look, AWS what is so. */
export function trackAlarms(deps: TrackAlarmsDeps): TrackAlarms {
  return async (event) => {
    const naming = deps.policies
      .pipelines()
      .filter(({ alarms, endpoints }) =>
        event.kind === 'alarm' ? alarms.includes(event.alarm) : endpoints.includes(event.endpoint),
      );
    for (const policy of naming) {
      const ring = (await compareAlarms(deps, policy)) ?? lastRing(await deps.alarmRings.get(policy.name));
      // Also where nothing was new: an event that comes again may be of a process that died before it drew.
      if (ring) await deps.notifier.cardChanged(alarmCardKey(policy.name, ring.ringId));
      await deps.tendApprovals(policy);
    }
    return naming.length > 0 ? 'handled' : 'ignored';
  };
}

/**
 * Alarms and endpoints of a pipeline as AWS knows them now: one call for all alarms, one for each endpoint.
 * @returns the ring that is new or has changed
 */
export async function compareAlarms(deps: TrackAlarmsDeps, policy: PipelinePolicy): Promise<Ring | undefined> {
  if (!canRing(policy)) return undefined;
  const [alarms, endpoints] = await Promise.allSettled([
    deps.alarms.states(policy.alarms, policy),
    deps.endpoints.states(policy.endpoints, policy),
  ]);
  const facts = [alarms, endpoints].flatMap((told) => (told.status === 'fulfilled' ? told.value : []));
  const changed = await keepRing(deps, policy, facts);
  // What the one of them does not tell must not keep the other from being told.
  for (const told of [alarms, endpoints]) if (told.status === 'rejected') throw told.reason;
  return changed;
}

async function keepRing(
  deps: TrackAlarmsDeps,
  policy: PipelinePolicy,
  facts: readonly AlarmFacts[],
): Promise<Ring | undefined> {
  const { alarmRings, notifier } = deps;
  const upToDate = (known: PipelineRings | undefined): PipelineRings | undefined => {
    const before = known ?? { pipeline: policy.name, rings: [] };
    const after = applyAlarms(before, facts);
    return after === before ? known : after;
  };
  const known = await alarmRings.get(policy.name);
  const news = upToDate(known);
  const expected = news === known ? undefined : lastRing(news);
  if (!expected) return undefined;
  const key = alarmCardKey(policy.name, expected.ringId);
  await notifier.cardWillChange(key);
  const production = lastRing(known)?.ringId === expected.ringId ? undefined : await inProduction(deps, policy);
  if (production) await noteAlarm(deps, policy.name, expected, production);
  await alarmRings.update(policy.name, (current) => withProduction(upToDate(current), expected.ringId, production));
  await notifier.cardChanged(key);
  return expected;
}

/** A bell is not to be held up by a release history that cannot be read. */
async function inProduction({ productionOf }: TrackAlarmsDeps, policy: PipelinePolicy): Promise<Ring['production']> {
  try {
    const production = await productionOf(policy);
    if (!production) return undefined;
    const { executionId, releasedAt, servedSince } = production;
    return { name: releaseName(production), executionId, releasedAt, servedSince };
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

function withProduction(
  known: PipelineRings | undefined,
  ringId: string,
  production: Ring['production'],
): PipelineRings | undefined {
  const ring = known?.rings.find((one) => one.ringId === ringId);
  if (!known || !ring || ring.production || !production) return known;
  return { ...known, rings: known.rings.map((one) => (one === ring ? { ...one, production } : one)) };
}
