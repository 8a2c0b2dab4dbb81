import { createHmac } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { App, HTTPReceiver } from '@slack/bolt';
import { MovableClock } from '../../../infra/local/clock';
import { TOKENS } from '../../../infra/local/identity';
import { postCard, silent } from './bolt';
import { StandingClock } from './standing-clock';
import { FULL_MANIFEST, RELEASES, type RunningWorkspace, startWorkspace, temporaryFolder } from './support';

const SECRET = 'local-signing-secret';
const portOf = (server: Pick<Server, 'address'>): number => (server.address() as AddressInfo).port;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let slack: RunningWorkspace;

beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(async () => {
  await slack.stop();
  await folder.remove();
});

describe('a Bolt app that is reached by HTTP', () => {
  let app: App;
  let server: Server;

  const start = async (signingSecret = SECRET): Promise<string> => {
    const stateFile = join(folder.path, 'slack.json');
    slack = await startWorkspace({ stateFile, clock: new MovableClock(), manifest: FULL_MANIFEST });
    const receiver = new HTTPReceiver({ signingSecret, logger: silent });
    app = new App({
      token: TOKENS.bot,
      receiver,
      logger: silent,
      deferInitialization: true,
      clientOptions: { slackApiUrl: `${slack.baseUrl}/api/`, retryConfig: { retries: 0 } },
    });
    await app.init();
    server = await receiver.start(0);
    return `http://127.0.0.1:${portOf(server)}/slack/events`;
  };
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('takes commands, clicks, dialogs and events whose signature it has checked', async () => {
    const requestUrl = await start();
    const heard = new EventEmitter();
    app.command('/mlpipeline', async ({ ack, command }) => ack(`you said ${command.text}`));
    app.action('approve', async ({ ack, body, client }) => {
      await ack();
      const trigger = 'trigger_id' in body ? body.trigger_id : '';
      const title = { type: 'plain_text' as const, text: 'Sure?' };
      await client.views.open({
        trigger_id: trigger,
        view: { type: 'modal', callback_id: 'sure', title, submit: title, blocks: [{ type: 'divider' }] },
      });
    });
    app.view('sure', async ({ ack }) => ack({ response_action: 'clear' }));
    app.event('app_home_opened', async ({ event }) => {
      heard.emit('event', event);
    });
    await slack.workspace.useHttpMode({ requestUrl, signingSecret: SECRET });

    const command = await slack.emma.say(RELEASES, '/mlpipeline a & b');
    const click = await slack.ada.press(await postCard(app, slack), 'approve');
    await slack.ada.until(({ dialogs }) => dialogs.length > 0, { what: 'the dialog' });
    const submit = await slack.ada.submit();
    const event = once(heard, 'event');
    await slack.emma.openHome();

    expect([command, click, submit]).toEqual([{ ok: true }, { ok: true }, { ok: true }]);
    expect((await slack.emma.ephemerals()).map(({ text }) => text)).toEqual(['you said a &amp; b']);
    expect((await slack.ada.look()).dialogs).toEqual([]);
    expect((await event)[0]).toMatchObject({ type: 'app_home_opened', user: 'U0EMMA' });
    expect((await slack.emma.look()).bot.connected).toBe(true);
  });

  it('is not used where it does not give back the challenge, such as with another signing secret', async () => {
    const requestUrl = await start('another secret');

    const using = slack.workspace.useHttpMode({ requestUrl, signingSecret: SECRET });

    await expect(using).rejects.toThrow(/did not give back the challenge/);
    expect(await slack.emma.say(RELEASES, '/mlpipeline help')).toEqual({ ok: false, error: 'dispatch_failed' });
  });
});

