import { randomUUID } from 'node:crypto';
import type { UseCases } from '../../src/build-use-cases';
import { firstBrokenLink } from '../../src/domain/audit/audit-chain';
import { approvalCardKey, executionCardKey } from '../../src/domain/cards';
import { isEnded } from '../../src/domain/executions/execution';
import type { PipelinePolicy } from '../../src/domain/policies/policy';
import { createLog } from '../../src/log';
import { cardDrawer } from '../../src/slack/cards/card-drawer';
import { SlackCallFailed } from '../../src/slack/cards/card-message';
import { renderCard } from '../../src/slack/cards/render-card';
import { slackBudget } from '../../src/slack/cards/slack-budget';
import { slackNotifier } from '../../src/slack/cards/slack-notifier';
import { aPolicy } from '../support/builders/policies';
import { Clock } from '../support/fakes/clock';
import { FakeCardMessages, type FakeFault } from '../support/fakes/fake-card-messages';
import { ada, bea, cem, clickOn, failureOf, LEASE_MS, useCaseBench } from '../support/use-case-bench';
import { AwsWorld } from './aws-world';
import { Chance } from './chance';
import { decisionFaults } from './decision-faults';
import { releaseFaults } from './release-faults';
import { rollbackFaults } from './rollback-faults';
import { type EventFaults, SimulatedQueue } from './simulated-queue';
import { NO_FAULTS, type PortFaults, UnreliableProcess } from './unreliable';

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
  /** Probabilities of what Slack does to a call. */
  slack: { rateLimited: number; failsBefore: number; failsAfter: number };
}

export interface SimulationReport {
  executions: number;
  approvals: number;
  eventsSent: number;
  eventsLost: number;
  slackCalls: Record<string, number>;
  awsCalls: number;
  deaths: number;
  /** Everything that is not as it must be. */
  faults: string[];
}

const TICK_MS = 60_000;
/** Messages that one instance has in hand. */
const IN_HAND = 3;
const RESTART_MS = 5_000;
/** After the last fault everything must be well within this time. */
const CALM_MINUTES = 45;
const AWS_PORTS = ['pipelines', 'builds', 'logs', 'repositories'];
const UPDATES_PER_MINUTE = 50;
const POSTS_PER_MINUTE = 60;

/** Not jest's own, which is slow to make. */
const RealDate = Date;

class TimersClock extends Clock {
  override readonly now = (): Date => new RealDate(Date.now());
}

/**
 * Several instances of the bot over fakes that are held to the adapters' contracts, on jest's fake clock. Whatever
 * happens is decided by the seed.
 */
