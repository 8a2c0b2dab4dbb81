import { EventEmitter, once } from 'node:events';
import { join } from 'node:path';
import WebSocket from 'ws';
import { TOKENS } from '../../../infra/local/identity';
import { type RunningApp, startBolt } from './bolt';
import { StandingClock } from './standing-clock';
import { FULL_MANIFEST, GENERAL, RELEASES, type RunningWorkspace, startWorkspace, temporaryFolder } from './support';

/** Bolt waits so long before it connects anew; enough for what is sent meanwhile. */
const RECONNECTS_AFTER_MS = 1_500;

const connected = ({ receiver }: RunningApp): Promise<unknown> =>
  new Promise((resolve) => receiver.client.once('connected', resolve));

describe('several connections of one app', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let slack: RunningWorkspace;
  let apps: RunningApp[];
  let taken: { app: number; what: string }[];
  const arrived = new EventEmitter();

  /** A Bolt app that remembers what it was given; it reconnects within a moment. */
  const start = async (): Promise<RunningApp> => {
    const number = apps.length;
    const running = await startBolt(slack, { clientPingTimeout: RECONNECTS_AFTER_MS });
    running.app.command('/mlpipeline', async ({ ack, command }) => {
      take({ app: number, what: command.text });
      await ack();
    });
    running.app.event('app_mention', async ({ event }) => {
      take({ app: number, what: event.text });
    });
    apps.push(running);
    return running;
  };
  const take = (one: { app: number; what: string }): void => {
    taken.push(one);
    arrived.emit('one');
  };
  const until = async (count: number): Promise<void> => {
    while (taken.length < count) await once(arrived, 'one');
  };
  const told = (): string[] => taken.map(({ what }) => what);

  beforeEach(async () => {
    folder = await temporaryFolder();
    apps = [];
    taken = [];
    slack = await startWorkspace({ stateFile: join(folder.path, 'slack.json'), manifest: FULL_MANIFEST });
  });
  afterEach(async () => {
    await Promise.all(apps.map(({ receiver }) => receiver.client.disconnect()));
    await slack.stop();
    await folder.remove();
  });

  it('gives each envelope, commands and events alike, to exactly one of two apps', async () => {
    await start();
    await start();
    const commands = ['a', 'b', 'c', 'd', 'e', 'f'];

    for (const text of commands) await slack.emma.say(RELEASES, `/mlpipeline ${text}`);
    await slack.emma.say(GENERAL, '@mlpipeline hello');
    await slack.emma.say(GENERAL, '@mlpipeline again');
    await slack.emma.say(RELEASES, '/mlpipeline last');
    await slack.emma.say(RELEASES, '/mlpipeline of all');
    await until(10);

    const mentions = ['<@U0MLPIPELINE> hello', '<@U0MLPIPELINE> again'];
    expect(told().sort()).toEqual([...commands, ...mentions, 'last', 'of all'].sort());
    expect(new Set(taken.map(({ app }) => app))).toEqual(new Set([0, 1]));
  });

  it.each(['warning', 'refresh_requested'] as const)(
    'an app that is told to go (%s) comes back by itself, and meanwhile the other is given everything',
    async (reason) => {
      await start();
      await start();
      const back = Promise.race(apps.map(connected));

      slack.workspace.recycleConnection(reason);
      const meanwhile = [
        await slack.emma.say(RELEASES, '/mlpipeline 1'),
        await slack.emma.say(RELEASES, '/mlpipeline 2'),
      ];
      const only = new Set(taken.map(({ app }) => app));
      await back;
      const afterwards = [
        await slack.emma.say(RELEASES, '/mlpipeline 3'),
        await slack.emma.say(RELEASES, '/mlpipeline 4'),
      ];

      expect([...meanwhile, ...afterwards]).toEqual(Array(4).fill({ ok: true }));
      expect(told()).toEqual(['1', '2', '3', '4']);
      expect(only.size).toBe(1);
      expect(new Set(taken.slice(2).map(({ app }) => app)).size).toBe(2);
    },
  );

  it('a single app that is told to go misses what comes meanwhile, and is given what comes later', async () => {
    const back = connected(await start());

    slack.workspace.recycleConnection();
    const missed = await slack.emma.say(RELEASES, '/mlpipeline missed');
    await back;
    const given = await slack.emma.say(RELEASES, '/mlpipeline given');

    expect(missed).toEqual({ ok: false, error: 'dispatch_failed' });
    expect(given).toEqual({ ok: true });
    expect(told()).toEqual(['given']);
  });
});

describe('the sockets themselves', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let slack: RunningWorkspace;
  let clock: StandingClock;
  const open: WebSocket[] = [];

  beforeEach(async () => {
    clock = new StandingClock();
    folder = await temporaryFolder();
    slack = await startWorkspace({ stateFile: join(folder.path, 'slack.json'), clock });
  });
  afterEach(async () => {
    for (const socket of open.splice(0)) socket.terminate();
    await slack.stop();
    await folder.remove();
  });

  const address = async (): Promise<string> => String((await slack.call('apps.connections.open', {}, TOKENS.app)).url);
  const connect = async (url: string): Promise<Record<string, unknown>> => {
    const socket = new WebSocket(url);
    open.push(socket);
    const [frame] = await once(socket, 'message');
    return JSON.parse(String(frame));
  };

  it('say hello with how many there are', async () => {
    await connect(await address());

    expect(await connect(await address())).toMatchObject({
      type: 'hello',
      num_connections: 2,
      connection_info: { app_id: 'A0MLPIPELINE' },
    });
  });

  it('are ten at most: the eleventh is told too_many_websockets', async () => {
    const greetings = [];
    for (let count = 0; count < 11; count += 1) greetings.push(await connect(await address()));

    expect(greetings.slice(0, 10).map(({ type }) => type)).toEqual(Array(10).fill('hello'));
    expect(greetings.at(-1)).toMatchObject({ type: 'disconnect', reason: 'too_many_websockets' });
  });

  it('take a ticket once, and not later than half a minute after it was given', async () => {
    const [used, old] = [await address(), await address()];
    await connect(used);

    await expect(connect(used)).rejects.toThrow('401');
    clock.advance(30_001);
    await expect(connect(old)).rejects.toThrow('401');
  });
});
