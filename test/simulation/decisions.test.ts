import { aPolicyAsking } from '../support/builders/policies';
import { simulatesEachSeed } from './each-seed';

const simulated = simulatesEachSeed({ usual: 40, part: 0.3 });

describe('three people of whom two must approve, on two instances any of whose calls may fail, hang, or be their last', () => {
  it('come to exactly one answer for each approval, the right one, with a true card and a whole trail', async () => {
    const failed = await simulated(() => ({
      policy: aPolicyAsking({ quorum: 2 }),
      waitsForUs: true,
      executions: 2,
      seconds: 120,
      instances: 2,
      events: { lost: 0.1, duplicated: 0.3, delayMs: 60_000 },
      ports: { failsBefore: 0.02, failsAfter: 0.02, hangs: 0.005, isLast: 0.005 },
      slack: { rateLimited: 0.05, failsBefore: 0.05, failsAfter: 0.05 },
    }));

    expect(failed).toEqual([]);
  });
});