export async function simulate(plan: SimulationPlan): Promise<SimulationReport> {
  const chance = new Chance(plan.seed);
  const policy = plan.policy ?? aPolicy();
  const bench = useCaseBench(policy, new TimersClock());
  const { now } = bench.clock;
  const slack = new FakeCardMessages(now);
  const queue = new SimulatedQueue(chance, plan.events);
  const world = new AwsWorld(bench.pipelines, policy.name, (event) => queue.emit(event), chance, plan.waitsForUs);
  const { slack: harm } = plan;
  let isCalm = false;
  const lives: UnreliableProcess[] = [];
  const stores = { cards: bench.cards, leases: bench.leases };

  slack.fault = (): FakeFault | undefined => {
    if (isCalm) return undefined;
    if (chance.is(harm.rateLimited)) {
      const wait = chance.between(1, 30) * 1_000;
      return { failure: new SlackCallFailed('rate limited', 'ratelimited', wait), when: 'before' };
    }
    if (chance.is(harm.failsBefore)) return { failure: new SlackCallFailed('unknown', 'HTTP 500'), when: 'before' };
    if (chance.is(harm.failsAfter)) return { failure: new SlackCallFailed('unknown', 'HTTP 500'), when: 'after' };
    return undefined;
  };

  const instances = Array.from({ length: plan.instances }, startInstance);
  for (let index = 0; index < plan.executions; index++) {
    setTimeout(() => void world.execute(`change ${index}`), chance.between(0, plan.seconds) * 1_000);
  }
  const ticks = setInterval(() => queue.tick(), TICK_MS);
  const people = setInterval(() => void somebodyClicks(), 7_000);
  const operators = plan.rollsBack ? setInterval(() => void somebodyRollsBack(), 20_000) : undefined;
  const begun = plan.rollsBack ? setInterval(() => void world.adoptBegun(), 5_000) : undefined;

  await jest.advanceTimersByTimeAsync(plan.seconds * 1_000 + 1);
  clearInterval(operators);
  while (!world.isAtRest) await jest.advanceTimersByTimeAsync(TICK_MS);
  isCalm = true;
  for (let minute = 0; minute < CALM_MINUTES && !(minute > 1 && (await isQuiet())); minute++) {
    await jest.advanceTimersByTimeAsync(TICK_MS);
  }
  clearInterval(ticks);
  clearInterval(people);
  clearInterval(begun);
  return report();

  /** One task of the service: a process, and after its death the next one. */
  function startInstance(): { useCases: UseCases } {
    const instance = { ...startProcess() };
    queue.subscribe(() => instance.pump());
    return instance;

    function startProcess() {
      const life = new UnreliableProcess(chance, () => (isCalm ? NO_FAULTS : plan.ports));
      lives.push(life);
      const { messages, ...ports } = life.through({ ...bench.ports, ...stores, messages: slack });
      const drawer = cardDrawer({
        ...ports,
        messages,
        render: renderCard({
          ...ports,
          policies: bench.policies,
          consoleOf: bench.consoleOf,
          now,
          digests: [],
          pictures: { draw: async () => [] },
          planRollback: (...asked) => useCases.planRollback(...asked),
          readDigest: (asked) => useCases.readDigest(asked),
        }),
        budget: slackBudget({
          tasks: plan.instances,
          updatesPerMinute: UPDATES_PER_MINUTE,
          postsPerMinute: POSTS_PER_MINUTE,
          now,
        }),
        log: createLog('silent'),
        now,
        owner: randomUUID(),
        leaseMs: 15_000,
        updateEveryMs: 3_000,
      });
      const notifier = slackNotifier({ cards: ports.cards, drawer, now, intentLeaseMs: LEASE_MS });
      const useCases: UseCases = bench.processOver({ ...ports, notifier }, () => undefined);
      let inHand = 0;
      life.whenDead(() => setTimeout(() => Object.assign(instance, startProcess()), RESTART_MS));
      void failureOf(useCases.reconcile('start'));
      return { useCases, pump };

      function pump(): void {
        while (!life.isDead && inHand < IN_HAND) {
          const message = queue.receive();
          if (!message) return;
          inHand += 1;
          void failureOf(useCases.onEvent(message.event).then(() => queue.delete(message))).then(() => {
            inHand -= 1;
            pump();
          });
        }
      }
    }
  }

  async function isQuiet(): Promise<boolean> {
    if (plan.rollsBack) await world.adoptBegun();
    const waits = [
      world.isAtRest,
      queue.isEmpty,
      (await bench.cards.behind(1)).length === 0,
      (await bench.marks()).length === 0,
    ];
    return waits.every(Boolean);
  }

  /** Somebody presses a button of an open card. */
  async function somebodyClicks(): Promise<void> {
    const open = await bench.approvals.open(policy.name);
    if (open.length === 0 || !chance.is(0.5)) return;
    const approval = open[chance.between(0, open.length - 1)];
    const instance = instances[chance.between(0, instances.length - 1)];
    if (!approval || !instance) return;
    const decision = chance.is(0.75) ? 'approved' : 'rejected';
    const click = clickOn(approval, decision, { caller: chance.of([ada, bea, cem]), reason: 'as the seed says' });
    for (let presses = chance.between(1, 3); presses > 0; presses--) {
      void failureOf(instance.useCases.decideApproval(click));
    }
    if (chance.is(0.1)) {
      const { approvalId } = approval;
      void failureOf(instance.useCases.withdrawVote({ approvalId, caller: chance.of([ada, bea, cem]) }));
    }
  }

  /** Somebody fills a rollback dialog, thinks, and sends it, more than once perhaps; sometimes the pipeline is edited meanwhile. */
  async function somebodyRollsBack(): Promise<void> {
    const instance = instances[chance.between(0, instances.length - 1)];
    if (!instance || !chance.is(0.5)) return;
    const shown = await instance.useCases.planRollback(policy).catch(() => undefined);
    const possible = shown?.options.filter(({ how }) => how !== undefined) ?? [];
    const option = possible[chance.between(0, Math.max(0, possible.length - 1))];
    if (!option?.how) return;
    // Thinks: on jest's fake clock, which nobody waits for.
    await new Promise((resolve) => setTimeout(resolve, chance.between(0, 20) * 1_000));
    if (chance.is(0.1)) bench.pipelines.edited();
    const asked = {
      ...{ policy, caller: chance.of([ada, bea, cem]), targetId: option.release.executionId, how: option.how },
      ...{ productionId: shown?.production?.executionId, reason: 'as the seed says', requestId: randomUUID() },
    };
    for (let presses = chance.between(1, 3); presses > 0; presses--) {
      const other = instances[chance.between(0, instances.length - 1)] ?? instance;
      void failureOf(other.useCases.executeRollback(asked));
    }
  }

  async function report(): Promise<SimulationReport> {
    const slackCalls: Record<string, number> = {};
    for (const { method } of slack.calls) slackCalls[method] = (slackCalls[method] ?? 0) + 1;
    return {
      executions: world.executionIds.length,
      approvals: world.approvals.length,
      eventsSent: queue.sent,
      eventsLost: queue.lost,
      slackCalls,
      awsCalls: callsTo(AWS_PORTS),
      deaths: lives.filter(({ isDead }) => isDead).length,
      faults: await untruths(),
    };
  }

  function callsTo(ports: readonly string[]): number {
    const calls = lives.flatMap((life) => [...life.calls]);
    return calls
      .filter(([what]) => ports.includes(what.split('.')[0] ?? ''))
      .reduce((sum, [, count]) => sum + count, 0);
  }

  /** Everything that is not as it must be once all is calm. */
  async function untruths(): Promise<string[]> {
    const found: string[] = [];
    for (const executionId of world.executionIds) {
      const truth = await bench.pipelines.execution(policy.name, executionId);
      const record = await bench.executions.get(policy.name, executionId);
      if (!truth || !isEnded(truth.status)) found.push(`${executionId} never ended`);
      if (record?.status !== truth?.status)
        found.push(`${executionId} is ${truth?.status}, on record ${record?.status}`);
      found.push(...(await cardFaults(executionCardKey(policy.name, executionId))));
    }
    for (const { approvalId } of world.approvals) {
      const record = await bench.approvals.get(approvalId);
      if (record?.status === 'open') found.push(`approval ${approvalId} is open on record`);
      if (record) found.push(...(await cardFaults(approvalCardKey(approvalId))));
    }
    found.push(...(await releaseFaults(bench, policy.name)));
    const answered = bench.pipelines.answers.map(({ approvalId, decision }) => `${approvalId} ${decision}`);
    const unfinished = await bench.unfinished();
    if (unfinished.length > 0) found.push(`${unfinished.length} intents have no outcome`);
    const broken = firstBrokenLink(bench.trail());
    if (broken) found.push(`the audit chain is broken: ${JSON.stringify(broken)}`);
    if (new Set(answered).size !== new Set(bench.pipelines.answers.map(({ approvalId }) => approvalId)).size) {
      found.push('an approval was answered in two ways');
    }
    for (const { approvalId } of world.approvals) found.push(...decisionFaults(bench, policy, approvalId));
    if (plan.rollsBack) found.push(...(await rollbackFaults(bench, policy)));
    if (!queue.isEmpty) found.push('the queue is not empty');
    const behind = await bench.cards.behind(1_000);
    if (behind.length > 0) found.push(`${behind.length} cards are behind`);
    const updates = busiestMinute('update');
    if (updates > UPDATES_PER_MINUTE) found.push(`${updates} updates in a minute`);
    const posts = busiestMinute('post');
    if (posts > POSTS_PER_MINUTE) found.push(`${posts} posts in a minute`);
    return found;
  }

  /** One message, which shows what the card would show if it were drawn now. */
  async function cardFaults(key: string): Promise<string[]> {
    const messages = slack.messages.filter((message) => message.key === key);
    if (messages.length !== 1) return [`${key} has ${messages.length} messages`];
    const { ports, policies, consoleOf, useCases } = bench;
    const { planRollback, readDigest } = useCases;
    const undrawn = { digests: [], pictures: { draw: async () => [] as [] } };
    const deps = { ...ports, ...undrawn, policies, consoleOf, now, planRollback, readDigest };
    const truth = await renderCard(deps)(key);
    const isTrue = messages[0]?.text === truth?.text && messages[0]?.blocks === JSON.stringify(truth?.blocks);
    return isTrue ? [] : [`${key} shows “${messages[0]?.text}”, the truth is “${truth?.text}”`];
  }

  function busiestMinute(method: string): number {
    const times = slack.calls.filter((call) => call.method === method).map(({ at }) => at.getTime());
    let first = 0;
    let most = 0;
    for (const [index, at] of times.entries()) {
      while (at - (times[first] ?? 0) >= 60_000) first += 1;
      most = Math.max(most, index - first + 1);
    }
    return most;
  }
}
