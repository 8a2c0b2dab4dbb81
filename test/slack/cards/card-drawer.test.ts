import { markChanging } from '../../../src/domain/cards';
import { drawingBench, FALLBACK, fault, HOME, rateLimited } from '../../support/drawing-bench';

type Bench = ReturnType<typeof drawingBench>;

let bench: Bench;
beforeEach(() => {
  jest.useFakeTimers({ now: new Date('2026-03-02T09:00:00.000Z') });
  bench = drawingBench();
});
afterEach(() => jest.useRealTimers());

const pass = (milliseconds: number) => jest.advanceTimersByTimeAsync(milliseconds);
/** Long enough for whatever waits. */
const HOUR_MS = 3_600_000;

describe('drawing a card', () => {
  it('posts it once and then updates it in place', async () => {
    const drawer = bench.drawer();

    drawer.draw(await bench.says('card', 'begun'));
    await pass(0);
    const first = bench.shown();
    drawer.draw(await bench.says('card', 'ended'));
    await pass(HOUR_MS);

    expect(first).toEqual(['begun']);
    expect(bench.shown()).toEqual(['ended']);
    expect(bench.methods()).toEqual(['post', 'update']);
    expect(await bench.isBehind('card')).toBe(false);
  });

  it('updates a message at most once in three seconds, and the newest state wins', async () => {
    const drawer = bench.drawer();
    drawer.draw(await bench.says('card', 'begun'));
    await pass(0);
    for (let index = 1; index <= 20; index++) {
      drawer.draw(await bench.says('card', `state ${index}`));
      await pass(100);
    }
    const soon = bench.methods();
    await pass(HOUR_MS);

    expect(soon).toEqual(['post']);
    expect(bench.shown()).toEqual(['state 20']);
    expect(bench.methods()).toEqual(['post', 'update']);
  });

  it('draws again what has changed while it was drawn', async () => {
    const drawer = bench.drawer();
    const card = await bench.says('card', 'begun');
    let isFirst = true;
    bench.slack.fault = () => {
      if (isFirst) void bench.says('card', 'ended').then((changed) => drawer.draw(changed));
      isFirst = false;
      return undefined;
    };

    drawer.draw(card);
    await pass(HOUR_MS);

    expect(bench.shown()).toEqual(['ended']);
  });

  it('lets one of two tasks draw, whoever hears of the change', async () => {
    const drawers = [bench.drawer(), bench.drawer()];
    const card = await bench.says('card', 'begun');

    for (const drawer of drawers) drawer.draw(card);
    await pass(HOUR_MS);

    expect(bench.methods()).toEqual(['post']);
  });

  it.each([
    ['for the first time', false],
    ['anew', true],
  ])(
    'is overtaken by another task where it takes too long to draw %s, and does not stand in its way',
    async (_what, stands) => {
      if (stands) bench.drawer().draw(await bench.says('card', 'planned'));
      await pass(10_000);
      bench.drawer({ renderMs: 20_000 }).draw(await bench.says('card', 'begun'));
      await pass(16_000);
      bench.drawer().draw(await bench.says('card', 'ended'));
      await pass(HOUR_MS);

      for (const card of await bench.cards.behind(9)) bench.drawer().draw(card);
      await pass(HOUR_MS);

      expect(bench.shown()).toEqual(['ended']);
      expect(await bench.isBehind('card')).toBe(false);
    },
  );

  it('does not take for drawn what it drew while a change was announced and not made', async () => {
    const drawer = bench.drawer();
    drawer.draw(await bench.says('card', 'begun'));
    await pass(10_000);
    await bench.cards.update('card', (card) => markChanging('card', card, new Date(), 20_000));
    for (const card of await bench.cards.behind(9)) drawer.draw(card); // another task, in between
    await pass(10_000);
    await bench.saysUntold('card', 'ended'); // and then the one that announced it dies
    const early = [await bench.isBehind('card'), ...bench.shown()];

    for (const card of await bench.cards.behind(9)) drawer.draw(card);
    await pass(HOUR_MS);
    for (const card of await bench.cards.behind(9)) drawer.draw(card);
    await pass(HOUR_MS);

    expect(early).toEqual([true, 'begun']);
    expect(bench.shown()).toEqual(['ended']);
    expect(await bench.isBehind('card')).toBe(false);
  });

  it('says nothing of a subject that it does not know, and leaves nothing behind', async () => {
    const drawer = bench.drawer();
    const { version } = await bench.says('card', 'x');

    drawer.draw({ key: 'stranger', version, drawnVersion: 0, places: [] });
    await bench.cards.update('stranger', () => ({ key: 'stranger', version, drawnVersion: 0, places: [] }));
    drawer.draw({ key: 'stranger', version, drawnVersion: 0, places: [] });
    await pass(HOUR_MS);

    expect(bench.slack.calls).toEqual([]);
    expect(await bench.isBehind('stranger')).toBe(false);
  });
});

