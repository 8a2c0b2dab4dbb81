import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import pino from 'pino';
import { CONSUMERS, queueIntake } from '../../src/aws/queue-intake';
import { executionCardKey } from '../../src/domain/cards';
import type { DomainEvent } from '../../src/domain/events';
import type { OnEvent } from '../../src/domain/on-event';
import { createMetrics } from '../../src/metrics';
import { messagesOfExecution } from '../support/builders/execution-messages';
import { fakeSeenEvents } from '../support/fakes/fake-seen-events';
import { QUEUES_START_LIMIT_MS, type RealQueues, startRealQueues } from '../support/real-queues';
import { useCaseBench } from '../support/use-case-bench';

/** `npm run faults` has ten thousand; here it is one to be quick. */
const EVENTS = Number(process.env.BACKLOG_EVENTS ?? 1_000);
/** Characters of each message beside its event: a backlog that were read into memory would be far larger than what may grow. */
const PADDING = 16_000;
const MOST_GROWTH_MB = 8;
/** Milliseconds: the queue alone takes one or two for each message, on an idle machine. */
const LIMIT_MS = 60_000 + EVENTS * 20;

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

const heapMb = (): number => {
  collectGarbage();
  return process.memoryUsage().heapUsed / 2 ** 20;
};

const STAGES = ['Source', 'Build', 'Approve', 'Deploy'];

const messagesOf = (executionId: string, at: Date): string[] =>
  messagesOfExecution({ pipeline: 'penguins', executionId, at, stages: STAGES, padding: PADDING });

describe('a queue that is full when the bot starts', () => {
  let queues: RealQueues;

  beforeAll(async () => {
    queues = await startRealQueues();
  }, QUEUES_START_LIMIT_MS);

  afterAll(() => queues.close());

  async function fill(url: string, bodies: readonly string[]): Promise<void> {
    for (let from = 0; from < bodies.length; from += 10) {
      const Entries = bodies.slice(from, from + 10).map((MessageBody, index) => ({ Id: String(index), MessageBody }));
      await queues.client.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));
    }
  }

  it(
    'is worked off in flat memory, a few messages at a time, while every card shows the truth from the first',
    async () => {
      const bench = useCaseBench();
      const executions = Array.from({ length: Math.ceil(EVENTS / 18) }, (_, index) =>
        bench.released(`release ${index}`),
      );
      const ids = (await Promise.all(executions)).map(({ executionId }) => executionId);
      const open = bench.pipelines.trained('the newest');
      const { url } = await queues.create('backlog');
      await fill(url, ids.flatMap((id) => messagesOf(id, bench.clock.now())).slice(0, EVENTS));

      await bench.useCases.reconcile();
      const newestFirst = bench.wall.picture(executionCardKey('penguins', open.executionId));
      let [inHand, mostInHand, handled, untrue] = [0, 0, 0, 0];
      let tellAll = () => {};
      const allHandled = new Promise<void>((resolve) => {
        tellAll = resolve;
      });
      let tellFull = () => {};
      const allInHand = new Promise<void>((resolve) => {
        tellFull = resolve;
      });
      const onEvent: OnEvent = async (event) => {
        mostInHand = Math.max(mostInHand, ++inHand);
        // The first ones take until there are as many as may be; whether more come meanwhile is seen at the end.
        if (inHand === CONSUMERS) tellFull();
        await allInHand;
        const result = await bench.useCases.onEvent(event);
        if (shown(event) !== 'Succeeded') untrue++;
        inHand--;
        if (++handled === EVENTS) tellAll();
        return result;
      };
      const shown = (event: DomainEvent): unknown => {
        const key = 'executionId' in event ? executionCardKey(event.pipeline, event.executionId) : '';
        return (bench.wall.picture(key) as { status?: unknown } | undefined)?.status;
      };
      const log = pino({ level: 'silent' });
      const intake = queueIntake({
        ...{ client: queues.client, queueUrl: url, log, metrics: createMetrics() },
        ...{ seenEvents: fakeSeenEvents(), isFromItsPlace: async () => true, now: bench.clock.now },
      });
      const before = heapMb();
      const begun = performance.now();

      intake.start(onEvent);
      await allHandled;
      const tookMs = performance.now() - begun;
      const after = heapMb();
      await intake.stop();

      const drawn = bench.wall.changed.length;
      process.stdout.write(
        `A backlog of ${EVENTS} events: heap ${before.toFixed(1)} MB before, ${after.toFixed(1)} MB after; ` +
          `${mostInHand} in hand at most; ${drawn} drawings of ${ids.length + 1} executions; ${(tookMs / 1000).toFixed(1)} s\n`,
      );
      expect(newestFirst).toMatchObject({ executionId: open.executionId });
      expect(untrue).toBe(0);
      expect(mostInHand).toBe(CONSUMERS);
      expect(after - before).toBeLessThan(MOST_GROWTH_MB);
      // Each execution once, and rarely twice: two of its eighteen events may be in hand at the same moment.
      expect(drawn).toBeLessThan(2 * ids.length);
    },
    LIMIT_MS,
  );
});
