import { simulatesEachSeed } from './each-seed';

const simulated = simulatesEachSeed({ usual: 40, part: 0.3 });

describe('instances any of whose calls may fail, hang, or be their last', () => {
  it('leave every card true, every approval answered once and every intent with its outcome', async () => {
    const failed = await simulated(() => ({
      executions: 3,
      seconds: 300,
      instances: 2,
      events: { lost: 0.1, duplicated: 0.3, delayMs: 60_000 },
      ports: { failsBefore: 0.01, failsAfter: 0.01, hangs: 0.005, isLast: 0.002 },
      slack: { rateLimited: 0.05, failsBefore: 0.05, failsAfter: 0.05 },
    }));

    expect(failed).toEqual([]);
  });
});