describe('keeping within what Slack allows', () => {
  /** Calls of a method in the busiest minute. */
  const busiestMinute = (method: string, channel?: string): number => {
    const times = bench.slack.calls
      .filter((call) => call.method === method && (channel === undefined || call.channel === channel))
      .map(({ at }) => at.getTime());
    return Math.max(0, ...times.map((from) => times.filter((at) => at >= from && at < from + 60_000).length));
  };

  it('draws two hundred cards by two tasks, in one channel, within its rates', async () => {
    const drawers = [0, 1].map(() => bench.drawer({ tasks: 2, updatesPerMinute: 50 }));
    const keys = Array.from({ length: 200 }, (_, index) => `card-${index}`);
    const changeAll = async (text: string) => {
      for (const [index, key] of keys.entries()) drawers[index % 2]?.draw(await bench.says(key, `${key} ${text}`));
    };

    await changeAll('begun');
    await pass(HOUR_MS);
    await changeAll('ended');
    await pass(HOUR_MS);

    expect(bench.shown().sort()).toEqual(keys.map((key) => `${key} ended`).sort());
    expect(bench.methods().filter((method) => method === 'post')).toHaveLength(200);
    expect(busiestMinute('update')).toBeLessThanOrEqual(50);
    expect(busiestMinute('post', HOME)).toBeLessThanOrEqual(60);
    expect(bench.logged).toEqual([]);
  });

  it('waits as long as Slack says, with every call of that kind', async () => {
    const drawer = bench.drawer();
    let refusals = 1;
    bench.slack.fault = () => (refusals-- > 0 ? rateLimited(40) : undefined);

    drawer.draw(await bench.says('one', 'one'));
    await pass(0);
    drawer.draw(await bench.says('two', 'two'));
    await pass(39_000);
    const meanwhile = bench.methods();
    await pass(HOUR_MS);

    expect(meanwhile).toEqual(['post']);
    expect(bench.shown().sort()).toEqual(['one', 'two']);
  });

  it('does not let updates wait for posts that are refused', async () => {
    const drawer = bench.drawer();
    drawer.draw(await bench.says('old', 'begun'));
    await pass(10_000);
    bench.slack.fault = ({ method }) => (method === 'post' ? rateLimited(600) : undefined);

    drawer.draw(await bench.says('new', 'begun'));
    drawer.draw(await bench.says('old', 'ended'));
    await pass(10_000);

    expect(bench.shown()).toEqual(['ended']);
  });

  it('shows new cards before it updates old ones', async () => {
    const drawer = bench.drawer({ tasks: 1, updatesPerMinute: 6 });
    const olds = Array.from({ length: 8 }, (_, index) => `old-${index}`);
    for (const key of olds) {
      drawer.draw(await bench.says(key, 'begun'));
      await pass(5_000);
    }
    const before = bench.slack.calls.length;

    for (const key of olds) drawer.draw(await bench.says(key, 'ended'));
    drawer.draw(await bench.says('new', 'begun'));
    await pass(HOUR_MS);

    expect(bench.methods().slice(before, before + 3)).toContain('post');
    expect(bench.shown().filter((text) => text === 'ended')).toHaveLength(8);
  });

  it('updates approvals before other cards', async () => {
    const drawer = bench.drawer({ tasks: 1, updatesPerMinute: 6 });
    const keys = [...Array.from({ length: 6 }, (_, index) => `build#${index}`), 'approval#a1'];
    for (const key of keys) {
      drawer.draw(await bench.says(key, 'begun'));
      await pass(5_000);
    }
    for (const key of keys) drawer.draw(await bench.says(key, `${key} ended`));

    await pass(20_000); // time for few of them
    const soon = bench.shown().filter((text) => text.endsWith('ended'));
    await pass(HOUR_MS);

    expect(soon).toContain('approval#a1 ended');
    expect(soon.length).toBeLessThan(keys.length);
    expect(bench.shown().sort()).toEqual(keys.map((key) => `${key} ended`).sort());
  });
});

