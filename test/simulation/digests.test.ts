import { randomUUID } from 'node:crypto';
import { charts } from '../../src/charts/charts';
import type { DigestPlan } from '../../src/domain/digest/digest-plan';
import { readDigest } from '../../src/domain/digest/read-digest';
import { sendDigests } from '../../src/domain/digest/send-digests';
import { createLog } from '../../src/log';
import { cardDrawer } from '../../src/slack/cards/card-drawer';
import { SlackCallFailed } from '../../src/slack/cards/card-message';
import { slackBudget } from '../../src/slack/cards/slack-budget';
import { slackNotifier } from '../../src/slack/cards/slack-notifier';
import { digestCard } from '../../src/slack/digest/digest-card';
import { aRelease } from '../support/builders/facts';
import { aPolicy, somePolicies } from '../support/builders/policies';
import { fakeApprovals } from '../support/fakes/fake-approvals';
import { fakeAuditLog } from '../support/fakes/fake-audit-log';
import { FakeCardMessages, type FakeFault } from '../support/fakes/fake-card-messages';
import { fakeCards } from '../support/fakes/fake-cards';
import { fakeExecutions } from '../support/fakes/fake-executions';
import { fakeLeases } from '../support/fakes/fake-leases';
import { fakeReleases } from '../support/fakes/fake-releases';
import { LEASE_MS } from '../support/use-case-bench';
import { CallLog } from './call-log';
import { Chance } from './chance';
import { NO_FAULTS, UnreliableProcess } from './unreliable';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const TICK_MS = 30 * MINUTE_MS;
const RESTART_MS = 20_000;

/** By clocks of three zones; New York skips 02:30 on 8 March 2026 and shows 01:30 twice on 1 November, Berlin skips 02:30 on 29 March and shows it twice on 25 October. */
const PLANS: DigestPlan[] = [
  { channel: 'C0BERLIN', timeZone: 'Europe/Berlin', at: { hour: 2, minute: 30 } },
  { channel: 'C0NEWYORK', timeZone: 'America/New_York', at: { hour: 1, minute: 30 } },
  { channel: 'C0SKIPPED', timeZone: 'America/New_York', at: { hour: 2, minute: 30 } },
  { channel: 'C0TOKYO', timeZone: 'Asia/Tokyo', at: { hour: 0, minute: 0 } },
];

jest.setTimeout(60_000);

describe('a simulated month with two instances of the bot, either of which dies now and then', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it.each([
    ['while clocks are put forward', '2026-03-01T12:00:00Z'],
    ['while clocks are put back', '2026-10-15T12:00:00Z'],
  ])('has one digest a day in every channel, soon after its time, %s', async (_when, from) => {
    const { slack, deaths } = await month(new Date(from), 31);

    for (const { channel, timeZone, at } of PLANS) {
      const posted = slack.in(channel);
      const shown = posted.map(({ ts }) => clocks(new Date(Number(ts) * 1_000), timeZone));
      // One a day: no day is left out, and none has two.
      expect(shown.map(({ day }) => day)).toEqual(daysFrom(shown[0]?.day, posted.length));
      expect(posted.length).toBeGreaterThanOrEqual(31);
      // The first is late where the bot has started after its time. A time that clocks skip comes an hour later, and
      // faults cost minutes.
      const due = at.hour * 60 + at.minute;
      expect(shown.slice(1).filter(({ minute }) => minute < due || minute > due + 105)).toEqual([]);
    }
    expect(deaths).toBeGreaterThan(5);
    const titles = slack.in('C0TOKYO').map(({ text }) => text.split(':')[1]);
    expect(new Set(titles).size).toBe(titles.length);
  });
});

async function month(from: Date, days: number) {
  jest.setSystemTime(from);
  const now = () => new Date();
  const chance = new Chance(from.getTime());
  const stores = { cards: fakeCards(), leases: fakeLeases() };
  const policies = somePolicies(...PLANS.map(({ channel }) => aPolicy({ name: channel.toLowerCase(), channel })));
  const releases = fakeReleases();
  for (let day = 1; day < days; day += 2) {
    const release = aRelease({
      pipeline: 'c0tokyo',
      executionId: `e${day}`,
      releasedAt: new Date(from.getTime() + day * DAY_MS),
    });
    await releases.update('c0tokyo', release.executionId, () => release);
  }
  const read = readDigest({
    ...{ executions: fakeExecutions(), approvals: fakeApprovals(), audit: fakeAuditLog(), releases },
    ...{ productionOf: async () => undefined, countFailedDeployments: true },
  });
  const slack = new FakeCardMessages(now);
  let isCalm = false;
  let deaths = 0;
  slack.fault = (): FakeFault | undefined => {
    if (isCalm || !chance.is(0.2)) return undefined;
    if (chance.is(0.3)) return { failure: new SlackCallFailed('rate limited', 'ratelimited', 20_000), when: 'before' };
    return { failure: new SlackCallFailed('unknown', 'HTTP 500'), when: chance.is(0.5) ? 'before' : 'after' };
  };
  const instances = [instance(), instance()];

  for (let elapsed = 0; elapsed < days * DAY_MS; elapsed += TICK_MS) {
    isCalm = elapsed > (days - 1) * DAY_MS;
    for (const one of instances) void one.tick();
    await jest.advanceTimersByTimeAsync(TICK_MS);
  }
  return { slack, deaths };

  /** A task of the service: a process, and after its death the next one. */
  function instance() {
    const own = { ...startProcess() };
    return own;

    function startProcess(): { tick: () => Promise<void> } {
      const faults = { failsBefore: 0.03, failsAfter: 0.03, hangs: 0.02, isLast: 0.02 };
      const life = new UnreliableProcess(chance, () => (isCalm ? NO_FAULTS : faults), new CallLog());
      const { messages, ...ports } = life.through({ ...stores, messages: slack });
      const drawer = cardDrawer({
        ...{ ...ports, messages, log: createLog('silent'), now, owner: randomUUID() },
        render: async (key) => {
          const [, channel = '', day = ''] = key.split('#');
          return digestCard({
            policies,
            digests: PLANS,
            readDigest: read,
            charts: charts(),
            pictures: { draw: async () => [] },
            now,
          })({
            channel,
            day,
          });
        },
        budget: slackBudget({ tasks: 2, updatesPerMinute: 50, postsPerMinute: 60, now }),
        ...{ leaseMs: 15_000, updateEveryMs: 3_000 },
      });
      const notifier = slackNotifier({ cards: ports.cards, drawer, now, intentLeaseMs: LEASE_MS });
      const send = sendDigests({ digests: PLANS, notifier, now });
      life.whenDead(() => {
        deaths += 1;
        setTimeout(() => Object.assign(own, startProcess()), RESTART_MS);
      });
      const tick = async () => {
        await send().catch(() => undefined);
        await notifier.drawCardsBehind().catch(() => undefined);
      };
      void tick();
      return { tick };
    }
  }
}

/** `2026-03-01` and those that follow it. */
function daysFrom(first: string | undefined, count: number): string[] {
  const from = Date.parse(`${first}T12:00:00Z`);
  return Array.from({ length: count }, (_, index) => new Date(from + index * DAY_MS).toISOString().slice(0, 10));
}

/** What clocks show: the day, and the minute of it. */
function clocks(at: Date, timeZone: string): { day: string; minute: number } {
  const text = at.toLocaleString('sv-SE', { timeZone });
  const [day = '', time = ''] = text.split(' ');
  const [hour, minute] = time.split(':').map(Number);
  return { day, minute: Number(hour) * 60 + Number(minute) };
}
