import { simulate } from './simulation';

/** Milliseconds on a machine that does other things as well. */
jest.setTimeout(120_000);

beforeEach(() => jest.useFakeTimers({ now: new Date('2026-03-02T09:00:00.000Z') }));
afterEach(() => jest.useRealTimers());

/** Fewer in every run of the tests, just as close together. */
const SHARE = process.env.FAULTS === 'all' ? 1 : 0.4;

describe('two hundred executions, told by events that are lost, repeated, late and in any order', () => {
  it('each end on one card that shows the truth, by two instances, though Slack refuses and fails', async () => {
    const report = await simulate({
      seed: 1,
      executions: 200 * SHARE,
      // So close together that without a budget Slack's rate would be passed.
      seconds: 2_400 * SHARE,
      instances: 2,
      events: { lost: 0.1, duplicated: 0.3, delayMs: 180_000 },
      ports: { failsBefore: 0, failsAfter: 0, hangs: 0, isLast: 0 },
      slack: { rateLimited: 0.05, failsBefore: 0.03, failsAfter: 0.03 },
    });

    const { history: _, ...figures } = report;
    process.stdout.write(`${JSON.stringify(figures)}\n`);
    expect(report.faults).toEqual([]);
    expect(report.executions).toBe(200 * SHARE);
  });
});
