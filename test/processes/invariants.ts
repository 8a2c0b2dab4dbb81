import { setTimeout as pause } from 'node:timers/promises';
import type { SeenMessage } from '../../infra/local/slack/person';
import { dynamoAuditLog } from '../../src/aws/dynamo-audit-log';
import { dynamoCards } from '../../src/aws/dynamo-cards';
import { dynamoReleases } from '../../src/aws/dynamo-releases';
import type { AuditRecord } from '../../src/domain/audit/audit-chain';
import { isWhole } from '../../src/domain/audit/chain-proof';
import { verifyAudit } from '../../src/domain/audit/verify-audit';
import { RELEASES } from '../support/releases-channel';
import { GATE, QUICK } from './aws-console';
import { drawnAs } from './card-truth';
import { effectsUnaccounted } from './effects';
import type { FaultBench } from './fault-bench';
import { loggedAmiss } from './logged-amiss';

const CHAINS = [`pipeline:${GATE}`, `project:${QUICK}`, 'workspace'];

/** Milliseconds: a tick comes once a second. */
const BETWEEN_LOOKS_MS = 500;

/** Where things stood before a scenario. */
interface Before {
  calls: number;
  records: Map<string, number>;
  lines: Map<string, number>;
  executions: string[];
  /** Cards as they were drawn, by `ts`. */
  drawn: Map<string, string>;
}

/** Holds everything that must be true after a scenario, whatever failed in it, against what was there before it. */
export async function invariantsFrom(bench: FaultBench) {
  const before = await standing(bench);

  return {
    /**
     * @param meant what the log may complain of
     * @throws where something does not hold
     */
    async hold(meant?: RegExp): Promise<void> {
      const { cards, left } = await afterAll(bench, before);

      const trail = (await Promise.all(CHAINS.map((chain) => newRecords(bench, before, chain)))).flat();
      const calls = bench.seen.slice(before.calls);
      const begun = (await bench.aws.executionIds()).filter((id) => !before.executions.includes(id));
      expect({
        effects: effectsUnaccounted(calls, trail, begun),
        trail: [...trailAmiss(trail), ...answeredTwice(trail)],
        chains: await brokenChains(bench),
        cards,
        stuck: left,
        log: bench.bots.flatMap(({ name, lines }) =>
          loggedAmiss(lines.slice(before.lines.get(name) ?? 0), bench.environment, meant),
        ),
      }).toEqual({ effects: [], trail: [], chains: [], cards: [], stuck: [], log: [] });
    },
  };
}

/** Looks that find something amiss before it is so for good: an event may have been on its way to the queue. */
const LOOKS = 20;

/** What of cards, leases and claims is not as it must be once everything has come to rest. */
async function afterAll(bench: FaultBench, before: Before): Promise<{ cards: string[]; left: string[] }> {
  for (let look = 1; ; look++) {
    await bench.atRest();
    const [cards, left] = [await cardsAmiss(bench, before), await stuck(bench)];
    if (cards.length + left.length === 0 || look === LOOKS) return { cards, left };
    await pause(BETWEEN_LOOKS_MS);
  }
}

async function standing(bench: FaultBench): Promise<Before> {
  const records = await Promise.all(CHAINS.map(async (chain) => [chain, (await bench.trail(chain)).length] as const));
  return {
    calls: bench.seen.length,
    records: new Map(records),
    lines: new Map(bench.bots.map(({ name, lines }) => [name, lines.length])),
    executions: await bench.aws.executionIds(),
    drawn: new Map((await cardsOf(bench)).map((message) => [message.ts, drawnAs(message)])),
  };
}

const newRecords = async (bench: FaultBench, { records }: Before, chain: string): Promise<AuditRecord[]> =>
  (await bench.trail(chain)).slice(records.get(chain) ?? 0);

/** What is on record by one line alone: somebody was refused at the door, or heard of what others did. */
const TOLD_ONCE = /^refused\.|^approval\.ended$/;

