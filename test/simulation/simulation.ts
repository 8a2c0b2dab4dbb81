import crypto from 'node:crypto';
import type { Ports, UseCases } from '../../src/build-use-cases';
import type { DigestPlan } from '../../src/domain/digest/digest-plan';
import type { DomainEvent } from '../../src/domain/events';
import type { PipelinePolicy } from '../../src/domain/policies/policy';
import { SlackCallFailed } from '../../src/slack/cards/card-message';
import { aPolicy } from '../support/builders/policies';
import { Clock } from '../support/fakes/clock';
import { FakeCardMessages, type FakeFault } from '../support/fakes/fake-card-messages';
import { remembering } from '../support/fakes/late-truth';
import { useCaseBench } from '../support/use-case-bench';
import { AwsWorld } from './aws-world';
import { BuildsWorld } from './builds-world';
import { CallLog } from './call-log';
import { Chance } from './chance';
import { People } from './people';
import { ringNowAndThen } from './ringing';
import { type EventFaults, SimulatedQueue } from './simulated-queue';
import { startTask } from './task';
import { faultsIn } from './truth';
import { LATE_READS, NO_FAULTS, type PortFaults, UnreliableProcess } from './unreliable';

export interface SimulationPlan {
  seed: number;
  executions: number;
  /** Seconds over which they begin. */
  seconds: number;
  instances: number;
  events: EventFaults;
  ports: PortFaults;
  /** Whose approvals are simulated; one person's word is enough unless told otherwise. */
  policy?: PipelinePolicy;
  /** Nobody answers at the console: people press until everything is decided. */
  waitsForUs?: boolean;
  /** Operators roll back, by stage or, where the pipeline was edited, by revision. */
  rollsBack?: boolean;
  /** People do everything that can be done, alarms ring, and each channel of these gets its digest. */
  everything?: { digests: readonly DigestPlan[] };
  /** Probabilities of what Slack does to a call. */
  slack: { rateLimited: number; failsBefore: number; failsAfter: number };
  /** Breaks the product on purpose, to see that it is found. */
  broken?: { ports?: (ports: Ports) => Ports; useCases?: (useCases: UseCases, ports: Ports) => UseCases };
}

export interface SimulationReport {
  executions: number;
  approvals: number;
  builds: number;
  /** What people asked for, however it ended. */
  asked: People['asked'];
  eventsSent: number;
  eventsLost: number;
  slackCalls: Record<string, number>;
  awsCalls: number;
  deaths: number;
  injected: CallLog['faults'];
  /** Every call that was made, with the millisecond, and what befell it. */
  history: readonly string[];
  /** Everything that is not as it must be. */
  faults: string[];
}

const TICK_MS = 60_000;
/** Whatever was begun has come to an end within this time, or never will. */
const REST_MINUTES = 240;
/** After the last fault everything must be well within this time. */
const CALM_MINUTES = 45;
const AWS_PORTS = ['pipelines', 'builds', 'logs', 'repositories'];

/** Not jest's own, which is slow to make. */
const RealDate = Date;

class TimersClock extends Clock {
  override readonly now = (): Date => new RealDate(Date.now());
}

/**
 * Several instances of the bot over fakes that are held to the adapters' contracts, on jest's fake clock. Whatever
 * happens is decided by the seed, ids included.
 */
