import { DirectoryUnavailable } from '../../../src/domain/errors';
import { SlackCallFailed } from '../../../src/slack/cards/card-message';
import { aPolicy } from '../../support/builders/policies';
import { homeBench } from '../../support/home-bench';

const START = new Date('2026-03-02T09:00:00.000Z');
const [SECOND, MINUTE] = [1_000, 60_000];

let bench: ReturnType<typeof homeBench>;
beforeEach(() => {
  jest.useFakeTimers({ now: START });
  bench = homeBench();
});
afterEach(() => jest.useRealTimers());

const pass = (milliseconds: number) => jest.advanceTimersByTimeAsync(milliseconds);
const secondsOf = (slackId: string) => bench.tabs.times(slackId).map((at) => (at - START.getTime()) / SECOND);

describe('a Home tab that is opened', () => {
  it('is shown at once', async () => {
    await bench.waits('1.4.0');

    await bench.task().openHome({ slackId: 'U0ADA' });

    expect(bench.tabs.says('U0ADA')).toContain('penguins 1.4.0');
    expect(secondsOf('U0ADA')).toEqual([0]);
  });

  it('is published once in 30 seconds, however often it is opened, where nothing has changed', async () => {
    const { openHome } = bench.task();

    for (let second = 0; second < 70; second += 1) {
      await openHome({ slackId: 'U0ADA' });
      await pass(SECOND);
    }

    expect(secondsOf('U0ADA')).toEqual([0, 30, 60]);
  });

  it('shows at once what has changed since, whoever was to tell of it', async () => {
    const { openHome } = bench.task();
    await openHome({ slackId: 'U0ADA' });
    await pass(5 * SECOND);
    await bench.waits('1.4.0');

    await openHome({ slackId: 'U0ADA' });

    expect(secondsOf('U0ADA')).toEqual([0, 5]);
    expect(bench.tabs.says('U0ADA')).toContain('penguins 1.4.0');
  });

  it('reads the pipelines once for all who open theirs in the same moment', async () => {
    const { openHome } = bench.task();

    await Promise.all(['U0ADA', 'U0BEN', 'U0EMMA'].map((slackId) => openHome({ slackId })));

    expect(bench.tabs.published.map(({ slackId }) => slackId)).toEqual(['U0ADA', 'U0BEN', 'U0EMMA']);
    expect(bench.reads.rounds).toBe(1);
  });

  it('turns to another page, which it keeps until half an hour after', async () => {
    bench = homeBench({ policies: Array.from({ length: 45 }, (_, index) => aPolicy({ name: `p${100 + index}` })) });
    const { openHome } = bench.task();
    await openHome({ slackId: 'U0ADA' });

    await openHome({ slackId: 'U0ADA', page: 3 });
    const turned = bench.tabs.says('U0ADA');
    await pass(MINUTE);
    await openHome({ slackId: 'U0ADA' });
    const later = bench.tabs.says('U0ADA');
    await pass(31 * MINUTE);
    await openHome({ slackId: 'U0ADA' });

    for (const words of [turned, later]) expect(words).toContain('Page 3 of 3');
    expect(turned).toContain('*p144*');
    expect(bench.tabs.says('U0ADA')).toContain('Page 1 of 3');
  });

  it('says that it could not be read, with a reference that the log has, and how to try again', async () => {
    const { openHome } = bench.task();
    bench.fails(new Error('no table'));

    await openHome({ slackId: 'U0ADA' });
    const failed = bench.tabs.says('U0ADA');
    bench.fails(undefined);
    await openHome({ slackId: 'U0ADA', page: 1 });

    expect(failed).toMatch(/could not be read just now \(reference [0-9a-f]{8}\).*Try again/);
    expect(bench.logged).toEqual(['home tab could not be read']);
    expect(bench.metrics.counts.RequestsFailed).toBe(1);
    await pass(SECOND);
    expect(bench.tabs.says('U0ADA')).toContain('Nothing waits for you');
  });

  it('says in its own words where Slack does not tell who somebody is', async () => {
    bench.directory.goAway();

    await bench.task().openHome({ slackId: 'U0ADA' });

    expect(bench.tabs.says('U0ADA')).toContain(new DirectoryUnavailable('').userMessage);
    expect(bench.metrics.counts.RequestsFailed).toBeUndefined();
  });
});