describe('a post whose answer was lost', () => {
  it('is looked up before it is repeated', async () => {
    const drawer = bench.drawer();
    let losses = 1;
    bench.slack.fault = ({ method }) => (method === 'post' && losses-- > 0 ? fault('unknown', 'after') : undefined);

    drawer.draw(await bench.says('card', 'begun'));
    await pass(HOUR_MS);

    expect(bench.shown()).toEqual(['begun']);
    expect(bench.methods()).toEqual(['post', 'find', 'update']);
  });

  it('is repeated where it had no effect', async () => {
    const drawer = bench.drawer();
    let losses = 1;
    bench.slack.fault = ({ method }) => (method === 'post' && losses-- > 0 ? fault('unknown') : undefined);

    drawer.draw(await bench.says('card', 'begun'));
    await pass(HOUR_MS);

    expect(bench.shown()).toEqual(['begun']);
    expect(bench.methods()).toEqual(['post', 'find', 'post']);
  });

  it('is repeated, with a line in the log, where the app may not read the history', async () => {
    const drawer = bench.drawer();
    let losses = 1;
    bench.slack.fault = ({ method }) => {
      if (method === 'find') return fault('no scope');
      return method === 'post' && losses-- > 0 ? fault('unknown') : undefined;
    };

    drawer.draw(await bench.says('card', 'begun'));
    await pass(HOUR_MS);

    expect(bench.shown()).toEqual(['begun']);
    expect(bench.logged).toContain('history may not be read: posted anew');
  });

  it('is looked up as often as it takes Slack to answer, and meanwhile not repeated', async () => {
    const drawer = bench.drawer();
    let losses = 1;
    let refusals = 3;
    bench.slack.fault = ({ method }) => {
      if (method === 'find' && refusals-- > 0) return rateLimited(30);
      return method === 'post' && losses-- > 0 ? fault('unknown', 'after') : undefined;
    };

    drawer.draw(await bench.says('card', 'begun'));
    await pass(HOUR_MS);

    expect(bench.shown()).toEqual(['begun']);
    expect(bench.methods()).toEqual(['post', 'find', 'find', 'find', 'find', 'update']);
  });

  it('is found by another task where the first one died after its post', async () => {
    const deadAfterPost = { ...bench.cards };
    let isDead = false;
    const dying = new Proxy(deadAfterPost, {
      get: (target, member) => (isDead ? () => new Promise(() => undefined) : Reflect.get(target, member)),
    });
    bench.slack.fault = () => {
      isDead = true;
      return undefined;
    };
    bench.drawer({ stores: { cards: dying, leases: bench.leases } }).draw(await bench.says('card', 'begun'));
    await pass(16_000); // the lease of the dead is over
    const [behind] = await bench.cards.behind(1);

    if (behind) bench.drawer().draw(behind);
    await pass(HOUR_MS);

    expect(bench.shown()).toEqual(['begun']);
    expect(bench.methods()).toEqual(['post', 'find', 'update']);
    expect(await bench.isBehind('card')).toBe(false);
  });
});

