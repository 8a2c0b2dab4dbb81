import { createHmac } from 'node:crypto';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { App } from '@slack/bolt';
import { boltLogger, createLog } from '../../src/log';
import { createMetrics } from '../../src/metrics';
import { Secret } from '../../src/secret';
import { GuardedHttpReceiver } from '../../src/slack/http-receiver';
import { fakeLeases } from '../support/fakes/fake-leases';

const SECRET = 'a-signing-secret-of-this-test';
const FORM = 'application/x-www-form-urlencoded';
export const CRLF = '\r\n';

/** Milliseconds that a request may take here. */
export const PATIENCE_MS = 200;

/** The real receiver of one task with a real app behind it, to be talked to in bytes. */
export async function startWire() {
  const lines: string[] = [];
  const log = createLog('info', { write: (line) => void lines.push(line) });
  const [metrics, leases] = [createMetrics(), fakeLeases()];
  const deps = { signingSecret: new Secret(SECRET), port: 0, requestTimeoutMs: PATIENCE_MS, leases, metrics, log };
  const receiver = new GuardedHttpReceiver({ ...deps, logger: boltLogger(log), now: () => new Date() });
  const authorize = async () => ({ botToken: 'xoxb-1', botId: 'B1', botUserId: 'U0BOT' });
  const app = new App({ receiver, logger: boltLogger(log), authorize });
  const heard: string[] = [];
  app.command('/mlpipeline', async ({ ack, command }) => {
    heard.push(command.text);
    await ack('done');
  });
  app.event('user_change', async () => void heard.push('user_change'));
  const port = await receiver.listen();

  /** What the server says until it ends the connection. */
  async function said(...parts: string[]): Promise<string> {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined); // cut off, perhaps while we are still talking
    for (const part of parts) socket.write(part);
    return text(socket).catch(() => '');
  }

  return {
    port,
    /** What reached the bot. */
    heard,
    counts: metrics.counts,
    said,
    /** A request that Slack could have sent is answered, and no line in the log is about a fault of ours. */
    async expectWell(): Promise<void> {
      heard.length = 0;
      expect(statusOf(await said(request({ body: command('still there') })))).toBe('200');
      expect(heard).toEqual(['still there']);
      expect(lines.filter((line) => JSON.parse(line).level >= 40 || line.includes(SECRET))).toEqual([]);
    },
    stop: () => receiver.close(),
  };
}

export type WireBench = Awaited<ReturnType<typeof startWire>>;

export const nowInSeconds = (): string => String(Math.floor(Date.now() / 1000));
export const hashOf = (body: string, time: string): string =>
  createHmac('sha256', SECRET).update(`v0:${time}:${body}`).digest('hex');

let triggers = 0;
const command = (words: string): string =>
  String(
    new URLSearchParams({
      command: '/mlpipeline',
      text: words,
      user_id: 'U1',
      team_id: 'T1',
      trigger_id: `${++triggers}`,
    }),
  );
export interface Wire {
  line?: string;
  body?: string;
  time?: string;
  signature?: string;
  /** More headers, or the same ones again. */
  more?: string[];
  length?: number | 'none';
  type?: string;
}

/** A request as bytes on the wire, signed as Slack does unless it is said otherwise. */
export function request({
  line = 'POST /slack/events HTTP/1.1',
  body = command('deploy'),
  type = FORM,
  ...rest
}: Wire): string {
  const { time = nowInSeconds(), more = [], length = Buffer.byteLength(body) } = rest;
  const { signature = `v0=${hashOf(body, time)}` } = rest;
  const headers = [
    ...['host: bot', 'connection: close', `content-type: ${type}`],
    ...[`x-slack-request-timestamp: ${time}`, `x-slack-signature: ${signature}`],
    ...(length === 'none' ? [] : [`content-length: ${length}`]),
  ];
  return [line, ...headers, ...more, '', body].join(CRLF);
}

/** The last one, behind a “100 Continue”. */
export const statusOf = (answer: string): string => [...answer.matchAll(/^HTTP\/1\.1 (\d+)/gm)].at(-1)?.[1] ?? 'none';