describe('requests to an app that is reached by HTTP', () => {
  interface Seen {
    headers: IncomingMessage['headers'];
    body: string;
  }
  let clock: StandingClock;
  let server: Server;
  let requests: Seen[];
  const arrived = new EventEmitter();
  /** What the app says after it has given back the challenge. */
  let respond: (response: ServerResponse) => void;

  const until = async (count: number): Promise<void> => {
    while (requests.length < count) await once(arrived, 'request');
  };

  beforeEach(async () => {
    clock = new StandingClock();
    requests = [];
    respond = (response) => void response.end();
    server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      const challenge = body.startsWith('{') ? JSON.parse(body).challenge : undefined;
      if (challenge) {
        response.end(JSON.stringify({ challenge }));
        return;
      }
      requests.push({ headers: request.headers, body });
      arrived.emit('request');
      respond(response);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const stateFile = join(folder.path, 'slack.json');
    slack = await startWorkspace({ stateFile, clock, manifest: FULL_MANIFEST, ackDeadlineMs: 200 });
    await slack.workspace.useHttpMode({ requestUrl: `http://127.0.0.1:${portOf(server)}/`, signingSecret: SECRET });
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('are signed over version, time and raw body', async () => {
    await slack.emma.say(RELEASES, '/mlpipeline a b');

    const [{ headers, body } = { headers: {}, body: '' }] = requests;
    const base = `v0:${headers['x-slack-request-timestamp']}:${body}`;
    expect(headers['x-slack-request-timestamp']).toBe('1795168800');
    expect(headers['x-slack-signature']).toBe(`v0=${createHmac('sha256', SECRET).update(base).digest('hex')}`);
  });

  it('are forms without charset for people’s deeds, a field each for a command and one payload for a click', async () => {
    const bot = new App({
      token: TOKENS.bot,
      signingSecret: SECRET,
      logger: silent,
      deferInitialization: true,
      clientOptions: { slackApiUrl: `${slack.baseUrl}/api/` },
    });

    await slack.emma.say(RELEASES, '/mlpipeline a b');
    await slack.ada.press(await postCard(bot, slack), 'approve');

    const [command, click] = requests.map(({ body }) => new URLSearchParams(body));
    expect(requests.map(({ headers }) => headers['content-type'])).toEqual(
      Array(2).fill('application/x-www-form-urlencoded'),
    );
    expect(Object.fromEntries(command ?? [])).toMatchObject({
      command: '/mlpipeline',
      text: 'a b',
      user_id: 'U0EMMA',
      is_enterprise_install: 'false',
    });
    expect([...(click?.keys() ?? [])]).toEqual(['payload']);
    expect(JSON.parse(click?.get('payload') ?? '')).toMatchObject({ type: 'block_actions', user: { id: 'U0ADA' } });
  });

  it('for events are JSON, and come again three times with their number and the reason when the app fails', async () => {
    respond = (response) => void response.writeHead(500).end();

    await slack.emma.openHome();
    await until(2);
    for (const [minutes, count] of [
      [1, 3],
      [5, 4],
    ] as const) {
      await clock.untilWaitedFor();
      clock.advance(minutes * 60_000);
      await until(count);
    }

    await slack.emma.say(RELEASES, '/mlpipeline one');
    clock.advance(60 * 60_000);
    await slack.emma.say(RELEASES, '/mlpipeline two');

    const events = requests.filter(({ body }) => body.startsWith('{'));
    expect(events[0]?.headers['content-type']).toBe('application/json');
    expect(events.map(({ headers }) => [headers['x-slack-retry-num'], headers['x-slack-retry-reason']])).toEqual([
      [undefined, undefined],
      ['1', 'http_error'],
      ['2', 'http_error'],
      ['3', 'http_error'],
    ]);
    expect(new Set(events.map(({ body }) => JSON.parse(body).event_id)).size).toBe(1);
  });

  it('for events say http_timeout when the app took too long', async () => {
    respond = (response) => {
      if (requests.length > 1) response.end();
    };

    await slack.emma.openHome();
    await until(2);

    expect(requests[1]?.headers).toMatchObject({ 'x-slack-retry-num': '1', 'x-slack-retry-reason': 'http_timeout' });
  });

  it('for events do not come again where the app says X-Slack-No-Retry', async () => {
    respond = (response) => void response.writeHead(500, { 'x-slack-no-retry': '1' }).end();

    await slack.emma.openHome();
    await until(1);
    await slack.ada.openHome();
    await until(2);
    clock.advance(10 * 60_000);
    await slack.emma.say(RELEASES, '/mlpipeline help');

    const events = requests.filter(({ body }) => body.startsWith('{'));
    expect(events.map(({ body }) => JSON.parse(body).event.user)).toEqual(['U0EMMA', 'U0ADA']);
  });

  it('for commands and clicks never come again: the person is told', async () => {
    respond = (response) => void response.writeHead(500).end();
    const failed = await slack.emma.say(RELEASES, '/mlpipeline a');
    respond = () => undefined;
    const timedOut = await slack.emma.say(RELEASES, '/mlpipeline b');

    expect([failed, timedOut]).toEqual([
      { ok: false, error: 'dispatch_failed' },
      { ok: false, error: 'operation_timeout' },
    ]);
    expect(requests).toHaveLength(2);
  });
});
