import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { App, Receiver, ReceiverEvent } from '@slack/bolt';
import { WebClient } from '@slack/web-api';
import { boltLogger, createLog, type Log } from '../../src/log';
import { createMetrics, type Metrics } from '../../src/metrics';
import { ObservedApp } from '../../src/slack/observed-app';
import { observedFetch } from '../../src/slack/observed-fetch';

/** Of a workspace that is not Slack’s own. */
const API_URL = 'http://slack.local.example/api/';

let metrics: Metrics;
beforeEach(() => {
  metrics = createMetrics();
});

describe('calls to Slack', () => {
  let server: Server;
  let answer: { status: number; body: string; headers?: Record<string, string> } | 'none';

  beforeEach(async () => {
    server = createServer((request, response) => {
      request.resume();
      if (answer === 'none') response.destroy();
      else response.writeHead(answer.status, answer.headers).end(answer.body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => void server.close());

  const address = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function posts(): Promise<void> {
    const client = new WebClient('xoxb-1', {
      slackApiUrl: `${address()}/api/`,
      fetch: observedFetch(metrics),
      logger: boltLogger(createLog('silent')),
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
    });
    await client.chat.postMessage({ channel: 'C1', text: 'hello' }).catch(() => undefined);
  }

  it.each([
    ['nothing for a success', { status: 200, body: '{"ok":true}' }, {}],
    ['nothing for an answer to what was asked', { status: 200, body: '{"ok":false,"error":"is_archived"}' }, {}],
    [
      'a rate limit',
      { status: 429, body: '', headers: { 'retry-after': '30' } },
      { 'SlackRateLimits.chat.postMessage': 1 },
    ],
    [
      'a rate limit that is told with status 200',
      { status: 200, body: '{"ok":false,"error":"ratelimited"}' },
      { 'SlackRateLimits.chat.postMessage': 1 },
    ],
    ['an outage', { status: 503, body: 'down' }, { 'SlackErrors.chat.postMessage HTTP 503': 1 }],
    [
      'a fault that is told with status 200',
      { status: 200, body: '{"ok":false,"error":"internal_error"}' },
      { 'SlackErrors.chat.postMessage internal_error': 1 },
    ],
    [
      'a token that was taken back',
      { status: 200, body: '{"ok":false,"error":"token_revoked"}' },
      { 'SlackErrors.chat.postMessage token_revoked': 1 },
    ],
    ['silence', 'none' as const, { 'SlackErrors.chat.postMessage no answer': 1 }],
  ])('count %s', async (_what, given, counts) => {
    answer = given;

    await posts();

    expect(metrics.counts).toEqual(counts);
  });

  it('never name a response address, which is a secret', async () => {
    answer = { status: 500, body: 'down' };

    await observedFetch(metrics)(`${address()}/actions/T1/1/s3cr3t`, { method: 'POST', body: '{}' });

    expect(metrics.counts).toEqual({ 'SlackErrors.response HTTP 500': 1 });
  });
});

describe('requests from Slack', () => {
  let lines: { msg: string; correlationId?: string }[];
  let log: Log;
  let acknowledged: number;

  beforeEach(() => {
    lines = [];
    acknowledged = 0;
    log = createLog('info', { write: (line) => lines.push(JSON.parse(line)) });
  });

  const by = { user: { id: 'U1' }, team: { id: 'T1' } };
  const action = { type: 'button', action_id: 'approve', block_id: 'b', value: 'v' };
  const CLICK = { ...by, type: 'block_actions', trigger_id: '13.7.cd', actions: [action] };
  const view = { id: 'V1', callback_id: 'reject_dialog', app_installed_team_id: 'T1', state: { values: {} } };
  const DIALOG = { ...by, type: 'view_submission', trigger_id: '13.7.ef', view };

  const appOf = () =>
    new ObservedApp(
      {
        receiver: noReceiver(),
        logger: boltLogger(createLog('silent')),
        authorize: async () => ({ botToken: 'xoxb-1', botId: 'B1', botUserId: 'U0BOT' }),
        clientOptions: { slackApiUrl: API_URL },
      },
      { log, metrics },
    );

  /** A command as Slack sends it, to an app that logs while it answers. */
  async function received(body: ReceiverEvent['body']): Promise<void> {
    const app = appOf();
    app.command('/mlpipeline', async ({ ack }) => {
      await ack();
      await ack();
      log.info('answered');
    });
    await app.processEvent({
      body,
      async ack() {
        acknowledged += 1;
      },
    });
  }

  const command = {
    ...{ command: '/mlpipeline', text: 'list', trigger_id: '13.7.ab', team_id: 'T1', user_id: 'U1', channel_id: 'C1' },
    response_url: 'https://hooks.slack.com/commands/1',
  };

  it('are counted by kind, and acknowledged once', async () => {
    await received(command);

    expect(acknowledged).toBe(1);
    expect(metrics.counts).toEqual({ 'SlackRequests.command': 1, SlackAcks: 1 });
  });

  it.each([
    ['a command', command, ['acknowledged', 'asked']],
    ['a click', CLICK, ['acknowledged', 'asked']],
    ['a dialog, whose mistakes are told by it', DIALOG, ['asked']],
    ['a command without a trigger, which Slack has not sent', { ...command, trigger_id: undefined }, ['acknowledged']],
  ])('are acknowledged before anything is asked of anybody, or by who knows more: %s', async (_what, body, order) => {
    const happened: string[] = [];
    const app = appOf();
    app.use(async () => void happened.push('asked'));

    await app.processEvent({ body, ack: async () => void happened.push('acknowledged') });

    expect(happened).toEqual(order);
  });

  it('that came together are all acknowledged before one of them is worked on', async () => {
    const happened: string[] = [];
    const app = appOf();
    app.use(async () => void happened.push('asked'));
    const sent = { body: command, ack: async () => void happened.push('acknowledged') };

    const first = app.processEvent(sent);
    // As frames of one socket, or requests of several, are read one after the other before anything else is done.
    for (let turn = 0; turn < 50; turn++) await Promise.resolve();
    await Promise.all([first, app.processEvent(sent)]);

    expect(happened).toEqual(['acknowledged', 'acknowledged', 'asked', 'asked']);
  });

  it.each([
    'https://hooks.slack.com/commands/T1/1/s3cr3t',
    'https://hooks.slack-gov.com/commands/T1/1/s3cr3t',
    `${API_URL}hooks/1`,
  ])(
    'are heard where they are answered at Slack’s, or where its API was configured to be: %s',
    async (response_url) => {
      await received({ ...command, response_url });

      expect(lines).toMatchObject([{ msg: 'answered' }]);
    },
  );

  it.each([
    'of-no-known-scheme:x',
    'file:///etc/passwd',
    'http://hooks.slack.com/commands/1',
    'https://hooks.slack.com:8443/commands/1',
    'https://hooks.slack.com@evil.example/commands/1',
    'https://hooks.slack.com.evil.example/commands/1',
    'https://slack.local.example/commands/1',
    'nowhere',
  ])('are counted, logged and left alone where the answer would go anywhere else: %s', async (response_url) => {
    await received({ ...command, response_url });

    expect(lines).toMatchObject([{ msg: 'request from Slack is not let in', kind: 'command', at: ['response_url'] }]);
    expect(JSON.stringify(lines)).not.toContain(response_url);
    expect(metrics.counts).toMatchObject({ 'SlackRequestsRefused.malformed': 1, SlackAcks: 1 });
  });

  it('are waited for at the end, though they are acknowledged', async () => {
    let isDone = false;
    const app = appOf();
    app.use(async () => {
      isDone = true;
    });
    void app.processEvent({ body: command, ack: async () => undefined });

    await app.settled();

    expect(isDone).toBe(true);
  });

  it('give their trigger to every log line that is written meanwhile', async () => {
    await received(command);

    expect(lines).toMatchObject([{ msg: 'answered', correlationId: '13.7.ab' }]);
  });
});

const noReceiver = (): Receiver => ({
  init: (_app: App) => undefined,
  start: async () => undefined,
  stop: async () => undefined,
});