describe('a change', () => {
  it('is shown within ten seconds to everybody who has opened theirs in the last half hour, and to nobody else', async () => {
    const { openHome, changed } = bench.task();
    await openHome({ slackId: 'U0LATE' });
    await pass(2 * MINUTE);
    await openHome({ slackId: 'U0ADA' });
    await openHome({ slackId: 'U0BEN' });
    await pass(28.5 * MINUTE);

    await bench.waits('1.4.0');
    changed();
    await pass(10 * SECOND);

    for (const slackId of ['U0ADA', 'U0BEN']) expect(bench.tabs.says(slackId)).toContain('penguins 1.4.0');
    expect(secondsOf('U0LATE')).toEqual([0]);
  });

  it('is shown with all that come soon after it: many changes, few publishes, and the last one counts', async () => {
    const { openHome, changed } = bench.task();
    await openHome({ slackId: 'U0ADA' });

    for (let index = 0; index < 100; index += 1) {
      await bench.waits(`1.${index}.0`);
      changed();
      await pass(100);
    }
    await pass(10 * SECOND);

    const times = secondsOf('U0ADA');
    expect(times.length).toBeLessThanOrEqual(5);
    for (const [index, at] of times.slice(1).entries()) expect(at - (times[index] ?? 0)).toBeGreaterThanOrEqual(4);
    expect(bench.tabs.says('U0ADA')).toContain('Waiting for you: 100');
  });

  it('that a tab does not tell of publishes nothing', async () => {
    const { openHome, changed } = bench.task();
    await openHome({ slackId: 'U0ADA' });
    await pass(MINUTE);

    changed();
    await pass(MINUTE);

    expect(secondsOf('U0ADA')).toEqual([0]);
  });

  it('that two tasks hear of is published by one of them', async () => {
    const tasks = [bench.task({ tasks: 2 }), bench.task({ tasks: 2 })];
    await tasks[0]?.openHome({ slackId: 'U0ADA' });
    await pass(MINUTE);
    bench.tabs.takesMs = 700;

    await bench.waits('1.4.0');
    for (const { changed } of tasks) changed();
    await pass(MINUTE);

    expect(bench.tabs.times('U0ADA')).toHaveLength(2);
  });

  it('of each of two tasks is in what stands there in the end', async () => {
    const tasks = [bench.task({ tasks: 2 }), bench.task({ tasks: 2 })];
    await tasks[0]?.openHome({ slackId: 'U0ADA' });
    bench.tabs.takesMs = 3_000; // Slack is slow: while one publishes, the other one's change comes

    for (const [index, { changed }] of tasks.entries()) {
      await bench.waits(`1.${index}.0`);
      changed();
      await pass(3 * SECOND);
    }
    await pass(20 * SECOND);

    expect(bench.tabs.says('U0ADA')).toContain('Waiting for you: 2');
  });

  it('reaches two hundred people as fast as Slack takes it, with no more than a hundred calls a minute', async () => {
    const { openHome, changed } = bench.task();
    const people = Array.from({ length: 200 }, (_, index) => `U${1000 + index}`);
    for (const slackId of people) await openHome({ slackId });
    await pass(5 * MINUTE);
    const before = bench.tabs.published.length;

    await bench.waits('1.4.0');
    changed();
    await pass(10 * SECOND);
    const soon = bench.tabs.published.length - before;
    await pass(MINUTE - 10 * SECOND);
    const inAMinute = bench.tabs.published.length - before;
    await pass(4 * MINUTE);

    expect(soon).toBeGreaterThanOrEqual(50);
    expect(inAMinute).toBeLessThanOrEqual(100);
    expect(people.filter((slackId) => !bench.tabs.says(slackId).includes('penguins 1.4.0'))).toEqual([]);
    expect(bench.tabs.published).toHaveLength(before + 200);
  });
});

describe('what Slack refuses', () => {
  it('for being too much is tried again after the time that it says', async () => {
    const { openHome, changed } = bench.task();
    await openHome({ slackId: 'U0ADA' });
    await pass(MINUTE);
    bench.tabs.fault = () => new SlackCallFailed('rate limited', 'ratelimited', 30 * SECOND);
    await bench.waits('1.4.0');
    changed();
    await pass(3 * SECOND);
    const refused = bench.tabs.refused;

    bench.tabs.fault = () => undefined;
    await pass(28 * SECOND);
    const early = secondsOf('U0ADA');
    await pass(5 * SECOND);

    expect(refused).toBe(1);
    expect(early).toEqual([0]);
    expect(bench.tabs.says('U0ADA')).toContain('penguins 1.4.0');
  });

  it('because the app has no Home tab is said once, with what to switch on, and left alone', async () => {
    const { openHome, changed } = bench.task();
    for (const slackId of ['U0ADA', 'U0BEN']) await openHome({ slackId });
    bench.tabs.fault = () => new SlackCallFailed('refused', 'not_enabled');

    for (let index = 0; index < 3; index += 1) {
      await bench.waits(`1.${index}.0`);
      changed();
      await pass(MINUTE);
    }

    expect(bench.logged).toEqual([expect.stringContaining('switch it on under App Home')]);
    expect(bench.tabs.refused).toBeLessThanOrEqual(2);
  });

  it('without an answer is tried again, and an error never ends the process', async () => {
    const { openHome, changed } = bench.task();
    let failures = 3;
    bench.tabs.fault = () => (failures-- > 0 ? new SlackCallFailed('unknown', 'HTTP 503') : undefined);
    await bench.waits('1.4.0');

    await openHome({ slackId: 'U0ADA' });
    changed();
    await pass(MINUTE);

    expect(bench.tabs.says('U0ADA')).toContain('penguins 1.4.0');
  });

  it('because another view stands there is read anew and comes in place of whatever that is', async () => {
    const { openHome } = bench.task();
    await openHome({ slackId: 'U0ADA' });
    await pass(MINUTE);
    await bench.tabs.publish('U0ADA', { type: 'home', blocks: [] }); // past the record, as by a task that then died
    await bench.waits('1.4.0');

    await openHome({ slackId: 'U0ADA' });
    await pass(10 * SECOND);

    expect(bench.tabs.says('U0ADA')).toContain('penguins 1.4.0');
  });
});

describe('the end of a process', () => {
  it('shows what has changed already and waits for nothing else', async () => {
    const { openHome, changed, settled } = bench.task();
    await openHome({ slackId: 'U0ADA' });
    await bench.waits('1.4.0');
    changed();

    await settled();

    expect(secondsOf('U0ADA')).toEqual([0, 0]);
    expect(bench.tabs.says('U0ADA')).toContain('penguins 1.4.0');
    expect(jest.getTimerCount()).toBe(0);
  });

  it('drops what Slack does not take now', async () => {
    const { openHome, changed, settled } = bench.task();
    await openHome({ slackId: 'U0ADA' });
    await pass(MINUTE);
    bench.tabs.fault = () => new SlackCallFailed('rate limited', 'ratelimited', 30 * SECOND);
    await bench.waits('1.4.0');
    changed();

    await settled();

    expect(bench.tabs.refused).toBe(1);
    expect(jest.getTimerCount()).toBe(0);
  });
});
