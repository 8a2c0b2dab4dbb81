import { createHmac } from 'node:crypto';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Leases } from '../../src/domain/ports/leases';
import { boltLogger, createLog } from '../../src/log';
import { createMetrics, type Metrics } from '../../src/metrics';
import { Secret } from '../../src/secret';
import { GuardedHttpReceiver, isCheckedByReceiver } from '../../src/slack/http-receiver';
import { ObservedApp } from '../../src/slack/observed-app';
import { onlyOnce } from '../../src/slack/only-once';
import { Clock } from '../support/fakes/clock';
import { fakeLeases } from '../support/fakes/fake-leases';

const SECRET = '8f742231b10e8888abcd99yyyzzz85a5';
const FORM = 'application/x-www-form-urlencoded';
const MINUTE_S = 60;

const leases = fakeLeases();
const clock = new Clock(new Date());
/** What reached the bot. */
let heard: string[] = [];
let metrics: Metrics;
let receiver: GuardedHttpReceiver;
let port: number;
/** Every task of the bot that was started. */
let apps: ObservedApp[] = [];

beforeEach(async () => {
  heard = [];
  apps = [];
  ({ receiver, metrics, port } = await start());
});
afterEach(() => receiver.close());

/** One task of the bot: a real receiver with a real app behind it. */
async function start(unlike: { requestTimeoutMs?: number; leases?: Leases } = {}) {
  const log = createLog('silent');
  const counters = createMetrics();
  const deps = {
    signingSecret: new Secret(SECRET),
    port: 0,
    leases,
    metrics: counters,
    log,
    logger: boltLogger(log),
    now: clock.now,
  };
  const guarded = new GuardedHttpReceiver({ ...deps, ...unlike });
  const app = new ObservedApp(
    {
      receiver: guarded,
      logger: boltLogger(log),
      authorize: async () => ({ botToken: 'xoxb-1', botId: 'B1', botUserId: 'U0BOT' }),
      clientOptions: { slackApiUrl: 'https://slack.com/api/' },
    },
    { log, metrics: createMetrics() },
  );
  apps.push(app);
  app.use(onlyOnce({ ...deps, ...unlike }, isCheckedByReceiver));
  app.command('/mlpipeline', async ({ ack, command }) => {
    heard.push(command.text);
    await ack();
  });
  app.action('approve', async ({ ack }) => {
    heard.push('approve');
    await ack();
  });
  app.event('user_change', async () => void heard.push('user_change'));
  return { receiver: guarded, metrics: counters, port: await guarded.listen() };
}

interface Sending {
  /** Seconds from now. */
  at?: number;
  secret?: string;
  contentType?: string;
  headers?: Record<string, string | undefined>;
  to?: number;
}

/** Signs as Slack does (Slack, "Verifying requests from Slack"), and sends. */
async function send(
  body: string,
  { at = 0, secret = SECRET, contentType = FORM, headers = {}, to = port }: Sending = {},
) {
  const timestamp = String(Math.floor(clock.now().getTime() / 1000) + at);
  const hash = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  const all = {
    'content-type': contentType,
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': `v0=${hash}`,
    ...headers,
  };
  const sent = Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  const response = await fetch(`http://127.0.0.1:${to}/slack/events`, {
    method: 'POST',
    headers: Object.fromEntries(sent),
    body,
  });
  const answer = await response.text();
  // What is acknowledged at once is worked on after that.
  await Promise.all(apps.map((app) => app.settled()));
  return { status: response.status, body: answer };
}

let triggers = 0;
const aTrigger = (): string => `13345224609.738474920.${++triggers}`;

function command(words: string, trigger = aTrigger()): string {
  const who = { user_id: 'U0ADA', team_id: 'T1', channel_id: 'C1', response_url: 'https://hooks.slack.com/commands/1' };
  const fields = { ...who, command: '/mlpipeline', text: words, trigger_id: trigger };
  return String(new URLSearchParams(fields));
}

function click(trigger = aTrigger()): string {
  const action = { type: 'button', action_id: 'approve', block_id: 'b', value: 'v' };
  const payload = {
    type: 'block_actions',
    user: { id: 'U0ADA' },
    team: { id: 'T1' },
    trigger_id: trigger,
    actions: [action],
  };
  return String(new URLSearchParams({ payload: JSON.stringify(payload) }));
}