export async function simulate(plan: SimulationPlan): Promise<SimulationReport> {
  const chance = new Chance(plan.seed);
  const ids = new Chance(-plan.seed);
  const spied = jest.spyOn(crypto, 'randomUUID').mockImplementation(() => ids.uuid());
  const policy = plan.policy ?? aPolicy();
  const bench = useCaseBench(policy, new TimersClock());
  const { now } = bench.clock;
  const pipelines = remembering(bench.pipelines, {
    reads: LATE_READS.pipelines,
    prompt: ['structure', 'inboundTransition', 'startedBy', 'underWay', 'accepted'],
  });
  const builds = remembering(bench.builds, {
    reads: LATE_READS.builds,
    prompt: ['project', 'testResults', 'all'],
  });
  const sound = { ...bench.ports, pipelines, builds };
  const slack = new FakeCardMessages(now);
  const queue = new SimulatedQueue(chance, plan.events);
  const log = new CallLog();
  const emit = (event: DomainEvent): void => queue.emit(event);
  const world = new AwsWorld(pipelines, policy.name, emit, chance, plan.waitsForUs);
  const buildsWorld = new BuildsWorld(builds, emit, chance);
  let isCalm = false;
  const lives: UnreliableProcess[] = [];
  const unhandled: unknown[] = [];
  const onUnhandled = (reason: unknown): number => unhandled.push(reason);
  process.on('unhandledRejection', onUnhandled);

  slack.fault = (): FakeFault | undefined => (isCalm ? undefined : slackFault(chance, plan.slack));
  const digests = plan.everything?.digests ?? [];
  const born = (): UnreliableProcess => {
    const life = new UnreliableProcess(chance, () => (isCalm ? NO_FAULTS : plan.ports), log);
    lives.push(life);
    return life;
  };
  const ports = plan.broken?.ports?.(sound) ?? sound;
  const altered = plan.broken?.useCases ?? ((useCases: UseCases) => useCases);
  const tasks = Array.from({ length: plan.instances }, () =>
    startTask({ bench, ports, slack, queue, digests, tasks: plan.instances, born, altered }),
  );
  const people = new People({ bench, policy, tasks, chance });
  bench.repositories.pushed('penguins', 'main', { commitId: ids.uuid(), message: 'Begin' });
  for (let index = 0; index < plan.executions; index++) {
    setTimeout(() => void world.execute(`change ${index}`), chance.between(0, plan.seconds) * 1_000);
  }
  const timers = [
    setInterval(() => queue.tick(), TICK_MS),
    setInterval(() => void people.click(), 7_000),
    setInterval(() => void world.adoptBegun(), 5_000),
    setInterval(() => buildsWorld.adoptBegun(), 5_000),
  ];
  const wishing = [
    ...(plan.rollsBack ? [setInterval(() => void people.rollBack(), 20_000)] : []),
    ...(plan.everything ? [setInterval(() => void people.wish(), 6_000)] : []),
    ...(plan.everything ? ringNowAndThen({ policy, alarms: bench.alarms, emit, chance }) : []),
  ];

  await jest.advanceTimersByTimeAsync(plan.seconds * 1_000 + 1);
  for (const timer of wishing) clearInterval(timer);
  if (plan.everything) {
    for (const name of policy.alarms) bench.alarms.comes(name, 'quiet');
    timers.push(setInterval(() => people.unlock(), 30_000));
  }
  for (let minute = 0; minute < REST_MINUTES && !isAtRest(); minute++) await jest.advanceTimersByTimeAsync(TICK_MS);
  isCalm = true;
  for (let minute = 0; minute < CALM_MINUTES && !(minute > 1 && (await isQuiet())); minute++) {
    await jest.advanceTimersByTimeAsync(TICK_MS);
  }
  for (const timer of timers) clearInterval(timer);
  process.off('unhandledRejection', onUnhandled);
  const deaths = lives.filter(({ isDead }) => isDead).length;
  const faults = [
    ...(await faultsIn({ bench, plan, policy, world, queue, slack, digests, deaths })),
    ...unhandled.map((reason) => `nobody has handled ${String(reason)}`),
  ];
  spied.mockRestore();
  const slackCalls: Record<string, number> = {};
  for (const { method } of slack.calls) slackCalls[method] = (slackCalls[method] ?? 0) + 1;
  return {
    executions: world.executionIds.length,
    approvals: world.approvals.length,
    builds: builds.all().length,
    asked: people.asked,
    eventsSent: queue.sent,
    eventsLost: queue.lost,
    slackCalls,
    awsCalls: log.countOf(AWS_PORTS),
    deaths,
    injected: log.faults,
    history: log.lines,
    faults,
  };

  function isAtRest(): boolean {
    return world.isAtRest && buildsWorld.isAtRest;
  }

  async function isQuiet(): Promise<boolean> {
    await world.adoptBegun();
    const waits = [
      isAtRest(),
      queue.isEmpty,
      (await bench.cards.behind(1)).length === 0,
      (await bench.marks()).length === 0,
      (await bench.releases.production(policy.name))?.rollback === undefined,
      plan.everything === undefined || (await bench.locks.get(policy.name))?.current === undefined,
    ];
    return waits.every(Boolean);
  }
}

function slackFault(chance: Chance, harm: SimulationPlan['slack']): FakeFault | undefined {
  if (chance.is(harm.rateLimited)) {
    const wait = chance.between(1, 30) * 1_000;
    return { failure: new SlackCallFailed('rate limited', 'ratelimited', wait), when: 'before' };
  }
  if (chance.is(harm.failsBefore)) return { failure: new SlackCallFailed('unknown', 'HTTP 500'), when: 'before' };
  if (chance.is(harm.failsAfter)) return { failure: new SlackCallFailed('unknown', 'HTTP 500'), when: 'after' };
  return undefined;
}
