import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebClient } from '@slack/web-api';
import { type CardMessages, SlackCallFailed } from '../../../src/slack/cards/card-message';
import { messagesInSlack } from '../../../src/slack/cards/messages-in-slack';
import { silent } from '../../local/slack/bolt';

/** What a call to Slack is answered with that a workspace on this machine would not say by itself. */
type Answer = (response: ServerResponse) => void;

const saying =
  (status: number, body: string, headers: Record<string, string> = {}): Answer =>
  (response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
const error = (code: string): Answer => saying(200, JSON.stringify({ ok: false, error: code }));

describe('what becomes of a call to Slack', () => {
  let answer: Answer;
  let calls: number;
  let server: Server;
  let messages: CardMessages;

  beforeEach(async () => {
    calls = 0;
    server = createServer((request, response) => {
      calls += 1;
      request.resume().on('end', () => answer(response));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const slackApiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`;
    const rejecting = { retryConfig: { retries: 0 }, rejectRateLimitedCalls: true, timeout: 500 };
    messages = messagesInSlack(new WebClient('xoxb-test', { slackApiUrl, logger: silent, ...rejecting }));
  });
  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  it.each<[string, Answer, string, number]>([
    ['a rate limit', saying(429, '{"ok":false}', { 'retry-after': '7' }), 'rate limited', 7_000],
    ['a rate limit that does not say how long', saying(429, '{"ok":false}'), 'rate limited', 30_000],
    ['a rate limit inside an answer', error('ratelimited'), 'rate limited', 30_000],
    ['too many messages', error('message_limit_exceeded'), 'rate limited', 30_000],
    ['a message that cannot be changed any more', error('edit_window_closed'), 'gone', 0],
    ['an archived channel', error('is_archived'), 'closed', 0],
    ['a scope that the app does not have', error('missing_scope'), 'no scope', 0],
    ['a card that Slack does not like', error('invalid_blocks'), 'refused', 0],
    ['a word that every object inherits', error('constructor'), 'refused', 0],
    ['a request that is no good', saying(400, 'no'), 'refused', 0],
    ['a fault of Slack', saying(500, 'oops'), 'unknown', 0],
    ['a fault of Slack in an answer', error('internal_error'), 'unknown', 0],
    ['half an answer', (response) => response.writeHead(200).write('{"ok":', () => response.destroy()), 'unknown', 0],
    ['no answer in time', () => undefined, 'unknown', 0],
    ['an answer without the message', saying(200, '{"ok":true}'), 'unknown', 0],
  ])('%s is told as what it means, after one call', async (_what, next, kind, retryAfterMs) => {
    answer = next;

    const failure = await messages.post('C0RELEASES', 'card-1', { channel: 'C0RELEASES', text: 'x', blocks: [] }).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );

    expect(failure).toBeInstanceOf(SlackCallFailed);
    expect(failure).toMatchObject({ kind, retryAfterMs });
    expect(calls).toBe(1);
  });
});