/** Each intent has one outcome, after it, and nothing else has one. */
function trailAmiss(trail: readonly AuditRecord[]): string[] {
  const ids = [...new Set(trail.map(({ auditId }) => auditId))];
  return ids.flatMap((id) => {
    const records = trail.filter(({ auditId }) => auditId === id);
    const phases = records.map(({ phase }) => phase).join(', ');
    const isWholeAct = /^intended, (done|refused)$/.test(phases);
    const isToldOnce = records.length === 1 && TOLD_ONCE.test(records[0]?.action ?? '');
    return isWholeAct || isToldOnce ? [] : [`${records[0]?.action} ${records[0]?.auditId}: ${phases}`];
  });
}

/** One accepted answer per approval, whoever gave it. */
function answeredTwice(trail: readonly AuditRecord[]): string[] {
  const answered = trail.flatMap(({ action, phase, target }) =>
    phase === 'done' && /^approval\.(approved|rejected)$/.test(action) ? [target] : [],
  );
  return answered.filter((target, place) => answered.indexOf(target) !== place);
}

async function brokenChains({ tables }: FaultBench): Promise<string[]> {
  const verify = verifyAudit({ audit: dynamoAuditLog(tables.audit), anchorSources: () => [], now: () => new Date() });
  const proofs = await verify({ chains: CHAINS, anchors: [] });
  return proofs
    .filter((proof) => !isWhole(proof))
    .map(({ chain, findings }) => `${chain}: ${JSON.stringify(findings)}`);
}

/** One message per card, and every message that changed says what is true now. */
async function cardsAmiss(bench: FaultBench, { drawn }: Before): Promise<string[]> {
  const cards = await cardsOf(bench);
  const keys = cards.map(keyOf);
  const twice = keys.filter((key, place) => keys.indexOf(key) !== place).map((key) => `${key} stands there twice`);
  const changed = cards.filter((message) => drawn.get(message.ts) !== drawnAs(message));
  const untrue: string[] = [];
  for (const message of changed) {
    const truth = await bench.truthOf(message);
    if (truth !== drawnAs(message)) untrue.push(`${keyOf(message)} says ${drawnAs(message)}, and true is ${truth}`);
  }
  return [...twice, ...untrue];
}

const cardsOf = async ({ ada }: FaultBench): Promise<SeenMessage[]> =>
  (await ada.messages(RELEASES)).filter((message) => keyOf(message) !== undefined);

const keyOf = ({ metadata }: SeenMessage): string | undefined => {
  const key = metadata?.event_payload.card;
  return typeof key === 'string' ? key : undefined;
};

/** Leases of cards, posts that nobody knows of, and claims of rollbacks that are over; the rest came to rest before. */
async function stuck(bench: FaultBench): Promise<string[]> {
  const { state } = bench.tables;
  const cards = dynamoCards(state, () => new Date());
  const found: string[] = [];
  for (const message of (await cardsOf(bench)).slice(-NEWEST)) {
    const key = keyOf(message) ?? '';
    const card = await cards.get(key);
    if (card?.lease) found.push(`${key} is leased`);
    if (card?.changing) found.push(`${key} is changing`);
    if (card?.places.some(({ postingSince, ts }) => postingSince && !ts)) found.push(`${key} is being posted`);
  }
  const production = await dynamoReleases(state).production(GATE);
  const claimed = production?.rollback?.executionId;
  const status = claimed && (await bench.aws.statusOf(claimed));
  if (claimed && status !== 'InProgress') found.push(`rollback ${claimed}, ${status}, still has its claim`);
  for (const { name, wasAsked, exitCode } of bench.bots) {
    if (wasAsked() && exitCode() !== 0) found.push(`${name} was asked to stop, and ended with ${exitCode()}`);
  }
  if ((await bench.aws.deadLetters()) > 0) found.push('a message is in the dead-letter queue');
  return found;
}

/** Cards that a scenario can have touched. */
const NEWEST = 12;
