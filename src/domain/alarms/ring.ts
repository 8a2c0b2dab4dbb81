import type { Actor, PipelinePolicy } from '../policies/policy';

/** What can ring: an alarm of CloudWatch, or an endpoint of SageMaker that is in trouble. */
type AlarmKind = 'alarm' | 'endpoint';

/** An alarm as CloudWatch knows it, or an endpoint as SageMaker does. */
export interface AlarmFacts {
  kind: AlarmKind;
  name: string;
  /** `unknown`: the alarm has too little data to tell, or there is no such endpoint. */
  state: 'ringing' | 'quiet' | 'unknown';
  /** In the words of AWS, or of whoever set it by hand: foreign text. */
  reason: string;
  /** When its state became what it is. */
  since: Date;
}

/** From the first alarm or endpoint of a pipeline that rings until all are quiet: what the alarm card is drawn from. */
export interface Ring {
  ringId: string;
  since: Date;
  alarms: RingingAlarm[];
  /** When the last of them fell silent. */
  quietAt?: Date | undefined;
  /** What production served when it began; undefined where nothing was, or where it could not be told. */
  production?: { name: string; executionId: string; releasedAt: Date; servedSince?: Date | undefined } | undefined;
  /** The last rollback that was begun from its card. */
  rolledBack?: RolledBack | undefined;
}

export interface RolledBack {
  /** Of the rollback. */
  executionId: string;
  /** Name of the release that it restores. */
  release: string;
  by: Actor;
  at: Date;
}

export interface RingingAlarm {
  kind: AlarmKind;
  name: string;
  /** Of the last time. */
  reason: string;
  /** The first time. */
  since: Date;
  /** The last time. */
  rangAt: Date;
  times: number;
  /** Undefined while it rings. */
  quiet?: { at: Date; state: 'quiet' | 'unknown' } | undefined;
}

/** The rings of a pipeline: an item of its own each time would let two alarms begin two. */
export interface PipelineRings {
  pipeline: string;
  /** The newest last, at most ten. */
  rings: Ring[];
}

/** Milliseconds. An alarm that rings again sooner is the same trouble, and so the same card. */
const SAME_RING_MS = 10 * 60_000;
const KEPT = 10;

export const ringById = (known: PipelineRings | undefined, ringId: string): Ring | undefined =>
  known?.rings.find((ring) => ring.ringId === ringId);

export const lastRing = (known: PipelineRings | undefined): Ring | undefined => known?.rings.at(-1);

/** Whether it names anything that can ring. */
export const canRing = ({ alarms, endpoints }: PipelinePolicy): boolean => alarms.length + endpoints.length > 0;

export const isRinging = ({ quiet }: RingingAlarm): boolean => quiet === undefined;

/** Whether something of the pipeline rings: only ever in its last ring. */
export const isTroubled = (known: PipelineRings): boolean => lastRing(known)?.alarms.some(isRinging) ?? false;

/** Applies what AWS says now of alarms and endpoints of a pipeline; where nothing is new the argument itself is returned. */
export function applyAlarms(known: PipelineRings, facts: readonly AlarmFacts[]): PipelineRings {
  return [...facts].sort((one, next) => one.since.getTime() - next.since.getTime()).reduce(applyAlarm, known);
}

function applyAlarm(known: PipelineRings, facts: AlarmFacts): PipelineRings {
  const ring = lastRing(known);
  const alarm = ring?.alarms.find((one) => isSame(one, facts));
  if (facts.state !== 'ringing') {
    if (!ring || !alarm || !isRinging(alarm) || facts.since < alarm.rangAt) return known;
    return withRing(known, withAlarm(ring, { ...alarm, quiet: { at: facts.since, state: facts.state } }));
  }
  if (alarm && facts.since <= (alarm.quiet?.at ?? alarm.rangAt)) return known; // told already, or read before it fell silent
  const goesOn = ring && (!ring.quietAt || facts.since.getTime() - ring.quietAt.getTime() <= SAME_RING_MS);
  if (goesOn) return withRing(known, withAlarm(ring, rung(alarm, facts)));
  // The same for whoever begins it: two tasks that hear of it make one card.
  const begun: Ring = { ringId: facts.since.toISOString(), since: facts.since, alarms: [rung(undefined, facts)] };
  return { ...known, rings: [...known.rings, begun].slice(-KEPT) };
}

function rung(known: RingingAlarm | undefined, { kind, name, reason, since }: AlarmFacts): RingingAlarm {
  // An endpoint that goes from one trouble to the next is in the same one: that an update failed, and then its way back.
  const goesOn = kind === 'endpoint' && known !== undefined && isRinging(known);
  const times = (known?.times ?? 0) + (goesOn ? 0 : 1);
  return { kind, name, reason, rangAt: since, since: known?.since ?? since, times };
}

/** An alarm and an endpoint may have the same name. */
const isSame = (one: Pick<AlarmFacts, 'kind' | 'name'>, other: Pick<AlarmFacts, 'kind' | 'name'>): boolean =>
  one.kind === other.kind && one.name === other.name;

function withAlarm(ring: Ring, alarm: RingingAlarm): Ring {
  const isKnown = ring.alarms.some((one) => isSame(one, alarm));
  const alarms = isKnown ? ring.alarms.map((one) => (isSame(one, alarm) ? alarm : one)) : [...ring.alarms, alarm];
  const ends = alarms.map(({ quiet }) => quiet?.at.getTime() ?? Number.POSITIVE_INFINITY);
  const last = Math.max(...ends);
  return { ...ring, alarms, quietAt: Number.isFinite(last) ? new Date(last) : undefined };
}

const withRing = (known: PipelineRings, ring: Ring): PipelineRings => ({
  ...known,
  rings: known.rings.map((one) => (one.ringId === ring.ringId ? ring : one)),
});
