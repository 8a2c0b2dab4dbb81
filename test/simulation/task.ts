import { randomUUID } from 'node:crypto';
import type { Ports, UseCases } from '../../src/build-use-cases';
import type { DigestPlan } from '../../src/domain/digest/digest-plan';
import { createLog } from '../../src/log';
import { cardDrawer } from '../../src/slack/cards/card-drawer';
import { renderCard } from '../../src/slack/cards/render-card';
import { slackBudget } from '../../src/slack/cards/slack-budget';
import { slackNotifier } from '../../src/slack/cards/slack-notifier';
import type { FakeCardMessages } from '../support/fakes/fake-card-messages';
import { failureOf, LEASE_MS, type UseCaseBench } from '../support/use-case-bench';
import type { SimulatedQueue } from './simulated-queue';
import type { UnreliableProcess } from './unreliable';

/** Messages that one task has in hand. */
const IN_HAND = 3;
const RESTART_MS = 5_000;
export const UPDATES_PER_MINUTE = 50;
export const POSTS_PER_MINUTE = 60;

/** One task of the service as people and the queue see it: whatever process it has now. */
export interface Task {
  useCases: UseCases;
  /** Takes messages out of the queue while it has hands free. */
  pump(): void;
}

interface TaskDeps {
  bench: UseCaseBench;
  /** What is outside, before anything goes wrong with it. */
  ports: Ports;
  slack: FakeCardMessages;
  queue: SimulatedQueue;
  digests: readonly DigestPlan[];
  /** How many tasks there are. */
  tasks: number;
  /** The next process: each dies on its own. */
  born: () => UnreliableProcess;
  /** Use cases as a simulation that breaks them on purpose makes them. */
  altered: (useCases: UseCases, ports: Ports) => UseCases;
}

/** Starts a task: a process, and after its death the next one. */
export function startTask(deps: TaskDeps): Task {
  const { bench, slack, queue, digests, altered } = deps;
  const { now } = bench.clock;
  const task: Task = { ...startProcess() };
  queue.subscribe(() => task.pump());
  return task;

  function startProcess(): Task {
    const life = deps.born();
    const stores = { cards: bench.cards, leases: bench.leases };
    const { messages, ...ports } = life.through({ ...deps.ports, ...stores, messages: slack });
    const drawer = cardDrawer({
      ...ports,
      messages,
      render: renderCard({
        ...ports,
        policies: bench.policies,
        consoleOf: bench.consoleOf,
        now,
        digests,
        pictures: { draw: async () => [] },
        planRollback: (...asked) => useCases.planRollback(...asked),
        readDigest: (asked) => useCases.readDigest(asked),
      }),
      budget: slackBudget({
        tasks: deps.tasks,
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
    const whole = { ...ports, notifier };
    const useCases = altered(
      bench.processOver(whole, () => undefined, digests),
      whole,
    );
    let inHand = 0;
    life.whenDead(() => setTimeout(() => Object.assign(task, startProcess()), RESTART_MS));
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