const event = (status = ''): string =>
  JSON.stringify({
    type: 'event_callback',
    team_id: 'T1',
    authorizations: [{ team_id: 'T1', user_id: 'U0BOT', is_bot: true }],
    event: { type: 'user_change', user: { id: 'U0ADA', profile: { status } } },
  });

describe('requests that Slack signed', () => {
  it('reach the bot: commands, clicks and events', async () => {
    const answers = [
      await send(command('list')),
      await send(click()),
      await send(event(), { contentType: 'application/json' }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(heard).toEqual(['list', 'approve', 'user_change']);
    expect(metrics.counts).toEqual({});
  });

  it('may be up to five minutes old or ahead', async () => {
    await send(command('old'), { at: -4 * MINUTE_S });
    await send(command('ahead'), { at: 4 * MINUTE_S });

    expect(heard).toEqual(['old', 'ahead']);
  });

  it('get the challenge back', async () => {
    const body = JSON.stringify({ type: 'url_verification', challenge: 'abc', token: 't' });

    expect(await send(body, { contentType: 'application/json' })).toEqual({ status: 200, body: '{"challenge":"abc"}' });
  });
});

describe('requests that are not from Slack, or not from now', () => {
  const signature = 'x-slack-signature';
  const timestamp = 'x-slack-request-timestamp';

  it.each<[string, Sending, string]>([
    ['are signed with another secret', { secret: 'another secret' }, 'forged'],
    ['have another hash', { headers: { [signature]: `v0=${'0'.repeat(64)}` } }, 'forged'],
    ['have a hash of another version', { headers: { [signature]: `v1=${'0'.repeat(64)}` } }, 'forged'],
    ['have a signature of nothing', { headers: { [signature]: '' } }, 'forged'],
    ['have no signature', { headers: { [signature]: undefined } }, 'unsigned'],
    ['have no time', { headers: { [timestamp]: undefined } }, 'unsigned'],
    ['have a time in words', { headers: { [timestamp]: 'now' } }, 'unsigned'],
    ['have a negative time', { headers: { [timestamp]: '-1' } }, 'unsigned'],
    [
      'have another time than was signed',
      { headers: { [timestamp]: String(Math.floor(Date.now() / 1000) - 9) } },
      'forged',
    ],
    ['are older than five minutes', { at: -5 * MINUTE_S - 2 }, 'stale'],
    ['are from a day ago', { at: -24 * 60 * MINUTE_S }, 'stale'],
    ['are more than five minutes ahead', { at: 5 * MINUTE_S + 2 }, 'future'],
    ['are from tomorrow', { at: 24 * 60 * MINUTE_S }, 'future'],
  ])('are refused and counted where they %s', async (_how, sending, counted) => {
    const answers = [await send(command('deploy'), sending), await send(click(), sending)];

    expect(answers).toEqual([
      { status: 401, body: '' },
      { status: 401, body: '' },
    ]);
    expect(heard).toEqual([]);
    expect(metrics.counts).toEqual({ [`SlackRequestsRefused.${counted}`]: 2 });
  });

  it('are refused where the body was changed after it was signed', async () => {
    const signed = command('list', 'one');
    const stamp = String(Math.floor(clock.now().getTime() / 1000));
    const hash = createHmac('sha256', SECRET).update(`v0:${stamp}:${signed}`).digest('hex');

    const { status } = await send(signed.replace('list', 'deploy'), {
      headers: { [signature]: `v0=${hash}`, [timestamp]: stamp },
    });

    expect([status, heard]).toEqual([401, []]);
  });

  it('may ask whether there is a server, and nothing else comes of it', async () => {
    const body = `${command('deploy')}&ssl_check=1&payload=${encodeURIComponent('{"type":"block_actions"}')}`;

    expect(await send(body, { headers: { [signature]: undefined } })).toEqual({ status: 200, body: '' });
    expect(await send(body, { headers: { [signature]: `v0=${'0'.repeat(64)}` } })).toEqual({ status: 200, body: '' });
    expect((await send(body, { headers: { [signature]: undefined }, contentType: 'text/plain' })).status).toBe(401);
    expect(heard).toEqual([]);
  });
});

describe('a request that comes again', () => {
  it.each([
    ['a command', command('deploy', 'again-1'), FORM],
    ['a click', click('again-2'), FORM],
    ['an event', event('again'), 'application/json'],
  ])('has no second effect, as %s', async (_what, body, contentType) => {
    const answers = [await send(body, { contentType }), await send(body, { contentType })];

    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(answers[1]?.body).toBe('');
    expect(heard).toHaveLength(1);
    expect(metrics.counts).toEqual({ SlackReplays: 1 });
  });

  it('is known by its trigger, whenever it was signed', async () => {
    await send(command('deploy', 'again-3'));
    await send(command('deploy', 'again-3'), { at: 1 });

    expect(heard).toEqual(['deploy']);
  });

  it('is known to every task', async () => {
    const other = await start();
    try {
      await Promise.all([send(click('again-4')), send(click('again-4'), { to: other.port })]);
    } finally {
      await other.receiver.close();
    }

    expect(heard).toEqual(['approve']);
  });

  it('is known for as long as its time is believed', async () => {
    const ahead = { at: 5 * MINUTE_S - 2 };
    const body = event('ahead');
    const json = { contentType: 'application/json' };
    const stamp = Math.floor(clock.now().getTime() / 1000) + ahead.at;

    await send(body, { ...json, ...ahead });
    clock.advance(9.9 * 60_000);
    const late = stamp - Math.floor(clock.now().getTime() / 1000);
    await send(body, { ...json, at: late });

    expect(heard).toEqual(['user_change']);
    expect(metrics.counts).toEqual({ SlackReplays: 1 });
  });

  it('is not what merely looks like it: an event in which somebody wrote a trigger', async () => {
    for (const status of ['&trigger_id=1&', 'other &trigger_id=1&'])
      await send(event(status), { contentType: 'application/json' });

    expect(heard).toEqual(['user_change', 'user_change']);
  });

  it('is refused while nobody can tell whether it is one', async () => {
    const acquire = () => Promise.reject(new Error('the table does not answer'));
    const blind = await start({ leases: { ...leases, acquire } });

    const told = await send(event('blind'), { contentType: 'application/json', to: blind.port });
    const typed = await send(command('deploy'), { to: blind.port });
    await blind.receiver.close();

    // A command is acknowledged before anybody is asked, and nothing comes of it.
    expect([told.status, typed.status, heard]).toEqual([503, 200, []]);
  });

  it('cannot be passed off as a command by its type or by fields that are there twice', async () => {
    await send(event('&trigger_id=1&command=/mlpipeline&trigger_id=2&'), { contentType: FORM });
    await send(event('&trigger_id=1&command=/mlpipeline&trigger_id=2&'), { contentType: FORM });

    expect(heard).toEqual([]);
    expect(metrics.counts).toEqual({ SlackReplays: 1 });
  });
});

describe('the port', () => {
  it('tells that it is well, and nothing to anybody else', async () => {
    const get = async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).status;

    expect([await get('/health'), await get('/slack/events'), await get('/')]).toEqual([200, 404, 404]);
    expect(await get('//')).toBe(404);
    expect(await get('/health')).toBe(200);
  });

  it('reads no body that is longer than Slack’s can be', async () => {
    const announced = await send(command('x'.repeat(1_100_000)));
    const chunks = new ReadableStream({
      start(stream) {
        for (let index = 0; index < 20; index += 1) stream.enqueue(new Uint8Array(60_000));
        stream.close();
      },
    });
    const url = `http://127.0.0.1:${port}/slack/events`;
    const unannounced = await fetch(url, { method: 'POST', body: chunks, duplex: 'half' } as RequestInit);

    expect([announced.status, unannounced.status]).toEqual([413, 413]);
    expect(metrics.counts).toEqual({ 'SlackRequestsRefused.too_large': 2 });
  });

  it('waits for no body that does not come', async () => {
    const hasty = await start({ requestTimeoutMs: 100 });
    const socket = connect(hasty.port, '127.0.0.1');
    try {
      socket.write(
        `POST /slack/events HTTP/1.1\r\nhost: bot\r\ncontent-type: ${FORM}\r\ncontent-length: 100\r\n\r\ncommand=`,
      );

      expect(await text(socket)).toMatch(/^HTTP\/1\.1 408 /);
      expect(hasty.metrics.counts).toEqual({ 'SlackRequestsRefused.cut_off': 1 });
    } finally {
      socket.destroy();
      await hasty.receiver.close();
    }
  });
});
