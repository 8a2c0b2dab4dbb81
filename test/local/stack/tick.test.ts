import type { AwsEvent } from '../../../infra/local/aws/ports';
import { startTicking } from '../../../infra/local/tick';

const TICK_MS = 15_000;

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

it('puts a tick into the queue every 15 s, each with an id of its own and the time of the stack, until it ends', () => {
  const ticks: AwsEvent[] = [];
  const end = startTicking(
    (event) => ticks.push(event),
    () => new Date('2026-01-02T03:04:05.678Z'),
  );

  jest.advanceTimersByTime(2 * TICK_MS);
  end();
  jest.advanceTimersByTime(2 * TICK_MS);

  expect(ticks).toHaveLength(2);
  expect(new Set(ticks.map(({ id }) => id)).size).toBe(2);
  expect(ticks[0]).toMatchObject({
    source: 'mlpipeline',
    'detail-type': 'mlpipeline tick',
    time: '2026-01-02T03:04:05Z',
  });
});