describe('a message that is gone, and a channel that is closed', () => {
  it('is posted anew where somebody deleted it', async () => {
    const drawer = bench.drawer();
    drawer.draw(await bench.says('card', 'begun'));
    await pass(10_000);
    bench.slack.delete(bench.slack.in(HOME)[0]?.ts ?? '');

    drawer.draw(await bench.says('card', 'ended'));
    await pass(HOUR_MS);
    drawer.draw(await bench.says('card', 'ended for good'));
    await pass(HOUR_MS);

    expect(bench.shown()).toEqual(['ended for good']);
  });

  it('goes to the fallback channel where its own is archived, and that is said once', async () => {
    const drawer = bench.drawer();
    drawer.draw(await bench.says('old', 'begun'));
    await pass(10_000);
    bench.slack.close(HOME, 'is_archived');

    drawer.draw(await bench.says('old', 'ended'));
    drawer.draw(await bench.says('new', 'begun'));
    await pass(HOUR_MS);
    drawer.draw(await bench.says('new', 'ended too'));
    await pass(HOUR_MS);

    const [notice, ...cards] = bench
      .shown(FALLBACK)
      .sort((one, other) => Number(/^:warn/.test(other)) - Number(/^:warn/.test(one)));
    expect(notice).toContain(`<#${HOME}> takes no messages of mine (is_inactive)`);
    expect(cards.sort()).toEqual(['ended', 'ended too']);
    expect(await bench.isBehind('old')).toBe(false);
  });

  it('comes back to its own channel once the bot is let in', async () => {
    const drawer = bench.drawer();
    bench.slack.close(HOME, 'not_in_channel');
    drawer.draw(await bench.says('card', 'begun'));
    await pass(10_000);
    bench.slack.reopen(HOME);

    drawer.draw(await bench.says('card', 'ended'));
    await pass(HOUR_MS);

    expect(bench.shown(HOME)).toEqual(['ended']);
    expect(bench.shown(FALLBACK)).toContain('ended');
  });

  it('keeps the message of one channel where another one does not like it', async () => {
    const drawer = bench.drawer();
    bench.slack.fault = ({ channel }) => (channel === 'C0OTHER' ? fault('refused') : undefined);

    drawer.draw(await bench.says('card', 'begun', { copies: ['C0OTHER', 'C0THIRD'] }));
    await pass(HOUR_MS);

    expect([bench.shown(HOME), bench.shown('C0THIRD')]).toEqual([['begun'], ['begun']]);
    expect(bench.slack.calls.filter(({ channel }) => channel === HOME)).toHaveLength(1);
  });

  it('tries less and less often what Slack refuses, and then leaves it behind', async () => {
    const drawer = bench.drawer();
    bench.slack.fault = () => fault('refused');

    drawer.draw(await bench.says('card', 'begun'));
    await pass(HOUR_MS);

    const times = bench.slack.calls.map(({ at }) => (at.getTime() - Date.now() + HOUR_MS) / 1000);
    expect(times.map(Math.round)).toEqual([0, 1, 3, 7, 15, 31]);
    expect(await bench.isBehind('card')).toBe(true);
  });
});

describe('copies and replies', () => {
  it('stands in every channel that wants it, and stays true where it is no longer wanted', async () => {
    const drawer = bench.drawer();
    drawer.draw(await bench.says('card', 'begun', { copies: ['C0OTHER'] }));
    await pass(10_000);

    drawer.draw(await bench.says('card', 'failed', { copies: ['C0THIRD'] }));
    await pass(HOUR_MS);

    expect([HOME, 'C0OTHER', 'C0THIRD'].map((channel) => bench.shown(channel))).toEqual([
      ['failed'],
      ['failed'],
      ['failed'],
    ]);
  });

  const reply = { name: 'failure 1', text: 'why', blocks: [] };
  const replies = () => bench.slack.in(HOME).flatMap((message) => message.replies);

  it('says a reply once, in its own channel', async () => {
    const drawer = bench.drawer();
    drawer.draw(await bench.says('card', 'failed', { reply, copies: ['C0OTHER'] }));
    await pass(10_000);
    drawer.draw(await bench.says('card', 'failed, still', { reply, copies: ['C0OTHER'] }));
    await pass(HOUR_MS);

    expect(replies()).toEqual(['why']);
    expect(bench.slack.in('C0OTHER').flatMap((message) => message.replies)).toEqual([]);
  });

  it('says a reply later that Slack had no time for', async () => {
    const drawer = bench.drawer();
    let refusals = 1;
    bench.slack.fault = ({ method }) => (method === 'reply' && refusals-- > 0 ? rateLimited(20) : undefined);

    drawer.draw(await bench.says('card', 'failed', { reply }));
    await pass(HOUR_MS);

    expect(replies()).toEqual(['why']);
    expect(await bench.isBehind('card')).toBe(false);
  });

  it('calls nobody twice where the answer to a reply was lost', async () => {
    const drawer = bench.drawer();
    bench.slack.fault = ({ method }) => (method === 'reply' ? fault('unknown', 'after') : undefined);

    drawer.draw(await bench.says('card', 'failed', { reply }));
    await pass(HOUR_MS);

    expect(replies()).toEqual(['why']);
    expect(bench.logged).toEqual(['reply could not be posted']);
  });
});

describe('the last act of a process', () => {
  it('draws what only waits for its time', async () => {
    const drawer = bench.drawer();
    drawer.draw(await bench.says('card', 'begun'));
    await pass(0);
    drawer.draw(await bench.says('card', 'ended'));

    await drawer.settled();

    expect(bench.shown()).toEqual(['ended']);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('leaves to others what Slack has no time for', async () => {
    const drawer = bench.drawer();
    bench.slack.fault = () => rateLimited(600);
    drawer.draw(await bench.says('card', 'begun'));
    await pass(0);

    await drawer.settled();

    expect(bench.shown()).toEqual([]);
    expect(await bench.isBehind('card')).toBe(true);
    expect(jest.getTimerCount()).toBe(0);
  });
});
