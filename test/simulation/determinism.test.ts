import { EVERYTHING } from './everything';
import { simulate } from './simulation';

jest.setTimeout(120_000);

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const again = async (seed: number) => {
  jest.setSystemTime(new Date('2026-03-02T09:00:00.000Z'));
  const { history, faults } = await simulate({ ...EVERYTHING, seconds: 120, seed });
  jest.clearAllTimers();
  return { history, faults };
};

describe('a seed', () => {
  it('makes the same calls in the same order each time, and meets the same faults', async () => {
    const first = await again(3);
    const second = await again(3);

    expect(first.history.length).toBeGreaterThan(500);
    expect(second).toEqual(first);
  });

  it('makes other calls than another seed', async () => {
    expect((await again(4)).history).not.toEqual((await again(5)).history);
  });
});
