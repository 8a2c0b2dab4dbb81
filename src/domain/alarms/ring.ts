/** A CloudWatch alarm as CloudWatch knows it. */
export interface AlarmFacts {
  name: string;
  /** `unknown`: it has too little data to tell. */
  state: 'ringing' | 'quiet' | 'unknown';
  /** In CloudWatch's words, or of whoever set it by hand: foreign text. */
  reason: string;
  /** When its state became what it is. */
  since: Date;
}

/** From the first alarm of a pipeline that rings until all are quiet: what the alarm card is drawn from. */
export interface Ring {
  ringId: string;
  since: Date;
  alarms: RingingAlarm[];
  /** When the last of them fell silent. */
  quietAt?: Date | undefined;
  /** What production served when it began; undefined where nothing was, or where it could not be told. */
  production?: { name: string; executionId: string; releasedAt: Date } | undefined;
}

export interface RingingAlarm {
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

export const isRinging = ({ quiet }: RingingAlarm): boolean => quiet === undefined;

/** Applies what CloudWatch says now of alarms of a pipeline; where nothing is new the argument itself is returned. */
export function applyAlarms(known: PipelineRings, facts: readonly AlarmFacts[]): PipelineRings {
  return [...facts].sort((one, next) => one.since.getTime() - next.since.getTime()).reduce(applyAlarm, known);
}

function applyAlarm(known: PipelineRings, facts: AlarmFacts): PipelineRings {
  const ring = lastRing(known);
  const alarm = ring?.alarms.find(({ name }) => name === facts.name);
  if (facts.state !== 'ringing') {
    if (!ring || !alarm || !isRinging(alarm) || facts.since < alarm.rangAt) return known;
    return withRing(known, withAlarm(ring, { ...alarm, quiet: { at: facts.since, state: facts.state } }));
  }
  if (alarm && facts.since <= (alarm.quiet?.at ?? alarm.rangAt)) return known; // told already, or read before it fell silent
  const isSame = ring && (!ring.quietAt || facts.since.getTime() - ring.quietAt.getTime() <= SAME_RING_MS);
  if (isSame) return withRing(known, withAlarm(ring, rung(alarm, facts)));
  // The same for whoever begins it: two tasks that hear of it make one card.
  const begun: Ring = { ringId: facts.since.toISOString(), since: facts.since, alarms: [rung(undefined, facts)] };
  return { ...known, rings: [...known.rings, begun].slice(-KEPT) };
}

const rung = (known: RingingAlarm | undefined, { name, reason, since }: AlarmFacts): RingingAlarm => ({
  ...{ name, reason, rangAt: since },
  since: known?.since ?? since,
  times: (known?.times ?? 0) + 1,
});

function withAlarm(ring: Ring, alarm: RingingAlarm): Ring {
  const isKnown = ring.alarms.some(({ name }) => name === alarm.name);
  const alarms = isKnown ? ring.alarms.map((one) => (one.name === alarm.name ? alarm : one)) : [...ring.alarms, alarm];
  const ends = alarms.map(({ quiet }) => quiet?.at.getTime() ?? Number.POSITIVE_INFINITY);
  const last = Math.max(...ends);
  return { ...ring, alarms, quietAt: Number.isFinite(last) ? new Date(last) : undefined };
}

const withRing = (known: PipelineRings, ring: Ring): PipelineRings => ({
  ...known,
  rings: known.rings.map((one) => (one.ringId === ring.ringId ? ring : one)),
});
